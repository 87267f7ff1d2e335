"""Captions: what the font lacks is named, lines fit, and Chinese is really drawn."""

from __future__ import annotations

import numpy as np
import pytest

from assets.errors import InputError
from assets.lettering import FONT, check_glyphs
from tools.film.captions import MAX_LINES, Cue, cue_at, draw, fit, wrap

SIZE = (640, 360)
LONG = "我是鱼多多，今晚带大家夜游青田，看一看灯光、石雕和杨梅，还有远处山上的古塔与江边的万家灯火，一起出发吧！"


def test_missing_glyphs_are_named_in_one_line() -> None:
    check_glyphs([LONG, "Fish lanterns of Qingtian, ¿perché no? È così…"])
    with pytest.raises(InputError, match=r"no glyph for ก \(U\+0E01\), 🐟 \(U\+1F41F\)$"):
        check_glyphs(["鱼🐟多", "กก"])


def test_every_character_of_gb2312_is_there() -> None:
    pairs = [bytes([row, cell]) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF)]
    text = b"".join(pairs).decode("gb2312", errors="ignore")
    assert len(text) == 6763
    check_glyphs([text])


def test_the_font_comes_with_its_licence() -> None:
    assert "SIL OPEN FONT LICENSE" in FONT.with_name("NotoSansSC-OFL.txt").read_text().upper()


def test_a_short_cue_is_one_line_as_it_was() -> None:
    assert fit([Cue(1.0, 2.0, "欢迎来到太鹤湖。")], SIZE) == [Cue(1.0, 2.0, "欢迎来到太鹤湖。")]


def test_lines_break_after_punctuation_and_are_alike() -> None:
    first, second = wrap(LONG, SIZE)
    assert first.endswith("杨梅，")
    assert second.startswith("还有")


def test_a_long_cue_becomes_pages_of_two_lines_that_share_its_time() -> None:
    cues = fit([Cue(2.0, 12.0, LONG * 2)], SIZE)
    assert len(cues) == 2
    assert all(len(cue.text.split("\n")) <= MAX_LINES for cue in cues)
    assert "".join(cue.text.replace("\n", "") for cue in cues) == LONG * 2
    assert (cues[0].start, cues[-1].end) == (2.0, 12.0)
    assert cues[0].end == cues[1].start == pytest.approx(7.0, abs=1.0)


def test_words_of_other_scripts_are_not_cut() -> None:
    text = "Welcome to Taihe Lake, where the fish lanterns are lit every evening from June to October along the shore."
    lines = wrap(text, SIZE)
    assert len(lines) == 2
    assert " ".join(lines) == text


def test_one_word_wider_than_the_picture_still_ends() -> None:
    assert wrap("x" * 300, SIZE) == ["x" * 300]


def test_no_line_starts_with_a_closing_mark() -> None:
    for n in range(20, 60):
        lines = wrap("湖" * n + "，" + "山" * n + "。", SIZE)
        assert not any(line[0] in "，。" for line in lines)


def test_chinese_is_drawn_white_with_a_dark_rim_on_glass_at_the_foot() -> None:
    picture = draw("鱼多多\n太鹤湖", SIZE)
    h, w = picture.pixels.shape[:2]
    ink, alpha = picture.pixels[..., 0], picture.pixels[..., 3]
    assert 0.05 < ((ink > 240) & (alpha > 240)).mean() < 0.5
    assert ((ink < 20) & (alpha > 150)).mean() > 0.05
    assert picture.x == pytest.approx((SIZE[0] - w) / 2, abs=1)
    assert 0.6 * SIZE[1] < picture.y
    assert picture.y + h <= SIZE[1]
    assert alpha[h // 2, 2] == round(255 * 0.42), "the glass"
    assert alpha[0, 0] == 0, "with round corners"
    rows = np.flatnonzero((alpha > 128).any(axis=1))
    assert rows[-1] - rows[0] > h * 0.6, "both lines are there"


def test_two_characters_are_two_pictures() -> None:
    assert not np.array_equal(draw("鱼", SIZE).pixels, draw("湖", SIZE).pixels)


def test_the_cue_on_screen() -> None:
    cues = [Cue(1.0, 2.0, "a"), Cue(2.0, 3.0, "b")]
    assert [getattr(cue_at(cues, t), "text", None) for t in (0.9, 1.0, 2.0, 2.99, 3.0)] == [None, "a", "b", "b", None]

"""Titles, lower thirds, the mark of generated content, caption files, and captions that can be read. Known answers."""

from __future__ import annotations

import json
from itertools import pairwise

import numpy as np
import pytest

from assets.errors import InputError
from avatar.captions import Caption, caption_pieces, hurried, letters, readable
from avatar.script import Label
from avatar.script_reader import parse
from avatar.speech import synthesise
from tools import options
from tools.film.captions import Cue
from tools.film.graphics import MARK_HEIGHT, Card, cards_at, mark_at, mark_text
from tools.film.shoot import aigc
from tools.film.subtitles import srt, vtt

SIZE = (640, 360)
SCRIPT = (
    "title: T\nscene: s\navatar: a\nlabel: {position: bottom-left, seconds: 3}\nlines:\n"
    "  - text: {zh: '<mark name=\"m\"/>你好', en: '<mark name=\"m\"/>Hi'}\n"
    '    show:\n      - {title: {zh: "甲\\n乙", en: A}, start: m+0.5, hold: 2}\n'
)


def test_cards_fade_in_stay_and_fade_out() -> None:
    cards = [Card("title", "夜游太鹤湖\n青田", 1.0, 4.0)]
    assert not list(cards_at(cards, 0.99, SIZE))
    assert not list(cards_at(cards, 4.0, SIZE))
    ((early,), (middle,), (late,)) = (list(cards_at(cards, t, SIZE)) for t in (1.05, 2.5, 3.95))
    assert 0.0 < early.opacity < 0.3
    assert middle.opacity == 1.0
    assert 0.0 < late.opacity < 0.3
    assert early.pixels is middle.pixels
    assert middle.pixels[..., 3].max() == 255


@pytest.mark.parametrize("kind", ["title", "lower_third", "closing"])
def test_cards_lie_inside_the_picture_however_long_their_words(kind: str) -> None:
    card = Card(kind, "一个非常非常非常非常非常非常非常长的标题在这里\n" + "小字" * 30, 0.0, 9.0)  # type: ignore[arg-type]
    (drawn,) = cards_at([card], 5.0, SIZE)
    h, w = drawn.pixels.shape[:2]
    assert drawn.x >= 0
    assert drawn.y >= 0
    assert drawn.x + w <= SIZE[0]
    assert drawn.y + h <= SIZE[1]
    ink = (drawn.pixels[..., :3] > 200).all(-1) & (drawn.pixels[..., 3] > 200)
    columns = np.flatnonzero(ink.any(0))
    assert columns[0] > 0
    assert columns[-1] < w - 1


@pytest.mark.parametrize("size", [(320, 180), (640, 360), (1280, 720), (720, 1280)])
def test_the_mark_is_as_tall_as_the_rule_asks(size: tuple[int, int]) -> None:
    (mark,) = mark_at(Label("top-left", 0.0), "zh", 100.0, size)
    rows = np.flatnonzero((mark.pixels[..., 3] > 180).any(1))
    assert rows[-1] - rows[0] + 1 >= MARK_HEIGHT * min(size)
    assert (mark.x, mark.y) == (round(0.03 * min(size)), round(0.03 * min(size)))


def test_the_mark_shows_for_its_seconds_and_says_generated_in_every_language() -> None:
    assert list(mark_at(Label(seconds=3.0), "zh", 2.9, SIZE))
    assert not list(mark_at(Label(seconds=3.0), "zh", 3.0, SIZE))
    assert not list(mark_at(Label(visible=False), "zh", 0.0, SIZE))
    assert all("AI生成" in mark_text(language) for language in ("zh", "en", "es", "it", "xx"))
    assert json.loads(aigc("Taihe 1", "abc"))["Label"] == "1"


def test_a_script_says_what_is_shown_and_how_it_is_marked() -> None:
    script = parse(SCRIPT)
    (graphic,) = script.lines[0].show
    assert (graphic.kind, graphic.text["zh"], graphic.moment.mark, graphic.hold) == ("title", "甲\n乙", "m", 2.0)
    assert script.label == Label("bottom-left", 3.0)
    for old, new, words in (
        ("seconds: 3", "seconds: 1", "script:4: the label stays for at least 2 seconds"),
        ("bottom-left", "middle", "script:4: the label's position is one of top-left"),
        ("start: m+0.5", "start: q", "script:8: no mark 'q' in the zh text"),
        (", en: A", "", "script:8: the title has no text in en"),
        ("{title:", "{banner:", "script:8: unknown key 'banner'"),
    ):
        with pytest.raises(InputError, match=words):
            parse(SCRIPT.replace(old, new))


def test_caption_files() -> None:
    cues = [Cue(0.5, 2.25, "你好\n世界"), Cue(3661.0, 3662.5, "a < b")]
    assert srt(cues) == (
        "1\n00:00:00,500 --> 00:00:02,250\n你好\n世界\n\n2\n01:01:01,000 --> 01:01:02,500\na < b\n")  # fmt: skip
    assert vtt(cues) == (
        "WEBVTT\n\n00:00:00.500 --> 00:00:02.250\n你好\n世界\n\n01:01:01.000 --> 01:01:02.500\na &lt; b\n")  # fmt: skip


def test_captions_end_at_phrases_and_fit_two_lines() -> None:
    text = (
        "Hello everyone, I am Yu Duoduo, and tonight I will show you the lake with its lanterns and the long bridge "
        "of light that crosses the river. It costs 1,200.50 euros, no more. Bye!"
    )
    captions = caption_pieces(text, synthesise(text, "en", engine="silent").phones, "en")
    assert " ".join(c.text for c in captions).replace(" ", "") != ""
    assert all(len(c.text) <= 73 for c in captions)
    assert captions[0].text == "Hello everyone, I am Yu Duoduo"
    assert any("1,200.50" in c.text for c in captions)
    assert captions[-1].text == "Bye!"
    assert all(a.end <= b.start + 1e-9 for a, b in pairwise(captions))


def test_captions_stay_as_long_as_they_take_to_read() -> None:
    quick = [Caption(1.0, 1.5, "a" * 34), Caption(4.0, 6.0, "b" * 17)]
    first, second = readable(quick, 8.0, "en")
    assert first.end - first.start == pytest.approx(2.0)
    assert second.end == pytest.approx(6.35)
    packed = [Caption(1.0, 2.0, "a" * 20), Caption(2.0, 4.0, "b" * 17)]
    first, second = readable(packed, 4.0, "en")
    assert first.end - first.start >= 20 / 17 - 1e-9
    assert first.end <= second.start
    assert not hurried((first, second), "en")
    assert hurried([Caption(0.0, 1.0, "a" * 40)], "en")[0][1] == pytest.approx(40.0)
    assert letters("你好，世界！", "zh") == 4


def test_options() -> None:
    assert options.languages("zh, en") == ["zh", "en"]
    assert options.captions("none") == frozenset()
    assert options.target(None, "a/programme.yaml", "es", True).as_posix() == "out/programme_es.mp4"
    for bad in ("", "zh,zh", "chinese"):
        with pytest.raises(InputError, match="--lang"):
            options.languages(bad)
    with pytest.raises(InputError, match="--captions"):
        options.captions("burned,sub")

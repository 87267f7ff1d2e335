"""English, Spanish and Italian: figures as words, readings, syllables, languages mixed. Known answers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import avatar
from assets.errors import InputError
from avatar import latin, numbers_en, numbers_es, numbers_it, pinyin_names, ssml, text_en, text_es, text_it
from avatar.front_ends import FRONT_ENDS, read
from avatar.latin import syllabify, symbols
from avatar.roman import roman
from avatar.script_reader import parse, with_lexicon
from avatar.utterance import Utterance
from avatar.visemes import ARTICULATIONS, DIPHTHONGS


def said(text: str, language: str) -> str:
    """The voice's symbols of a text (SSML), words apart, pauses as they are."""
    return "".join(token.symbols for token in read(ssml.parse(text), language).tokens)


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("1,234 boats", "one thousand two hundred thirty four boats"),
        ("On June 14, 2026 at 19:35", "On June fourteenth, twenty twenty six at seven thirty five P M"),
        ("3:05 pm or 8:00", "three oh five P M or eight o'clock"),
        ("$5.50, €3 and ¥80", "five dollars fifty, three euros and eighty yuan"),
        ("2 million, $2 million", "two million, two million dollars"),
        ("23.5°C, 50% and 3 km", "twenty three point five degrees Celsius, fifty percent and three kilometers"),
        ("the 21st, 1 km, 1905", "the twenty first, one kilometer, nineteen oh five"),
        ("10-20 people, -5", "ten to twenty people, minus five"),
        ("0578-6822222", "zero five seven eight six eight two two two two two"),
        ("Mr. Li & Dr. Wu", "mister Li and doctor Wu"),
        ("2025-06-14", "June fourteenth, twenty twenty five"),
        ("3 km/h", "three kilometers an hour"),
    ],
)
def test_english_figures(text: str, spoken: str) -> None:
    assert " ".join(numbers_en.normalise(Utterance(text)).text.split()) == spoken


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("1.234 barcos", "mil doscientos treinta y cuatro barcos"),
        ("21 años, 1 hora y 200 personas", "veintiún años, una hora y doscientas personas"),
        ("el 14/6/2025 a las 19:35", "el catorce de junio de dos mil veinticinco a las diecinueve treinta y cinco"),
        ("a las 8:30", "a las ocho y media"),
        ("5,50 € y 80 ¥", "cinco euros con cincuenta y ochenta yuanes"),
        ("el siglo XIX, la 2ª vez", "el siglo diecinueve, la segunda vez"),
        ("23,5 °C, 50 % y 3 km", "veintitrés coma cinco grados, cincuenta por ciento y tres kilómetros"),
        ("100, 101, 500, 1.000.000", "cien, ciento uno, quinientos, un millón"),
        ("la Sra. Li", "la señora Li"),
    ],
)
def test_spanish_figures(text: str, spoken: str) -> None:
    assert " ".join(numbers_es.normalise(Utterance(text)).text.split()) == spoken


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("1.234 barche", "mille duecento trentaquattro barche"),
        ("21, 28, 33, 180", "ventuno, ventotto, trentatré, cento ottanta"),
        ("il 14/6/2025 alle 19:30", "il quattordici giugno due mila venticinque alle diciannove e trenta"),
        ("alle 8:15", "alle otto e un quarto"),
        ("5,50 € e 80 ¥", "cinque euro e cinquanta e ottanta yuan"),
        ("il XIX secolo, il 1º giugno, la 3ª", "il diciannovesimo secolo, il primo giugno, la terza"),
        ("50 %, 3 km, 1 h", "cinquanta per cento, tre chilometri, un'ora"),
        ("2.000.000", "due milioni"),
    ],
)
def test_italian_figures(text: str, spoken: str) -> None:
    assert " ".join(numbers_it.normalise(Utterance(text)).text.split()) == spoken


@pytest.mark.parametrize("cardinal", [numbers_en.cardinal, numbers_es.cardinal, numbers_it.cardinal])
def test_cardinals_are_all_different(cardinal: object) -> None:
    numbers = [*range(2200), *(10**k + d for k in range(4, 11) for d in (-1, 0, 1))]
    assert len({cardinal(n) for n in numbers}) == len(set(numbers))  # type: ignore[operator]


def test_ordinals_and_years() -> None:
    assert [numbers_en.ordinal(n) for n in (1, 2, 3, 12, 20, 101)] == [
        "first", "second", "third", "twelfth", "twentieth", "one hundred first"]  # fmt: skip
    assert [numbers_en.year(n) for n in (1066, 1900, 1984, 2000, 2009, 2010)] == [
        "one thousand sixty-six", "nineteen hundred", "nineteen eighty-four", "two thousand", "two thousand nine",
        "twenty ten"]  # fmt: skip
    assert [numbers_it.ordinal(n) for n in (10, 21, 23, 26)] == [
        "decimo",
        "ventunesimo",
        "ventitreesimo",
        "ventiseiesimo",
    ]
    assert [roman(text) for text in ("IV", "XIX", "XL", "MCMXC")] == [4, 19, 40, 1990]


@pytest.mark.parametrize(
    ("words", "spoken"),
    [("the lake", "ðə lˈAk"), ("the apple", "ði ˈæpᵊl"), ("to live", "tə lˈɪv"), ("the live show", "ðə lˈIv ʃˈO"),
     ("XR and NASA", "ˈɛksˈɑɹ ænd nˈæsə"), ("reflected", "ɹəflˈɛktᵻd"), ("Qingtian's", "ʧˈɪŋtjˌɛnz"),
     ("Dongtou", "dˈʊŋtˌO"), ("well-known", "wˈɛl nˈOn"), ("iPhone", "ˈIfˈOn")],
)  # fmt: skip
def test_english_readings(words: str, spoken: str) -> None:
    assert said(words, "en") == spoken


@pytest.mark.parametrize(
    ("words", "spoken"),
    [("lago", "lˈaɣo"), ("guerra", "ɡˈera"), ("cigüeña", "θiɣwˈeɲa"), ("queso", "kˈeso"), ("llave", "ʎˈaβe"),
     ("jamón", "xamˈon"), ("enviar", "embjˈaɾ"), ("ciudad", "θjuðˈad"), ("muy", "mˈuɪ"), ("rey", "rˈA"),
     ("puente", "pwˈɛnte"), ("perro pero", "pˈero pˈeɾo"), ("gente", "xˈɛnte"), ("¡hola!", "ˈola!"),
     ("ley y rey", "lˈA i rˈA")],
)  # fmt: skip
def test_spanish_readings(words: str, spoken: str) -> None:
    assert said(words, "es") == spoken


@pytest.mark.parametrize(
    ("words", "spoken"),
    [("lago", "lˈaɡo"), ("gli occhi", "ʎi ˈɔkːɪ"), ("famiglia", "famˈiʎa"), ("bagno", "bˈaɲɲo"),
     ("bagnati", "baɲɲˈatɪ"), ("tengono", "tˈɛŋɡono"), ("visitano", "vˈizitano"),
     ("italiano", "italjˈano"), ("lontano", "lontˈano"), ("vedono", "vˈedono"), ("delle", "dˈelle"), ("scena", "ʃˈɛna"),
     ("schiena", "skjˈɛna"), ("ciao", "ʧˈao"), ("giallo", "ʤˈallo"), ("perché", "perkˈe"), ("città", "ʧitːˈa"),
     ("c'è l'acqua", "ʧˈɛ lˈakːwa"), ("pizza", "pˈiʦːa"), ("casa", "kˈaza"),
     ("isola", "ˈizola"), ("lampada", "lˈampada"),
     ("magnifico", "maɲɲˈifiko"), ("uomo", "ˈwɔmo")],
)  # fmt: skip
def test_italian_readings(words: str, spoken: str) -> None:
    assert said(words, "it").replace("ˈwɔ", "wˈɔ") == spoken.replace("ˈwɔ", "wˈɔ")


def test_syllables_take_the_consonants_before_their_vowel() -> None:
    def split(phones: str, glides: str = "") -> list[str]:
        return [part.syllable.reading for part in syllabify(phones, (0, 1), glides)]

    assert split("ˈɪɾəli") == ["ˈɪ", "ɾə", "li"]
    assert split("lˈaɣɾimas") == ["lˈa", "ɣɾi", "mas"]
    assert split("pwˈɛnte") == ["pwˈɛn", "te"]
    assert split("kˈaʊza", "ɪʊ") == ["kˈaʊ", "za"]
    word = syllabify("həlˈO", (0, 5))
    assert [part.syllable.accent for part in word] == [False, True]
    assert all(sum(share for _, share in part.phones) == pytest.approx(1.0) for part in word)


def test_languages_mix_by_script_and_by_mark() -> None:
    assert said("欢迎来到Taihe Lake", "zh") == said("欢迎来到", "zh") + " " + said("Taihe Lake", "en")
    assert said("Welcome to 太鹤湖!", "en") == said("Welcome to", "en") + " " + said("太鹤湖", "zh") + "!"
    assert said('el <lang xml:lang="en">night tour</lang>', "es") == said("el", "es") + " " + said("night tour", "en")
    assert said("5km", "zh") == said("五公里", "zh")


def test_say_as_and_readings_given() -> None:
    assert said('<say-as interpret-as="digits">2025</say-as>年', "zh") == said("二零二五年", "zh")
    assert said('room <say-as interpret-as="digits">12</say-as>', "en") == said("room one two", "en")
    assert said('<say-as interpret-as="characters">bus</say-as>', "es") == said("be u ese", "es")
    assert said('<phoneme alphabet="ipa" ph="tʃɪŋˈtjɛn">Qingtian</phoneme> rocks', "en") == "ʧɪŋtjˈɛn ɹˈɑks"
    assert symbols("tʃiŋˈtjen", FRONT_ENDS and text_es._language()) == "ʧiŋtjˈen"
    with pytest.raises(InputError, match="say-as 'colour' is unknown"):
        read(ssml.parse('<say-as interpret-as="colour">1</say-as>'), "en")
    with pytest.raises(InputError, match="not a reading in IPA"):
        read(ssml.parse('<phoneme ph="qing1 tian2">Qingtian</phoneme>'), "en")


def test_a_lexicon_gives_readings_where_the_text_does_not() -> None:
    source = (
        "title: T\nscene: s\navatar: a\nlexicon:\n  zh: {青田: qing1 tian2}\n  en: {Ou: oʊ}\n"
        "lines:\n  - text: {zh: 青田人, en: Ou and Out}\n"
    )
    line = parse(source).lines[0]
    assert line.text["zh"].readings == ((0, 2, "qing1 tian2"),)
    assert line.text["en"].readings == ((0, 2, "oʊ"),)
    assert with_lexicon(Utterance("ab"), {"a": "x", "ab": "y"}).readings == ((0, 2, "y"),)
    for bad, words in (("qing1", "1 syllables 'qing1' for 2"), ("qing1 zzz", "not a pinyin syllable")):
        with pytest.raises(InputError, match=rf"script:5: {words}"):
            parse(source.replace("qing1 tian2", bad))
    with pytest.raises(InputError, match="script:6: 'oʊ漢' is not a reading in IPA; unknown: 漢"):
        parse(source.replace("oʊ", "oʊ漢"))


def test_errors_name_line_and_column() -> None:
    head = "title: T\nscene: s\navatar: a\nlines:\n"
    source = head + "  - text:\n      en: Hello\n      es: |\n        Hola <blink>x</blink>\n"
    with pytest.raises(InputError, match=r"t\.yaml:8:14: <blink> is not supported"):
        parse(source, "t.yaml")
    with pytest.raises(InputError, match=r"t\.yaml:2: a full-width colon"):
        parse("title: T\nscene： s\navatar: a\nlines: []\n", "t.yaml")
    with pytest.raises(InputError, match="no English reading for 'П' "):
        read(Utterance("Hi П"), "en")


def test_names_in_pinyin() -> None:
    assert [s.pinyin for s in pinyin_names.split("wenzhou") or ()] == ["wen", "zhou"]
    assert len(pinyin_names.split("xian") or ()) == 1
    assert pinyin_names.split("boat") is None


def test_every_symbol_of_every_language_has_a_place_in_the_voice_and_on_the_face() -> None:
    vocabulary = json.loads((Path(avatar.__path__[0]) / "data/kokoro_vocab.json").read_text(encoding="utf-8"))
    entries = [v for row in text_en._words().values() for v in row if v]
    assert set("".join(entries)) <= set(vocabulary)
    texts = {
        "en": "The quick brown fox thinks of joy, vision, church, and a hot bird under the boat; azure zoo, yes! Sing.",
        "es": "El veloz murciélago hindú comía feliz cardillo y kiwi; la cigüeña tocaba el saxofón. ¡Guau!",
        "it": "Quel vituperabile xenofobo zelante assaggia il whisky ed dice: alleluia! Gli gnocchi, zaino, sbaglio.",
    }
    for language, text in texts.items():
        for token in read(Utterance(text), language).tokens:
            assert set(token.symbols) <= set(vocabulary)
            if token.is_phone:
                symbol = token.symbols.strip("→↗↘↓ˈˌː")
                assert symbol in ARTICULATIONS or symbol in DIPHTHONGS, (language, symbol)


@given(
    st.text(alphabet="abcdeghijlmnopqrstuvxyzàéñü'’ ,.!?-0123456789:/€%()", max_size=40),
    st.sampled_from(["en", "es", "it"]),
)
def test_any_text_is_read_or_refused(text: str, language: str) -> None:
    try:
        spoken = read(Utterance(text), language)
    except InputError:
        return
    assert all(0 <= token.span[0] <= token.span[1] <= len(text) for token in spoken.tokens)
    starts = [token.span[0] for token in spoken.tokens if token.is_phone]
    assert starts == sorted(starts)


def test_readers_are_pure() -> None:
    for module, text in ((text_en, "hello"), (text_es, "hola"), (text_it, "ciao")):
        assert list(module.read(Utterance(text))) == list(module.read(Utterance(text)))


@pytest.mark.parametrize(
    ("word", "spelled"),
    [("TV", True), ("DNI", True), ("BBC", True), ("AVE", False), ("ONU", False), ("UNESCO", False), ("Lago", False)],
)
def test_capitals_that_can_be_said_are_words(word: str, spelled: bool) -> None:
    assert latin.is_spelled(word) is spelled


@pytest.mark.parametrize(
    ("words", "language", "spoken"),
    [("naïve café", "en", "nɑˈiv kæfˈA"), ("résumé", "en", "ɹˈɛzəmˌA"), ("Xi'an", "en", "ʃiˈɑn"),
     ("mezzo indirizzo", "it", "mˈɛʣːo indirˈiʦːo"), ("organizzare pizza", "it", "orɡaniʣːˈare pˈiʦːa"),
     ("México", "es", "mˈexiko")],
)  # fmt: skip
def test_words_from_abroad_and_voiced_z(words: str, language: str, spoken: str) -> None:
    assert said(words, language) == spoken

"""Italian stress and open vowels: known answers for words, for endings, and for infinitives with pronouns."""

from __future__ import annotations

import pytest

from avatar.stress_it import marked
from avatar.text_it import spoken


@pytest.mark.parametrize(
    ("words", "accented"),
    [
        ("economia geologia fotografia democrazia pizzeria", "economìa geologìa fotografìa democrazìa pizzerìa"),
        ("economico medico geologo fotografo chilometro", "econòmico mèdico geòlogo fotògrafo chilòmetro"),
        ("amico antico radice felice fatica", "amìco antìco radìce felìce fatìca"),
        ("prendere vedere conoscere sapere ricevere", "prèndere vedére conóscere sapére ricévere"),
        ("prendersi vederlo conoscerci diversi concerti", "prèndersi vedérlo conóscerci divèrsi concèrti"),
        ("parlano italiano studiano lontano visitano", "pàrlano italiàno stùdiano lontàno vìsitano"),
        ("vorrei potrai signor poter", "vorrèi potrài signór potér"),
        ("dovrebbero avessero bellissima possibile", "dovrèbbero avéssero bellìssima possìbile"),
        ("città perché gennaio materia maria", "città perché gennàio matèria marìa"),
    ],
)
def test_stress(words: str, accented: str) -> None:
    assert [marked(word) for word in words.split()] == accented.split()


@pytest.mark.parametrize(
    ("word", "phones"),
    [
        ("gennaio", "ʤennˈajo"),
        ("aiuola", "ajwˈɔla"),
        ("costruire", "kostruˈire"),
        ("problema", "problˈɛma"),
        ("quello", "kwˈello"),
        ("piede", "pjˈɛde"),
        ("fuoco", "fwˈɔko"),
        ("stazione", "staʦjˈone"),
        ("memoria", "memˈɔrja"),
        ("guida", "ɡwˈida"),
        ("computer", "kompjˈuter"),
        ("addio", "adːˈio"),
        ("vendemmia", "vendˈemmja"),
    ],
)
def test_readings(word: str, phones: str) -> None:
    assert spoken(word) == phones

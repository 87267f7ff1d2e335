"""The silent voice: timings from syllable counts, and no sound. What stands in where no model is installed."""

from __future__ import annotations

import numpy as np

from avatar.utterance import MARKS, PAUSE, SAMPLE_RATE, Phone, Speech, Spoken

VERSION = "silent/1"
SYLLABLE = 0.205
"""Seconds of a Mandarin syllable at rate 1: the mean of the neural voice."""


def synthesise(spoken: Spoken, rate: float) -> Speech:
    """Every syllable takes the same time (stressed ones 1.2, weak ones 0.8 of it); phones take their shares."""
    phones: list[Phone] = []
    at = 0.0
    tokens = spoken.tokens
    while tokens and not tokens[-1].is_phone:
        tokens = tokens[:-1]
    for token in tokens:
        seconds = token.pause
        if token.is_phone:
            syllable = spoken.syllables[token.syllable]
            seconds = token.share * SYLLABLE / rate
            seconds *= (1.2 if syllable.stressed else 1.0) * (0.8 if syllable.weak else 1.0)
        if seconds:
            symbol = token.symbols.strip(MARKS) if token.is_phone else PAUSE
            phones.append(Phone(symbol, at, at + seconds, token.span, token.syllable))
            at += seconds
    pcm = np.zeros(round(at * SAMPLE_RATE), np.float32)
    return Speech(pcm, tuple(phones), spoken.syllables, ("silent voice: no model, timings from syllable counts",))

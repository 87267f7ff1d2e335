"""Voices: engines that turn prepared text into sound and timings, or into timings alone."""

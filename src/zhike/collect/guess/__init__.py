"""Guess what a file holds when nobody has said so.

In: column names and a sample of rows. Out: a `Guess`: the entity, a field for each column with confidence and reason.
"""

from __future__ import annotations

from zhike.collect.guess.decide import guess
from zhike.collect.guess.headers import words
from zhike.collect.guess.result import ColumnGuess, Guess, missing_fields

__all__ = ["ColumnGuess", "Guess", "guess", "missing_fields", "words"]

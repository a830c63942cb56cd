"""The glossary: the words of the trade, and what every number means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Query

from zhike import explain
from zhike.explain import Avoided, Section
from zhike.web.asking import Question
from zhike.web.room import Room
from zhike.words import _

room = Room("glossary")


@dataclass(frozen=True)
class ShownWord:
    """One word in the reader's language, in the other one, and its meaning."""

    word: str
    other: str
    meaning: str


@dataclass(frozen=True)
class GlossaryPage:
    """Words, words that are avoided, and the definitions by table; `q` is what was searched for."""

    title: str
    q: str
    words: tuple[ShownWord, ...]
    avoided: tuple[Avoided, ...]
    chapters: tuple[Section, ...]
    definitions: int


@room.page("/glossary", template="glossary.html")
def glossary(ask: Question, q: Annotated[str, Query(max_length=100)] = "") -> GlossaryPage:
    """Show the words and definitions that contain a text, or all."""
    del ask  # the definitions are the same for everybody
    found = explain.book(q)
    words = tuple(ShownWord(*explain.spelled(w), w.meaning) for w in found.words)
    count = sum(s.entries for s in found.sections)
    return GlossaryPage(_("Glossary"), found.q, words, found.avoided, found.sections, count)

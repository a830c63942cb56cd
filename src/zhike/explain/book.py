"""The words and definitions in the reader's language, and what of them a search finds."""

from __future__ import annotations

from dataclasses import dataclass

from zhike.explain.anchors import anchors
from zhike.explain.chapter import Chapter, Definition, Definitions, Grid, Part, Text
from zhike.explain.chapters import CHAPTERS
from zhike.explain.glossary import AVOIDED, WORDS, Avoided, Word
from zhike.words import _, language


@dataclass(frozen=True)
class Entry:
    """One definition: its columns as they are written, its anchors, a name where it has one, and what it says."""

    keys: tuple[str, ...]
    anchors: tuple[str, ...]
    name: str
    says: str


@dataclass(frozen=True)
class Passage:
    """One part of a chapter: a `text`, a list of `entries` with a name, or a grid of cells with its header."""

    name: str = ""
    text: str = ""
    entries: tuple[Entry, ...] = ()
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Section:
    """One chapter: `key` is its anchor and, where `is_table`, the name of the table it is about."""

    key: str
    title: str
    is_table: bool
    passages: tuple[Passage, ...]

    @property
    def entries(self) -> int:
        """Return how many definitions it has."""
        return sum(len(p.entries) for p in self.passages)


@dataclass(frozen=True)
class Book:
    """All that a search for `q` finds: the words, the words to avoid, and the sections; without `q` everything."""

    q: str
    words: tuple[Word, ...]
    avoided: tuple[Avoided, ...]
    sections: tuple[Section, ...]


def book(q: str = "") -> Book:
    """Return the words and definitions that contain a text, in the reader's language."""
    wanted = q.strip().lower()
    words = tuple(w for w in map(_word, WORDS) if _has(wanted, w.english, w.chinese, w.meaning))
    avoided = tuple(a for a in map(_avoided, AVOIDED) if _has(wanted, a.word, a.instead))
    sections = tuple(s for s in (_section(c, wanted) for c in CHAPTERS) if s.passages)
    return Book(q.strip(), words, avoided, sections)


def spelled(word: Word) -> tuple[str, str]:
    """Return a word in the reader's language and in the other one."""
    return (word.chinese, word.english) if language() == "zh" else (word.english, word.chinese)


def _word(word: Word) -> Word:
    return Word(word.english, word.chinese, _(word.meaning))


def _avoided(one: Avoided) -> Avoided:
    return Avoided(_(one.word), _(one.instead))


def _section(chapter: Chapter, wanted: str) -> Section:
    """Return a chapter; of one that is searched, only the definitions that are found, or all when its name is."""
    title = _(chapter.title) or chapter.key
    if _has(wanted, title):
        wanted = ""
    passages = tuple(p for p in (_passage(chapter.key, part, wanted) for part in chapter.parts) if p is not None)
    return Section(chapter.key, title, not chapter.title, passages)


def _passage(chapter: str, part: Part, wanted: str) -> Passage | None:
    if isinstance(part, Definitions):
        entries = tuple(e for e in (_entry(chapter, d) for d in part.items) if _has(wanted, *e.anchors, e.name, e.says))
        return Passage(_(part.name), entries=entries) if entries else None
    if wanted:
        return None
    if isinstance(part, Text):
        return Passage(text=_(part.says))
    return Passage(header=tuple(map(_, part.header)), rows=tuple(tuple(_cell(c, part) for c in r) for r in part.rows))


def _entry(chapter: str, definition: Definition) -> Entry:
    found = tuple(a for column in definition.columns for a in anchors()[chapter, column])
    return Entry(definition.keys, found, _(definition.name), _(definition.says))


def _cell(cell: str, grid: Grid) -> str:
    return f"{_(grid.names[cell])} `{cell}`" if cell in grid.names else _(cell)


def _has(wanted: str, *texts: str) -> bool:
    return not wanted or any(wanted in text.lower() for text in texts)

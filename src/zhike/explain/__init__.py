"""What every word, number, table and column means, and where it comes from.

In: the declarations of all tables, and a published run for what they hold. Out: chapters of definitions, the glossary.
"""

from zhike.explain.anchors import anchor_of, anchors
from zhike.explain.book import Book, Entry, Passage, Section, book, spelled
from zhike.explain.chapter import Chapter, Definition, Definitions, Grid, Text
from zhike.explain.chapters import CHAPTERS
from zhike.explain.glossary import AVOIDED, WORDS, Avoided, Word

__all__ = [
    "AVOIDED",
    "CHAPTERS",
    "WORDS",
    "Avoided",
    "Book",
    "Chapter",
    "Definition",
    "Definitions",
    "Entry",
    "Grid",
    "Passage",
    "Section",
    "Text",
    "Word",
    "anchor_of",
    "anchors",
    "book",
    "spelled",
]  # fmt: skip

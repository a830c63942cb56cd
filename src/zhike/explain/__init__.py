"""What every word, number, table and column means, and where it comes from.

In: the declarations of all tables, and a published run for what they hold. Out: chapters of definitions, the glossary.
"""

from zhike.explain import identity
from zhike.explain.anchors import anchor_of, anchors
from zhike.explain.book import Book, Entry, Passage, Section, book, spelled
from zhike.explain.chapter import Chapter, Definition, Definitions, Grid, Text
from zhike.explain.chapters import CHAPTERS
from zhike.explain.dictionary import (  # fmt: skip
    ColumnEntry,
    ColumnInFull,
    Spread,
    TableEntry,
    TableInFull,
    column_in_full,
    dictionary,
    table_in_full,
)
from zhike.explain.glossary import AVOIDED, WORDS, Avoided, Word
from zhike.explain.lineage import Graph, Node, graph, origin

__all__ = [
    "AVOIDED",
    "CHAPTERS",
    "WORDS",
    "Avoided",
    "Book",
    "Chapter",
    "ColumnEntry",
    "ColumnInFull",
    "Definition",
    "Definitions",
    "Entry",
    "Graph",
    "Grid",
    "Node",
    "Passage",
    "Section",
    "Spread",
    "TableEntry",
    "TableInFull",
    "Text",
    "Word",
    "anchor_of",
    "anchors",
    "book",
    "column_in_full",
    "dictionary",
    "graph",
    "identity",
    "origin",
    "spelled",
    "table_in_full",
]  # fmt: skip

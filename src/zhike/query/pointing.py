"""Where an error of a statement lies: the line, and the word in it that the error is about."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlglot.errors import ParseError, TokenError

from zhike.engine import EngineError
from zhike.errors import ZhikeError
from zhike.words import _, sentences

_COLUMN = re.compile(r'Referenced (?:column|table) "([^"]+)" not found')
_CANDIDATES = re.compile(r"Candidate bindings: (.+)")
_STEP = re.compile(r"^\w+ Error: ")
_WORD = re.compile(r'"[^"]*"|\w+')
_QUOTED = re.compile(r"""["'`]([^"'`]{1,60})["'`]""")


@dataclass(frozen=True)
class Pointed:
    """A place in a statement: the number of its line (from 1), and the line before, at and after the word."""

    line: int
    before: str
    word: str
    after: str


def said_of(error: ZhikeError) -> str:
    """Return what went wrong in words: what the engine says of a statement, without the name of our own step."""
    if not isinstance(error, EngineError):
        return str(error)
    detail = str(error.values["detail"])
    if found := _COLUMN.search(detail):
        said = _("There is no column {name} in these tables.").format(name=found[1])
        near = _CANDIDATES.search(detail)
        return sentences(said, _("Similar ones: {names}").format(names=near[1])) if near else said
    first = detail.split("\n\nLINE", maxsplit=1)[0].splitlines()
    return _("The engine says: {detail}").format(detail=_STEP.sub("", " ".join(first)))


def pointed(sql: str, error: ZhikeError) -> Pointed | None:
    """Return the place in the statement that an error is about, when it can be told."""
    where = _parsed(error)
    if where is not None:
        return _at(sql, *where)
    for word in _suspects(error):
        start = _find(sql, word)
        if start is not None:
            line = sql.count("\n", 0, start) + 1
            begin = sql.rfind("\n", 0, start) + 1
            return _at(sql, line, start - begin, len(word))
    return None


def _parsed(error: ZhikeError) -> tuple[int, int, int] | None:
    """Return line, column and length where the parser stopped."""
    cause = error.__cause__
    if not isinstance(cause, ParseError) or isinstance(cause, TokenError) or not cause.errors:
        return None
    first = cause.errors[0]
    word = str(first.get("highlight") or "")
    line, end = first.get("line"), first.get("col")
    if not word or line is None or end is None:
        return None
    return int(line), max(int(end) - len(word), 0), len(word)


def _suspects(error: ZhikeError) -> list[str]:
    """Return the words that the error names, the most telling first."""
    value = error.values.get("value")
    said = str(error.values.get("detail", ""))
    column = _COLUMN.search(said)
    named = [str(value)] if value else []
    named += [column[1]] if column else []
    return [*named, *_QUOTED.findall(said), *(w for w in _WORD.findall(said) if "_" in w or w.isupper())]


def _find(sql: str, word: str) -> int | None:
    """Return where a word stands in the statement, outside of longer words."""
    found = re.search(rf"(?<![\w]){re.escape(word)}(?![\w])", sql, re.IGNORECASE)
    return found.start() if found else None


def _at(sql: str, line: int, column: int, length: int) -> Pointed | None:
    lines = sql.splitlines()
    if not 0 < line <= len(lines):
        return None
    text = lines[line - 1]
    word = text[column : column + length]
    return Pointed(line, text[:column], word, text[column + length :]) if word else None

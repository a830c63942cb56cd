"""How values stand in a line of delimited text."""

from __future__ import annotations

from dataclasses import dataclass

BLANKS = " "  # the delimiter that stands for runs of blanks


@dataclass(frozen=True)
class Dialect:
    """How values stand in a line, and how many there must be; width 0 takes any number."""

    delimiter: str
    quote: str | None
    width: int = 0

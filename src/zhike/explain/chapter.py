"""A chapter of definitions: what the numbers of one table mean, in an order that a person reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

# The windows that a name like orders_Nd stands for.
_WINDOWS = (7, 30, 90, 180, 365)
_ANY_WINDOW = "_Nd"


@dataclass(frozen=True)
class Definition:
    """What one number, or a few that belong together, mean: `keys` are their columns, `says` the words and the formula."""

    keys: tuple[str, ...]
    says: str
    name: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the columns that are defined here; orders_Nd stands for one in each window."""
        return tuple(name for key in self.keys for name in _in_windows(key))


@dataclass(frozen=True)
class Definitions:
    """A list of definitions, with a name where a chapter has several."""

    items: tuple[Definition, ...]
    name: str = ""


@dataclass(frozen=True)
class Text:
    """A paragraph: what a reader should know before using the numbers."""

    says: str


@dataclass(frozen=True)
class Grid:
    """A small table of codes; `names` says what each code is called."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    names: Mapping[str, str] = field(default_factory=dict)


Part = Definitions | Text | Grid


@dataclass(frozen=True)
class Chapter:
    """What the numbers of one table mean; `key` is the table's name, `title` a title in words where there is no table."""

    key: str
    parts: tuple[Part, ...]
    title: str = ""

    @property
    def definitions(self) -> Iterator[Definition]:
        """Give every definition of the chapter."""
        for part in self.parts:
            if isinstance(part, Definitions):
                yield from part.items


def _in_windows(key: str) -> list[str]:
    if not key.endswith(_ANY_WINDOW):
        return [key]
    return [f"{key.removesuffix(_ANY_WINDOW)}_{days}d" for days in _WINDOWS]

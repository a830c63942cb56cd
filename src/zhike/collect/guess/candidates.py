"""Which column goes to which field of one entity, from what the headers claim and what the values look like."""

from __future__ import annotations

import re
from dataclasses import dataclass

from zhike.collect.entities import ENTITIES
from zhike.collect.guess import evidence, headers
from zhike.collect.guess.assign import assign
from zhike.collect.guess.values import Profile

# What programs call columns that have no name of their own.
_NAMELESS = re.compile(r"(c|col|column|field|f|v|var|x|unnamed|列|字段|第)[\s_:.]*\d*列?", re.IGNORECASE)
_SUREST = 0.99


@dataclass(frozen=True)
class Column:
    """A column of the file: its name, its place, the look of its values, and whether it has a real header."""

    name: str
    place: int
    seen: Profile
    headless: bool


@dataclass(frozen=True)
class Candidate:
    """A field that a column could go to; a confidence of 0 means that the values spoke against its header."""

    field: str
    confidence: float
    fitting: float
    by_header: bool


@dataclass(frozen=True)
class Fitted:
    """One entity's best reading of the file: for each column its candidates, surest first, and the one it got."""

    entity: str
    candidates: tuple[tuple[Candidate, ...], ...]
    taken: tuple[Candidate | None, ...]

    @property
    def found(self) -> dict[str, float]:
        """The fields that have a column, with their confidence."""
        return {got.field: got.confidence for got in self.taken if got}


def is_nameless(header: str) -> bool:
    """Whether a header is only a number that some program gave: c1, Column2, 列3, or nothing at all."""
    return not header.strip() or bool(_NAMELESS.fullmatch(header.strip()) and re.search(r"\d", header))


def fit_columns(columns: list[Column], *, entity: str) -> Fitted:
    """Return the entity's best reading: each field goes to one column, so that the whole is surest."""
    candidates = tuple(_candidates(column, entity=entity) for column in columns)
    names = list(ENTITIES[entity].known)
    weights = [[0.0] * len(columns) for _ in names]
    for column, options in zip(columns, candidates, strict=True):
        for option in options:
            weights[names.index(option.field)][column.place] = _weight(option, column, many=len(columns))
    taken: list[Candidate | None] = [None] * len(columns)
    for name, place in zip(names, assign(weights), strict=True):
        if place is not None:
            taken[place] = next(option for option in candidates[place] if option.field == name)
    return Fitted(entity, candidates, tuple(taken))


def _candidates(column: Column, *, entity: str) -> tuple[Candidate, ...]:
    claimed = {} if column.headless else {c.field: c.strength for c in headers.claims(column.name, entity=entity)}
    silent = column.headless or not headers.is_ignored(column.name)
    options = []
    for name, field in ENTITIES[entity].known.items():
        fitting = evidence.fit(field, column.seen, entity=entity)
        sure = _by_header(claimed.get(name, 0.0), fitting)
        guessed = evidence.alone(field, column.seen, entity=entity, headless=column.headless) if silent else 0.0
        if name in claimed or guessed:
            both = min(_SUREST, 1 - (1 - sure) * (1 - guessed))
            options.append(Candidate(name, round(both, 3), fitting, by_header=sure > 0))
    return tuple(sorted(options, key=lambda option: (-option.confidence, option.field)))


def _by_header(strength: float, fitting: float) -> float:
    return strength * (0.6 + 0.4 * fitting) if fitting >= evidence.VETO else 0.0


def _weight(option: Candidate, column: Column, *, many: int) -> float:
    """Return what a pair counts in the sum.

    The cube keeps one sure pair above two doubtful ones. Fuller columns and, where all is equal, those further left
    win; without a header an order's number stands left of a product's, and a price left of an amount.
    """
    full = column.seen.filled / max(1, column.seen.rows)
    left = 1 - column.place / (many * (10 if column.headless and option.field in _STAND_LEFT else 10_000))
    return option.confidence**3 * (0.9 + 0.1 * full) * left


_STAND_LEFT = frozenset({"order_id", "record_id", "unit_price"})

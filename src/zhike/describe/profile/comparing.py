"""Two customers side by side: where they differ, the farthest apart among all customers first, and where they are alike.

In: a workspace with a run, two customers' numbers, and who asks. Out: a frozen comparison for the page and the API.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhike.describe import directory
from zhike.describe.directory.fields import Field
from zhike.describe.directory.listing import LISTING
from zhike.describe.periods import as_of
from zhike.describe.profile.customer import card
from zhike.engine import Reader, Table, name_of
from zhike.errors import WrongUseError
from zhike.govern import Actor
from zhike.words import _
from zhike.workspace import Workspace

# A number differs when at least so many of all customers stand between the two.
_APART = 0.1
# What speaks of another column of the same row; and numbers that name an hour or a day of the week, which have no order.
_OF_ANOTHER = re.compile(r"customer_id|(reason|contribution)_.*")
_NAMES = {"favourite_hour", "favourite_weekday"}


@dataclass(frozen=True)
class Line:
    """One column of both customers; `apart` is the share of all customers that stand between two numbers, None where one is missing."""

    name: str
    kind: str
    unit: str
    meaning: str
    a: Any
    b: Any
    apart: float | None

    @property
    def differs(self) -> bool:
        """Whether it tells the two apart."""
        return self.a != self.b if self.apart is None else self.apart >= _APART


@dataclass(frozen=True)
class Comparison:
    """Two customers: their names, where they differ, the farthest apart first, and where they are alike."""

    a: str
    b: str
    names: tuple[str, str]
    as_of: date
    differing: tuple[Line, ...]
    alike: tuple[Line, ...]


def compare(shop: Workspace, a: str, b: str, *, by: Actor, declared: Mapping[str, Table]) -> Comparison:
    """Return the comparison of two customers of the current run, each behind the gate of the customer's page."""
    if a == b:
        raise WrongUseError(detail=_("a customer is compared with another one; {customer} was named twice").format(customer=a[:40]))  # fmt: skip
    rows = card(shop, a, by=by, declared=declared), card(shop, b, by=by, declared=declared)
    fields = directory.prepare(shop, declared).fields
    asked = [
        f
        for f in fields.values()
        if not f.personal and not _OF_ANOTHER.fullmatch(f.name) and f.kind in {"number", "text", "flag"}
    ]
    told = [f for f in asked if any(r[f.name] is not None for r in rows)]
    between = _between(shop.now, [f.name for f in told if f.kind == "number" and f.name not in _NAMES], rows)
    lines = sorted((_line(f, rows, between) for f in told), key=lambda line: -(line.apart or 0))
    names = tuple(str(r.get("name") or n) for r, n in zip(rows, (a, b), strict=True))
    return Comparison(
        a, b, (names[0], names[1]), as_of(shop), tuple(x for x in lines if x.differs), tuple(x for x in lines if not x.differs)
    )  # fmt: skip


def _line(field: Field, rows: tuple[Mapping[str, Any], Mapping[str, Any]], between: Mapping[str, float]) -> Line:
    a, b = (r[field.name] for r in rows)
    return Line(field.name, field.kind, field.unit, field.meaning, a, b, between.get(field.name))


def _between(reader: Reader, names: list[str], rows: tuple[Mapping[str, Any], Mapping[str, Any]]) -> dict[str, float]:
    """Return for each column that both have which share of all customers lies from the one number up to the other."""
    both = [n for n in names if all(r[n] is not None for r in rows)]
    if not both:
        return {}
    values = {f"{side}{at}": row[n] for at, n in enumerate(both) for side, row in zip("ab", rows, strict=True)}
    counted = ", ".join(
        f"count(*) filter (c.{name_of(n)} > least($a{at}, $b{at}) and c.{name_of(n)} <= greatest($a{at}, $b{at})) / count(c.{name_of(n)}) as n{at}"
        for at, n in enumerate(both)
    )
    [row] = reader.rows(f"select {counted} from {LISTING} c", values)
    return {n: float(row[f"n{at}"] or 0) for at, n in enumerate(both)}

"""Two customers side by side: where they differ, the farthest apart among all customers first, and where they are alike.

In: a workspace with a run, two customers' numbers, and who asks. Out: a frozen comparison for the page and the API.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from zhike.describe import directory
from zhike.describe.directory.fields import Field
from zhike.describe.directory.listing import LISTING
from zhike.describe.periods import as_of
from zhike.describe.profile.customer import card
from zhike.describe.profile.whose import is_regrouped
from zhike.engine import Reader, Table, name_of
from zhike.errors import WrongUseError
from zhike.govern import Actor
from zhike.words import _
from zhike.workspace import Workspace

# A number differs when at least so many of all customers stand between the two; or, as few stand among the largest, when one is at
# least twice the other and they are as far apart as the middle half of all customers is wide.
_APART = 0.1
# What speaks of another column of the same row; and numbers that name an hour or a day of the week, which have no order.
_OF_ANOTHER = re.compile(r"customer_id|(reason|contribution)_.*")
_NAMES = {"favourite_hour", "favourite_weekday"}

_Two = tuple[Mapping[str, Any], Mapping[str, Any]]


@dataclass(frozen=True)
class Line:
    """One column of both customers; `apart` is the share of all customers that stand between two numbers, None where one is missing.

    `width` is how far the quartiles of all customers are apart; None where nothing depends on it.
    """

    name: str
    kind: str
    unit: str
    meaning: str
    a: Any
    b: Any
    apart: float | None
    width: float | None = None

    @property
    def differs(self) -> bool:
        """Whether it tells the two apart."""
        if self.apart is None:
            return bool(self.a != self.b)
        return self.apart >= _APART or (self.width is not None and self._is_double and self._distance >= self.width)

    @property
    def hangs_on_width(self) -> bool:
        """Whether only the distance can tell if the two numbers differ."""
        return self.apart is not None and self.apart < _APART and self.a != self.b and self._is_double

    @property
    def _distance(self) -> float:
        return abs(float(self.a) - float(self.b))

    @property
    def _is_double(self) -> bool:
        return 2 * self._distance >= max(abs(float(self.a)), abs(float(self.b)))


@dataclass(frozen=True)
class Comparison:
    """Two customers: their names, where they differ, the farthest apart first, and where they are alike.

    `is_regrouped` says that records of one were joined or parted since the run: what only a run computes is left out.
    """

    a: str
    b: str
    names: tuple[str, str]
    as_of: date
    differing: tuple[Line, ...]
    alike: tuple[Line, ...]
    is_regrouped: bool = False


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
    regrouped = any(is_regrouped(shop, n) for n in (a, b))
    told = [f for f in asked if (all if regrouped else any)(r[f.name] is not None for r in rows)]
    ordered = [f.name for f in asked if f.kind == "number" and f.name not in _NAMES]
    between = _between(shop.now, ordered, rows)
    lines = sorted((_line(shop.now, f, rows, between) for f in told), key=lambda line: -(line.apart or 0))
    names = tuple(str(r.get("name") or n) for r, n in zip(rows, (a, b), strict=True))
    return Comparison(
        a, b, (names[0], names[1]), as_of(shop), tuple(x for x in lines if x.differs), tuple(x for x in lines if not x.differs),
        regrouped,
    )  # fmt: skip


def _line(reader: Reader, field: Field, rows: _Two, between: Mapping[str, float]) -> Line:
    a, b = (r[field.name] for r in rows)
    line = Line(field.name, field.kind, field.unit, field.meaning, a, b, between.get(field.name))
    width = reader.kept(("width", field.name), lambda: _width(reader, field.name)) if line.hangs_on_width else None
    return replace(line, width=width)


def _width(reader: Reader, name: str) -> float:
    quartiles = f"quantile_cont(c.{name_of(name)}, 0.75) - quantile_cont(c.{name_of(name)}, 0.25)"
    return float(reader.value(f"select {quartiles} from {LISTING} c"))


def _between(reader: Reader, names: list[str], rows: _Two) -> dict[str, float]:
    """Return for each column that both have which share of all customers lies from the one number up to the other."""
    both = [n for n in names if all(r[n] is not None for r in rows)]
    if not both:
        return {}
    known: dict[str, int] = reader.kept("customers by figure", lambda: _known(reader, names))
    values = {f"{side}{at}": row[n] for at, n in enumerate(both) for side, row in zip("ab", rows, strict=True)}
    counted = ", ".join(
        f"count(*) filter (c.{name_of(n)} > least($a{at}, $b{at}) and c.{name_of(n)} <= greatest($a{at}, $b{at})) as n{at}"
        for at, n in enumerate(both)
    )
    [row] = reader.rows(f"select {counted} from {LISTING} c", values)
    return {n: row[f"n{at}"] / known[n] if known[n] else 0.0 for at, n in enumerate(both)}


def _known(reader: Reader, names: list[str]) -> dict[str, int]:
    """Return for each column how many customers have a value."""
    counted = ", ".join(f"count(c.{name_of(n)}) as n{at}" for at, n in enumerate(names))
    [row] = reader.rows(f"select {counted} from {LISTING} c")
    return {n: row[f"n{at}"] for at, n in enumerate(names)}

"""What is bought together, read back: the rules, and how the best pairs went over time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhike.errors import UnknownNameError
from zhike.words import N_
from zhike.workspace import Workspace

LEVELS = ("product", "category")


@dataclass(frozen=True)
class Pair:
    """Two items that go together, the more frequent first; `confidence` is that of item → other, `back` the other way."""

    item: str
    other: str
    item_name: str
    other_name: str
    baskets: int
    expected: float
    support: float
    confidence: float
    back: float
    lift: float
    p_value: float


@dataclass(frozen=True)
class Course:
    """How often a pair went together, quarter by quarter, as a share of all orders."""

    item: str
    other: str
    quarters: tuple[date, ...]
    shares: tuple[float | None, ...]


def pairs(shop: Workspace, level: str) -> tuple[Pair, ...]:
    """Return the pairs of products or of categories that pass the test, those with most baskets above chance first."""
    if level not in LEVELS:
        raise UnknownNameError(what=N_("level"), value=level, known=LEVELS)
    rows = shop.now.kept(("pairs", level), lambda: shop.now.rows(_PAIRS, {"level": level}, reads=["basket_rules"]))
    return tuple(Pair(**row) for row in rows)


def courses(shop: Workspace, chosen: tuple[Pair, ...]) -> tuple[Course, ...]:
    """Return the course of some pairs of products, in their order."""
    rows = shop.now.kept("basket courses", lambda: shop.now.rows(_TRENDS, reads=["basket_trends"]))
    found: dict[tuple[str, str], list[tuple[date, float | None]]] = {}
    for row in rows:
        found.setdefault((row["item"], row["other"]), []).append((row["quarter"], row["share"]))
    keys = [(p.item, p.other) for p in chosen if (p.item, p.other) in found]
    return tuple(Course(*key, tuple(q for q, _ in found[key]), tuple(s for _, s in found[key])) for key in keys)


_PAIRS = """
    select a.item, a.other, coalesce(a.item_name, a.item) as item_name, coalesce(a.other_name, a.other) as other_name,
           a.baskets, a.expected, a.support, a.confidence, b.confidence as back, a.lift, a.p_value
    from basket_rules a join basket_rules b on a.level = b.level and a.item = b.other and a.other = b.item
    where a.level = $level and (a.item_baskets > b.item_baskets or (a.item_baskets = b.item_baskets and a.item < a.other))
    order by a.rank
"""
_TRENDS = "select item, other, quarter, share from basket_trends order by item, other, quarter"

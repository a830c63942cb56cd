"""Habits read back: how often customers of a group bought at which time, how much at once, where, what, and how soon again."""

from __future__ import annotations

from dataclasses import dataclass

from zhike.errors import UnknownNameError
from zhike.words import N_
from zhike.workspace import Workspace

HABIT_PERIODS = ("12m", "all")
WHOLE = "all"


@dataclass(frozen=True)
class Group:
    """Customers or purchases that have something in common; `name` is "" where it is not known."""

    dimension: str
    name: str

    @property
    def text(self) -> str:
        """Return it as an address has it."""
        return WHOLE if self.dimension == WHOLE else f"{self.dimension}:{self.name}"


@dataclass(frozen=True)
class Habits:
    """How often each value of each habit occurred: time, basket, channel, category, gap; the most frequent come first."""

    period: str
    group: Group
    counts: dict[str, dict[str, int]]

    def of(self, habit: str) -> dict[str, int]:
        """Return value → occasions of a habit."""
        return self.counts.get(habit, {})


@dataclass(frozen=True)
class Step:
    """How many customers first bought one category, and next another."""

    first: str
    second: str
    customers: int


@dataclass(frozen=True)
class Preference:
    """A category or brand, and how many customers like it at least half as much again as the average."""

    kind: str
    name: str
    customers: int


def habit_groups(shop: Workspace) -> tuple[Group, ...]:
    """Return the groups whose habits are known: the whole first, then by dimension, the largest first."""
    rows = shop.now.kept("habit groups", lambda: shop.now.rows(_GROUPS, reads=["habits"]))
    return tuple(Group(r["dimension"], r["group_name"]) for r in rows)


def group_of(text: str, known: tuple[Group, ...]) -> Group:
    """Return the group of that text ("all", "channel:web"), or raise UnknownNameError."""
    found = next((g for g in (*known, Group(WHOLE, WHOLE)) if g.text == text), None)
    if found is None:
        raise UnknownNameError(what=N_("group"), value=text[:60], known=[g.text for g in known])
    return found


def habits(shop: Workspace, *, period: str, group: Group) -> Habits:
    """Return the habits of a group in a period, "12m" or "all"."""
    if period not in HABIT_PERIODS:
        raise UnknownNameError(what=N_("period"), value=period, known=HABIT_PERIODS)
    asked = {"period": period, "dimension": group.dimension, "name": group.name}
    counts: dict[str, dict[str, int]] = {}
    for row in shop.now.rows(_HABITS, asked, reads=["habits"]):
        counts.setdefault(row["habit"], {})[row["bucket"]] = row["occasions"]
    return Habits(period, group, counts)


def next_categories(shop: Workspace) -> tuple[Step, ...]:
    """Return from which category to which the first two purchases lead, the most frequent first."""
    rows = shop.now.kept("next categories", lambda: shop.now.rows(_NEXT, reads=["first_purchases"]))
    return tuple(Step(**row) for row in rows)


def preferences(shop: Workspace) -> tuple[Preference, ...]:
    """Return how many customers prefer each category and brand, the most first."""
    rows = shop.now.kept("preferences", lambda: shop.now.rows(_PREFERENCES, reads=["affinity"]))
    return tuple(Preference(**row) for row in rows)


_GROUPS = """
    select dimension, group_name from habits where period = 'all' and habit = 'time'
    group by dimension, group_name order by any_value(dimension <> 'all'), dimension, sum(occasions) desc, group_name
"""
_HABITS = """
    select habit, bucket, occasions from habits
    where period = $period and dimension = $dimension and group_name = $name
    order by habit, occasions desc, bucket
"""
_NEXT = """
    select first_category as first, second_category as second, count(*) as customers from first_purchases
    where first_category is not null and second_category is not null
    group by all order by 3 desc, 1, 2
"""
_PREFERENCES = """
    select kind, name, count(*) as customers from affinity where lift >= 1.5 group by all order by 3 desc, 1, 2
"""

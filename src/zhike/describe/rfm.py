"""RFM read back: how many buyers stand in every cell of the grid, and what the named groups bring."""

from __future__ import annotations

from dataclasses import dataclass

from zhike.errors import UnknownNameError
from zhike.words import N_
from zhike.workspace import Workspace

# From the best to the lost: the order in which every page and chart shows them.
GROUPS = {
    "champions": N_("Champions"),
    "loyal": N_("Loyal"),
    "potential_loyalist": N_("Potential loyalists"),
    "new_customers": N_("New customers"),
    "promising": N_("Promising"),
    "need_attention": N_("Need attention"),
    "about_to_sleep": N_("About to sleep"),
    "at_risk": N_("At risk"),
    "cannot_lose_them": N_("Cannot lose them"),
    "hibernating": N_("Hibernating"),
    "lost": N_("Lost"),
}
CLASSES = {
    "important_value": N_("Important, to value"),
    "important_develop": N_("Important, to develop"),
    "important_keep": N_("Important, to keep"),
    "important_win_back": N_("Important, to win back"),
    "general_value": N_("General, to value"),
    "general_develop": N_("General, to develop"),
    "general_keep": N_("General, to keep"),
    "general_win_back": N_("General, to win back"),
}
SCORES = {"fm": "fm_score", "f": "f_score", "m": "m_score"}


@dataclass(frozen=True)
class Grid:
    """Buyers by recency score (5 first) and by another score (1 first): cells[r][s] of both, in that order."""

    across: str
    cells: tuple[tuple[int, ...], ...]

    @property
    def buyers(self) -> int:
        """Return how many buyers there are in all."""
        return sum(map(sum, self.cells))


@dataclass(frozen=True)
class Group:
    """One group of buyers: how many, what they brought in all and each (None for nobody), and both as shares."""

    name: str
    customers: int
    share: float
    revenue: float
    revenue_share: float | None
    revenue_each: float | None
    recency_days: float | None
    orders_each: float | None


def rfm_grid(shop: Workspace, across: str = "fm") -> Grid:
    """Return buyers by recency and by "fm", "f" or "m" score."""
    if across not in SCORES:
        raise UnknownNameError(what=N_("RFM score"), value=across, known=SCORES)
    cells = shop.now.kept("rfm cells", lambda: shop.now.rows(_CELLS, reads=["rfm"]))
    counts: dict[tuple[int, int], int] = {}
    for cell in cells:
        at = (cell["r_score"], cell[SCORES[across]])
        counts[at] = counts.get(at, 0) + cell["buyers"]
    return Grid(across, tuple(tuple(counts.get((r, s), 0) for s in range(1, 6)) for r in range(5, 0, -1)))


def rfm_groups(shop: Workspace) -> tuple[Group, ...]:
    """Return the eleven groups, the best first; groups of nobody too."""
    return shop.now.kept("rfm groups", lambda: _groups(shop, _GROUPS, GROUPS))  # type: ignore[no-any-return]


def rfm_classes(shop: Workspace) -> tuple[Group, ...]:
    """Return the eight classes by each value against the mean of all buyers."""
    return shop.now.kept("rfm classes", lambda: _groups(shop, _CLASSES, CLASSES))  # type: ignore[no-any-return]


def _groups(shop: Workspace, sql: str, names: dict[str, str]) -> tuple[Group, ...]:
    rows = {row["name"]: row for row in shop.now.rows(sql, reads=["rfm"])}
    buyers = sum(row["customers"] for row in rows.values()) or 1
    total = float(sum(row["revenue"] for row in rows.values()))
    none = {"customers": 0, "revenue": 0, "recency_days": None, "orders": None}
    return tuple(_group(name, rows.get(name, none), buyers=buyers, total=total) for name in names)


def _group(name: str, row: dict[str, float | None], *, buyers: int, total: float) -> Group:
    count, revenue = int(row["customers"] or 0), float(row["revenue"] or 0)
    return Group(
        name, count, count / buyers, revenue, revenue / total if total > 0 else None,
        revenue / count if count else None, row["recency_days"], row["orders"],
    )  # fmt: skip


_CELLS = """
    select r_score, fm_score, f_score, m_score, count(*) as buyers from rfm group by all order by all
"""
_GROUPS = """
    select rfm_group as name, count(*) as customers, sum(monetary) as revenue,
           avg(recency_days) as recency_days, avg(frequency) as orders
    from rfm group by 1
"""
_CLASSES = """
    select rfm_class as name, count(*) as customers, sum(monetary) as revenue,
           avg(recency_days) as recency_days, avg(frequency) as orders
    from rfm group by 1
"""

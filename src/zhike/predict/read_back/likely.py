"""Propensity read back: of which categories how many customers will likely buy."""

from __future__ import annotations

from dataclasses import dataclass

from zhike.workspace import Workspace


@dataclass(frozen=True)
class LikelyCategory:
    """A category: of how many customers it is the likeliest, and of how many it is listed; the rest is of these.

    `probable` are those with the asked probability at least, `new` those who never bought of it, `buyers` the sum of the
    probabilities: so many of them are to be expected to buy of it.
    """

    name: str
    likeliest: int
    listed: int
    probable: int
    new: int
    probability: float
    buyers: float


def likely_categories(shop: Workspace, *, at_least: float) -> tuple[LikelyCategory, ...]:
    """Return the categories by how many customers they are listed of; nothing where propensity is withheld."""
    if "propensity" not in shop.now.tables:
        return ()
    rows = shop.now.rows(_CATEGORIES, {"at_least": at_least}, reads=["propensity"])
    return tuple(LikelyCategory(**row) for row in rows)


def customers_likely(shop: Workspace) -> int:
    """Return how many customers have likely categories."""
    if "propensity" not in shop.now.tables:
        return 0
    return int(shop.now.value("select count(*) from propensity where rank = 1", reads=["propensity"]))


_CATEGORIES = """
    select category as name, count(*) filter (where rank = 1) as likeliest, count(*) as listed,
           count(*) filter (where probability >= $at_least) as probable, count(*) filter (where not has_bought) as new,
           avg(probability) as probability, sum(probability) as buyers
    from propensity group by category order by listed desc, likeliest desc, name
"""

"""The sources as people think of them: what each one sends, how much came, when it came last, and how far it is trusted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from zhike.collect.entities import ENTITIES
from zhike.collect.receipts import Receipt, receipts
from zhike.collect.standing import waiting
from zhike.workspace import Workspace


@dataclass(frozen=True)
class Sent:
    """What a source sent of one entity; `waiting` are rows that still wait to be mended."""

    entity: str
    imports: int
    rows: int
    waiting: int
    last_at: datetime
    newest_on: date | None


@dataclass(frozen=True)
class Source:
    """One source; `trust` is its rank (1 is believed first), `is_ranked` whether the settings say so or its order of arrival."""

    name: str
    trust: int
    is_ranked: bool
    sent: tuple[Sent, ...]

    @property
    def imports(self) -> int:
        """Return how many imports came from it."""
        return sum(s.imports for s in self.sent)

    @property
    def rows(self) -> int:
        """Return how many rows it sent."""
        return sum(s.rows for s in self.sent)

    @property
    def waiting(self) -> int:
        """Return how many of them still wait to be mended."""
        return sum(s.waiting for s in self.sent)

    @property
    def waiting_share(self) -> float:
        """Return them as a share of all its rows."""
        return self.waiting / self.rows if self.rows else 0.0

    @property
    def last_at(self) -> datetime:
        """Return when something came from it last."""
        return max(s.last_at for s in self.sent)


def known_sources(shop: Workspace) -> list[Source]:
    """Return the sources that sent something, the most trusted first."""
    there = receipts(shop)
    left = waiting(shop, there)
    ranked = shop.settings.source_trust
    order = list(dict.fromkeys([*ranked, *(r.source for r in there)]))
    return [
        Source(name, place, name in ranked, _sent([r for r in there if r.source == name], left))
        for place, name in enumerate(order, 1)
        if any(r.source == name for r in there)
    ]


def _sent(some: list[Receipt], left: dict[int, int]) -> tuple[Sent, ...]:
    found = []
    for entity in ENTITIES:
        ours = [r for r in some if r.entity == entity]
        if ours:
            days = [r.newest_on for r in ours if r.newest_on]
            found.append(
                Sent(
                    entity,
                    imports=len(ours),
                    # Mended rows came before: they are no new rows.
                    rows=sum(r.received for r in ours if r.retry_of is None),
                    waiting=sum(left.get(r.id, 0) for r in ours),
                    last_at=max(r.received_at for r in ours),
                    newest_on=max(days, default=None),
                )
            )
    return tuple(found)

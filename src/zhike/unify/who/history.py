"""The history of who is who: what people decided and what runs moved, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from zhike.errors import UnknownNameError
from zhike.govern import Actor, require
from zhike.unify.decisions import REVIEWS, Decision, decisions
from zhike.unify.who.showing import Moved, moved_in
from zhike.words import N_
from zhike.workspace import Workspace

# What can be asked for alone.
HISTORY = {
    "decisions": N_("What people decided"),
    "answers": N_("Answers of the review"),
    "moves": N_("What runs moved"),
}


@dataclass(frozen=True)
class History:
    """One page of the history; `has_more` says that there is an older one."""

    entries: tuple[Decision | Moved, ...]
    has_more: bool


def history(shop: Workspace, *, by: Actor, kind: str = "", page: int = 1, most: int = 50) -> History:
    """Return decisions and moves of one kind, or all, the newest first; `page` counts from 1."""
    require(by, "see")
    if kind and kind not in HISTORY:
        raise UnknownNameError(what=N_("kind of change"), value=kind[:40], known=HISTORY)
    wanted = page * most + 1
    said = () if kind == "moves" else _decided(decisions(shop.store), kind)[:wanted]
    moved = moved_in(shop, most=wanted) if kind in ("", "moves") else ()
    both: list[Decision | Moved] = [*said, *moved]
    found = sorted(both, key=_when, reverse=True)[(page - 1) * most : wanted]
    return History(tuple(found[:most]), len(found) > most)


def _decided(all_of_them: Sequence[Decision], kind: str) -> tuple[Decision, ...]:
    """Return the decisions of a kind, the newest first: an undo is no answer."""
    newest = tuple(reversed(all_of_them))
    if not kind:
        return newest
    return tuple(d for d in newest if (d.kind in REVIEWS) == (kind == "answers"))


def _when(entry: Decision | Moved) -> datetime:
    return entry.decided_at if isinstance(entry, Decision) else entry.at

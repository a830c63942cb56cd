"""Every change of who is who: what people decided and what runs moved, with the undo of each decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Form, Query

from zhike.unify import who
from zhike.web.asking import Question
from zhike.web.evidence import DecisionShown, MovedShown, decision_shown, moved_shown
from zhike.web.room import Room
from zhike.words import _

room = Room("identity")

PATH = "/data/identity/changes"
_PAGES = 200


@dataclass(frozen=True)
class Change:
    """One change: a decision or a move, whichever is there."""

    decision: DecisionShown | None = None
    moved: MovedShown | None = None


@dataclass(frozen=True)
class ChangesPage:
    """One page of the changes, the newest first; `kinds` can be asked for alone, `pending` decisions wait for a run."""

    title: str
    kind: str
    kinds: dict[str, str]
    page: int
    has_more: bool
    changes: tuple[Change, ...]
    pending: int
    done: str


@room.page(PATH, template="identity/changes.html")
def changes(
    ask: Question, kind: Annotated[str, Query(max_length=20)] = "", page: Annotated[int, Query(ge=1, le=_PAGES)] = 1,
    done: Annotated[str, Query(max_length=40)] = "",
) -> ChangesPage:  # fmt: skip
    """Show what changed who is who."""
    found = who.history(ask.shop, by=ask.actor, kind=kind, page=page)
    return ChangesPage(
        title=_("Changes of who is who"),
        kind=kind,
        kinds={name: _(label) for name, label in who.HISTORY.items()},
        page=page,
        has_more=found.has_more and page < _PAGES,
        changes=tuple(_change(e) for e in found.entries),
        pending=len(who.pending(ask.shop)),
        done=done,
    )


@room.change(f"{PATH}/undos", needs="identity")
def take_back(
    ask: Question, change: Annotated[str, Form(max_length=40)], because: Annotated[str, Form(max_length=2000)] = ""
) -> str:
    """Take back a decision, or the undo of one."""
    made = who.undo(ask.shop, change, because=because, by=ask.actor)
    return f"{PATH}?done={made.id}"


def _change(entry: who.Decision | who.Moved) -> Change:
    return Change(decision_shown(entry)) if isinstance(entry, who.Decision) else Change(moved=moved_shown(entry))

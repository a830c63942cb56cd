"""Segments as people keep them: a name for a rule or a list, in versions. Nothing is overwritten; a deletion can be undone.

In: a workspace, and who keeps what for which reason. Out: `Segment`, the version that counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from sqlalchemy import RowMapping, func, insert, select

from zhike.errors import UnknownNameError, WrongUseError, ZhikeError
from zhike.govern import Actor, new_id, require
from zhike.segment.known import known
from zhike.segment.rules import Every, InSegment, Not, Rule, Some, checked, parsed, segments_of, written
from zhike.store import segment_versions as kept
from zhike.words import N_, _
from zhike.workspace import Workspace

NEEDS = "segment"
_LONGEST_NAME, _LONGEST = 100, 2000


@dataclass(frozen=True)
class Segment:
    """One version of a segment: a rule, or a list of so many records; `what` is saved, deleted or restored."""

    id: str
    version: int
    what: str
    name: str
    rule: Rule | None
    listed: int | None
    about: str
    because: str
    by: str
    made_at: datetime

    @property
    def is_deleted(self) -> bool:
        """Whether this version says that the segment is no more."""
        return self.what == "deleted"


class NameTakenError(ZhikeError, ValueError):
    """A name that another segment has."""

    code = "name_taken"
    sentence = N_("There is a segment called {name!r} already. Choose another name, or change that one.")


class LoopError(ZhikeError, ValueError):
    """A segment that would be made from itself."""

    code = "segment_loop"
    sentence = N_("The segment {name!r} would be made from itself: {path}. Take one of these out of a rule.")


class StillUsedError(ZhikeError, ValueError):
    """A segment that others are made from."""

    code = "still_used"
    sentence = N_("The segment {name!r} is used by {users}. Change these first.")


def segments(shop: Workspace) -> tuple[Segment, ...]:
    """Return the segments there are, by name."""
    return tuple(sorted((s for s in _newest(shop).values() if not s.is_deleted), key=lambda s: s.name))


def deleted(shop: Workspace) -> tuple[Segment, ...]:
    """Return the last version of each segment that was deleted, the newest first."""
    return tuple(sorted((s for s in _newest(shop).values() if s.is_deleted), key=lambda s: s.made_at, reverse=True))


def versions(shop: Workspace, segment_id: str) -> tuple[Segment, ...]:
    """Return every version of a segment, the newest first; deleted ones have theirs, too."""
    wanted = select(kept).where(kept.c.segment_id == segment_id).order_by(kept.c.version.desc())
    with shop.store.reading() as connection:
        rows = connection.execute(wanted).mappings().all()
    if not rows:
        raise UnknownNameError(what=N_("segment"), value=segment_id[:40], known=())
    return tuple(map(_segment, rows))


def called(shop: Workspace, said: str) -> Segment:
    """Return the segment of a name or an id."""
    there = segments(shop)
    found = next((s for s in there if said in {s.name, s.id}), None)
    if found is None:
        raise UnknownNameError(what=N_("segment"), value=said[:80], known=[s.name for s in there])
    return found


def read(shop: Workspace, rule: str | Rule, *, by: Actor) -> Rule:
    """Return a rule as a checked tree that names other segments by their ids."""
    ids = {s.name: s.id for s in segments(shop)}
    tree = parsed(rule) if isinstance(rule, str) else rule
    return renamed(checked(tree, known(shop, by=by, segments=ids)), ids)


def shown(shop: Workspace, rule: Rule) -> str:
    """Return a kept rule as its text, with other segments by their names."""
    return written(renamed(rule, {s.id: s.name for s in segments(shop)}))


def save(
    shop: Workspace, name: str, rule: str | Rule, *, by: Actor, because: str = "", about: str | None = None, of: str | None = None
) -> Segment:  # fmt: skip
    """Keep a rule under a name, and return the segment as it is now.

    `of` is the id of the segment that changes; without one a segment of that name changes, or a new one is made.
    """
    require(by, NEEDS)
    tree = read(shop, rule, by=by)
    before = _before(shop, name, of)
    segment_id = before.id if before else f"S{new_id()[:15]}"
    _refuse_loop(shop, segment_id, name, segments_of(tree))
    told = about if about is not None else before.about if before else ""
    return _keep(shop, before, {"segment_id": segment_id, "what": "saved", "name": _name(name), "rule": written(tree), "listed": None, "about": told}, because=because, by=by)  # fmt: skip


def delete(shop: Workspace, said: str, *, by: Actor, because: str = "") -> Segment:
    """Delete a segment that no other is made from; `restore` brings it back."""
    require(by, NEEDS)
    found = called(shop, said)
    if users := dependents(shop, found.id):
        raise StillUsedError(name=found.name, users=", ".join(s.name for s in users))
    return _keep(shop, found, _columns(found, "deleted"), because=because, by=by)


def restore(shop: Workspace, segment_id: str, *, by: Actor, version: int | None = None, because: str = "") -> Segment:
    """Make a version of a segment the one that counts again: an earlier one, or the last before its deletion."""
    require(by, NEEDS)
    there = versions(shop, segment_id)
    old = next((v for v in there if not v.is_deleted and version in {None, v.version}), None)
    if old is None:
        raise UnknownNameError(what=N_("version"), value=str(version), known=[v.version for v in there])
    other = next((s for s in segments(shop) if s.name == old.name and s.id != old.id), None)
    if other is not None:
        raise NameTakenError(name=old.name)
    _refuse_loop(shop, old.id, old.name, segments_of(old.rule) if old.rule is not None else set())
    return _keep(shop, there[0], _columns(old, "restored"), because=because, by=by)


def dependents(shop: Workspace, segment_id: str) -> tuple[Segment, ...]:
    """Return the segments whose rules name a segment."""
    return tuple(s for s in segments(shop) if s.rule is not None and segment_id in segments_of(s.rule))


def renamed(rule: Rule, names: Mapping[str, str]) -> Rule:
    """Return a rule with the segments that it names called otherwise; what is not in `names` stays."""
    if isinstance(rule, Not):
        return Not(renamed(rule.part, names))
    if isinstance(rule, Every | Some):
        return type(rule)(tuple(renamed(p, names) for p in rule.parts))
    return InSegment(names.get(rule.segment, rule.segment)) if isinstance(rule, InSegment) else rule


def keep_list(shop: Workspace, name: str, *, count: int, by: Actor, because: str, of: Segment | None) -> Segment:
    """Keep a list of records under a name; the caller has written them (lists.py)."""
    require(by, NEEDS)
    segment_id = of.id if of else f"S{new_id()[:15]}"
    return _keep(shop, of, {"segment_id": segment_id, "what": "saved", "name": _name(name), "rule": None, "listed": count, "about": of.about if of else ""}, because=because, by=by)  # fmt: skip


def _newest(shop: Workspace) -> dict[str, Segment]:
    newest = select(kept.c.segment_id, func.max(kept.c.version).label("version")).group_by(kept.c.segment_id).subquery()
    same = (kept.c.segment_id == newest.c.segment_id) & (kept.c.version == newest.c.version)
    with shop.store.reading() as connection:
        rows = connection.execute(select(kept).join(newest, same)).mappings().all()
    return {r["segment_id"]: _segment(r) for r in rows}


def _segment(row: RowMapping) -> Segment:
    rule = _parsed(row["rule"]) if row["rule"] is not None else None
    return Segment(
        row["segment_id"], row["version"], row["what"], row["name"], rule, row["listed"], row["about"], row["because"], row["by"],
        row["made_at"],
    )  # fmt: skip


@lru_cache(maxsize=1000)
def _parsed(text: str) -> Rule:
    """Return the tree of a kept rule: every question to a segment reads all of them, and parsing is most of that."""
    return parsed(text)


def _before(shop: Workspace, name: str, of: str | None) -> Segment | None:
    """Return the segment that changes, and refuse a name that another one has."""
    there = segments(shop)
    same = next((s for s in there if s.name == name.strip()), None)
    if of is None:
        return same
    if same is not None and same.id != of:
        raise NameTakenError(name=same.name)
    return called(shop, of)


def _name(name: str) -> str:
    said = name.strip()
    if not said or len(said) > _LONGEST_NAME:
        raise WrongUseError(detail=_("A segment needs a name of at most {most} characters.").format(most=_LONGEST_NAME))
    return said


def _columns(segment: Segment, what: str) -> dict[str, object]:
    rule = written(segment.rule) if segment.rule is not None else None
    return {
        "segment_id": segment.id, "what": what, "name": segment.name, "rule": rule, "listed": segment.listed, "about": segment.about,
    }  # fmt: skip


def _keep(shop: Workspace, before: Segment | None, row: Mapping[str, object], *, because: str, by: Actor) -> Segment:
    said = {
        "because": because.strip()[:_LONGEST],
        "by": by.name,
        "person_id": by.person_id,
        "made_at": datetime.now(UTC),
    }
    version = before.version + 1 if before else 1
    with shop.store.writing() as connection:
        connection.execute(insert(kept).values(version=version, **row, **said))
    return versions(shop, str(row["segment_id"]))[0]


def _refuse_loop(shop: Workspace, segment_id: str, name: str, uses: Iterable[str]) -> None:
    """Raise LoopError when a segment that uses these would be made from itself."""
    there = {s.id: s for s in segments(shop)}
    waiting: list[tuple[str, tuple[str, ...]]] = [(used, (name,)) for used in uses]
    while waiting:
        one, path = waiting.pop()
        if one == segment_id:
            raise LoopError(name=name, path=" → ".join([*path, name]))
        found = there.get(one)
        if found is not None and found.rule is not None:
            waiting += [(used, (*path, found.name)) for used in segments_of(found.rule)]

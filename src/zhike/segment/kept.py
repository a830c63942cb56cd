"""Segments and tags as people keep them: a name for a rule or a list, in versions. Nothing is overwritten; a deletion can be undone.

A tag is kept as a segment is, with a group: what can be said of one can be said of the other. In: a workspace, and who keeps what
for which reason. Out: `Segment`, the version that counts.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache, partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import RowMapping

from zhike.engine import whole
from zhike.errors import UnknownNameError, ZhikeError
from zhike.govern import Actor, new_id, require
from zhike.segment.definition import Segment
from zhike.segment.groups import MARK, groups
from zhike.segment.known import known
from zhike.segment.needs import refuse_loops
from zhike.segment.rules import Every, HasTag, InSegment, Not, Rule, Some, checked, parsed, uses_of, written
from zhike.segment.versioned import a_name, keep, newest, versions_of
from zhike.store import segment_versions as kept
from zhike.words import N_
from zhike.workspace import Workspace

NEEDS = "segment"


class NameTakenError(ZhikeError, ValueError):
    """A name that another segment has."""

    code = "name_taken"
    sentence = N_("There is one called {name!r} already. Choose another name, or change that one.")


class StillUsedError(ZhikeError, ValueError):
    """A segment or a tag that others are made from."""

    code = "still_used"
    sentence = N_("{name!r} is used by {users}. Change these first.")


def segments(shop: Workspace) -> tuple[Segment, ...]:
    """Return the segments there are, by name."""
    return tuple(sorted((s for s in everything(shop).values() if s.group_id is None), key=lambda s: s.name))


def tags(shop: Workspace) -> tuple[Segment, ...]:
    """Return the tags there are, each group's in its order; those that a statistic finds are not kept, and not among them."""
    found = (s for s in everything(shop).values() if s.group_id is not None)
    return tuple(sorted(found, key=lambda s: (s.group_id, s.position, s.id)))


def everything(shop: Workspace) -> dict[str, Segment]:
    """Return the segments and the tags there are, by their ids."""
    return {s.id: s for s in map(_segment, newest(shop, kept, "segment_id")) if not s.is_deleted}


def deleted(shop: Workspace, *, tags: bool = False) -> tuple[Segment, ...]:
    """Return the last version of each segment, or tag, that was deleted, the newest first."""
    gone = (s for s in map(_segment, newest(shop, kept, "segment_id")) if s.is_deleted)
    return tuple(sorted((s for s in gone if (s.group_id is not None) == tags), key=lambda s: s.made_at, reverse=True))


def versions(shop: Workspace, segment_id: str) -> tuple[Segment, ...]:
    """Return every version of a segment or a tag, the newest first; deleted ones have theirs, too."""
    return tuple(map(_segment, versions_of(shop, kept, "segment_id", segment_id)))


def called(shop: Workspace, said: str) -> Segment:
    """Return the segment of a name or an id."""
    return _called(N_("segment"), said, segments(shop))


def tag_called(shop: Workspace, said: str) -> Segment:
    """Return the tag of a name or an id."""
    return _called(N_("tag"), said, tags(shop))


def names_of(shop: Workspace) -> dict[str, str]:
    """Return the names of segments, tags and groups of tags by their ids."""
    return {**{s.id: s.name for s in everything(shop).values()}, **{g.id: g.name for g in groups(shop)}}


def read(shop: Workspace, rule: str | Rule, *, by: Actor) -> Rule:
    """Return a rule as a checked tree that names segments and tags by their ids."""
    ids, tag_ids = {s.name: s.id for s in segments(shop)}, {t.name: t.id for t in tags(shop)}
    of_values = {g.name: g.id for g in groups(shop) if g.statistic is not None}
    tree = parsed(rule) if isinstance(rule, str) else rule
    there = known(shop, by=by, segments=ids, tags=tag_ids, groups=of_values)
    return renamed(checked(tree, there), ids, {**of_values, **tag_ids})


def shown(rule: Rule, names: Mapping[str, str]) -> str:
    """Return a kept rule as its text, with segments and tags by their names (`names_of`)."""
    return written(renamed(rule, names))


def save(
    shop: Workspace, name: str, rule: str | Rule, *, by: Actor, because: str = "", about: str | None = None, of: str | None = None
) -> Segment:  # fmt: skip
    """Keep a rule under a name, and return the segment as it is now.

    `of` is the id of the segment that changes; without one a segment of that name changes, or a new one is made.
    """
    require(by, NEEDS)
    tree = read(shop, rule, by=by)
    before = before_of(segments(shop), name, of)
    told = about if about is not None else before.about if before else ""
    made = Segment(before.id if before else f"S{new_id()[:15]}", 0, "saved", a_name(name), tree, None, told, because, by.name, datetime.now(UTC))  # fmt: skip
    return keep_version(shop, before, made, by=by)


def delete(shop: Workspace, said: str, *, by: Actor, because: str = "", tag: bool = False) -> Segment:
    """Delete a segment, or a tag, that no other is made from; `restore` brings it back."""
    require(by, NEEDS)
    found = tag_called(shop, said) if tag else called(shop, said)
    if users := dependents(shop, found.id):
        raise StillUsedError(name=found.name, users=", ".join(s.name for s in users))
    return keep_version(shop, found, replace(found, what="deleted", because=because), by=by)


def restore(shop: Workspace, segment_id: str, *, by: Actor, version: int | None = None, because: str = "") -> Segment:
    """Make a version of a segment or a tag the one that counts again: an earlier one, or the last before its deletion."""
    require(by, NEEDS)
    there = versions(shop, segment_id)
    old = next((v for v in there if not v.is_deleted and version in {None, v.version}), None)
    if old is None:
        raise UnknownNameError(what=N_("version"), value=str(version), known=[v.version for v in there])
    if old.group_id is not None and old.group_id not in names_of(shop):
        raise UnknownNameError(what=N_("tag group"), value=old.group_id, known=[g.name for g in groups(shop)])
    before_of(tags(shop) if old.group_id else segments(shop), old.name, old.id, gone=there[0])
    write = partial(shutil.copyfile, list_file(shop, old)) if old.listed is not None else None
    return keep_version(shop, there[0], replace(old, what="restored", because=because), by=by, write=write)


def dependents(shop: Workspace, used: str) -> tuple[Segment, ...]:
    """Return the segments and tags whose rules name a segment or a tag."""
    return tuple(s for s in everything(shop).values() if s.rule is not None and used in uses_of(s.rule))


def renamed(rule: Rule, names: Mapping[str, str], tags: Mapping[str, str] | None = None) -> Rule:
    """Return a rule with the segments and tags that it names called otherwise; what is not in `names` stays.

    `tags` are the names of tags, where they are not among `names`.
    """
    if isinstance(rule, Not):
        return Not(renamed(rule.part, names, tags))
    if isinstance(rule, Every | Some):
        return type(rule)(tuple(renamed(p, names, tags) for p in rule.parts))
    if isinstance(rule, HasTag):
        return HasTag(tag_name(rule.tag, names if tags is None else tags))
    return InSegment(names.get(rule.segment, rule.segment)) if isinstance(rule, InSegment) else rule


def tag_name(tag: str, names: Mapping[str, str]) -> str:
    """Return a tag called otherwise: by its own name, or by that of its group where it is a value that a statistic finds."""
    group, mark, value = tag.partition(MARK)
    return names[tag] if tag in names else f"{names[group]}{mark}{value}" if mark and group in names else tag


def keep_list(
    shop: Workspace, name: str, records: pa.Table, *, count: int, by: Actor, because: str, of: Segment | None
) -> Segment:
    """Keep a list of records under a name."""
    require(by, NEEDS)
    made = Segment(of.id if of else f"S{new_id()[:15]}", 0, "saved", a_name(name), None, count, of.about if of else "", because, by.name, datetime.now(UTC))  # fmt: skip
    return keep_version(shop, of, made, by=by, write=lambda to: pq.write_table(records, to))


def list_file(shop: Workspace, segment: Segment) -> Path:
    """Return the Parquet file that holds the records of a list."""
    return shop.lake.folder / "lists" / segment.id / f"{segment.version}.parquet"


def before_of(there: Iterable[Segment], name: str, of: str | None, *, gone: Segment | None = None) -> Segment | None:
    """Return the segment that changes, and refuse a name that another one has; `gone` is one that comes back."""
    by_id = {s.id: s for s in there}
    same = next((s for s in by_id.values() if s.name == name.strip()), None)
    if of is None:
        return same
    if same is not None and same.id != of:
        raise NameTakenError(name=same.name)
    return gone or _called(N_("segment or tag"), of, by_id.values())


def keep_version(
    shop: Workspace, before: Segment | None, made: Segment, *, by: Actor, write: Callable[[Path], object] | None = None
) -> Segment:
    """Add a version of a segment or a tag after `before`, and return it; one made from itself is refused.

    `write` writes the records of a list: a file without a version is written over, a version without a file could not be run.
    """
    if not made.is_deleted:
        refuse_loops({**everything(shop), made.id: made}, groups(shop), at=made.id)
    rule = written(made.rule) if made.rule is not None else None
    version = before.version + 1 if before else 1
    row = {
        "segment_id": made.id, "version": version, "what": made.what, "name": made.name, "rule": rule,
        "listed": made.listed, "about": made.about, "group_id": made.group_id, "position": made.position, "owner": made.owner,
    }  # fmt: skip
    first = partial(_list_written, list_file(shop, replace(made, version=version)), write) if write else None
    keep(shop, kept, row, because=made.because, by=by, first=first)
    return versions(shop, made.id)[0]


def _list_written(to: Path, write: Callable[[Path], object]) -> None:
    with whole(to) as apart:
        write(apart)


def _called(what: str, said: str, there: Iterable[Segment]) -> Segment:
    found = list(there)
    wanted = next((s for s in found if said in {s.name, s.id}), None)
    if wanted is None:
        raise UnknownNameError(what=what, value=said[:80], known=[s.name for s in found])
    return wanted


def _segment(row: RowMapping) -> Segment:
    rule = _parsed(row["rule"]) if row["rule"] is not None else None
    return Segment(
        row["segment_id"], row["version"], row["what"], row["name"], rule, row["listed"], row["about"], row["because"], row["by"],
        row["made_at"], row["group_id"], row["position"] or 0, row["owner"] or "",
    )  # fmt: skip


@lru_cache(maxsize=1000)
def _parsed(text: str) -> Rule:
    """Return the tree of a kept rule: every question to a segment reads all of them, and parsing is most of that."""
    return parsed(text)

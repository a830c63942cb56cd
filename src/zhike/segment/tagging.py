"""Tags and their groups as people keep them: a group, and in it tags by rule or by what people say, or those that a statistic finds.

In: a workspace, and who keeps what for which reason. Out: the version that counts, as for segments.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from zhike.errors import UnknownNameError, WrongUseError, ZhikeError
from zhike.govern import Actor, new_id, require
from zhike.segment.definition import Segment
from zhike.segment.groups import (
    MARK,
    Statistic,
    TagGroup,
    a_statistic,
    columns_of_group,
    deleted_groups,
    group_called,
    groups,
)
from zhike.segment.kept import NEEDS, NameTakenError, StillUsedError, before_of, everything, keep_version, read, tags
from zhike.segment.known import declared, is_by_model
from zhike.segment.needs import refuse_loops
from zhike.segment.rules import Happened, Rule, columns_of, conditions, tags_of
from zhike.segment.versioned import a_name, keep
from zhike.store import tag_group_versions
from zhike.words import N_, _
from zhike.workspace import Workspace


class WrongGroupError(ZhikeError, ValueError):
    """A tag that its group cannot have."""

    code = "wrong_group"
    sentence = N_("The group {group!r} cannot have this tag: {detail}")


def save_group(
    shop: Workspace, name: str, *, by: Actor, exclusive: bool | None = None, statistic: Statistic | None = None,
    about: str | None = None, owner: str | None = None, because: str = "", of: str | None = None,
) -> TagGroup:  # fmt: skip
    """Keep a group of tags under a name; `of` is the id of the one that changes, without it that of the same name does."""
    require(by, NEEDS)
    said = _a_name(name)
    before = _group_before(shop, said, of)
    counted = a_statistic(statistic) if statistic is not None else before.statistic if before else None
    if before is not None and (counted is None) != (before.statistic is None):
        raise WrongGroupError(group=before.name, detail=_("it has tags of another kind. Make another group."))
    made = TagGroup(
        before.id if before else f"G{new_id()[:15]}", 0, "saved", said,
        exclusive if exclusive is not None else before.exclusive if before else False, counted,
        about if about is not None else before.about if before else "",
        owner if owner is not None else before.owner if before else by.name, because, by.name, datetime.now(UTC),
    )  # fmt: skip
    others = [g for g in groups(shop) if g.id != made.id]
    refuse_loops(everything(shop), [*others, made])
    return _keep_group(shop, before, made, by=by)


def delete_group(shop: Workspace, said: str, *, by: Actor, because: str = "") -> TagGroup:
    """Delete a group that has no tags, and whose values no rule names; `restore_group` brings it back."""
    require(by, NEEDS)
    found = group_called(shop, said)
    inside = [t.name for t in tags(shop) if t.group_id == found.id]
    named = [s.name for s in everything(shop).values() if s.rule and any(t.startswith(found.id + MARK) for t in tags_of(s.rule))]  # fmt: skip
    if inside or named:
        raise StillUsedError(name=found.name, users=", ".join([*inside, *named]))
    return _keep_group(shop, found, replace(found, what="deleted", because=because), by=by)


def restore_group(shop: Workspace, group_id: str, *, by: Actor, because: str = "") -> TagGroup:
    """Bring a deleted group back."""
    require(by, NEEDS)
    gone = {g.id: g for g in deleted_groups(shop)}
    if group_id not in gone:
        raise UnknownNameError(what=N_("tag group"), value=group_id[:80], known=list(gone))
    found = gone[group_id]
    if any(g.name == found.name for g in groups(shop)):
        raise NameTakenError(name=found.name)
    return _keep_group(shop, found, replace(found, what="restored", because=because), by=by)


def save_tag(
    shop: Workspace, name: str, rule: str | Rule | None = None, *, group: str, by: Actor, because: str = "",
    about: str | None = None, owner: str | None = None, position: int | None = None, of: str | None = None,
) -> Segment:  # fmt: skip
    """Keep a tag of a group: by a rule, or without one by what people will say of customers.

    In an exclusive group the tag with the lowest position counts; a new tag is the last one.
    """
    require(by, NEEDS)
    home = group_called(shop, group)
    before = before_of(tags(shop), name, of)
    if home.statistic is not None:
        raise WrongGroupError(group=home.name, detail=_("a statistic finds its tags. Make another group."))
    if before is not None and (before.group_id, before.rule is None) != (home.id, rule is None):
        raise WrongGroupError(group=home.name, detail=_("{name!r} is a tag of another group or kind. Choose another name.").format(name=before.name))  # fmt: skip
    tree = read(shop, rule, by=by) if rule is not None else None
    last = max((t.position for t in tags(shop) if t.group_id == home.id), default=0)
    made = Segment(
        before.id if before else f"T{new_id()[:15]}", 0, "saved", _a_name(name), tree, None,
        about if about is not None else before.about if before else "", because, by.name, datetime.now(UTC), home.id,
        position if position is not None else before.position if before else last + 1,
        owner if owner is not None else before.owner if before else by.name,
    )  # fmt: skip
    return keep_version(shop, before, made, by=by)


def source_of(rule: Rule | None) -> str:
    """Return what makes a tag: "model" for a rule over what a model foresees or finds, else "rule"; "hand" without a rule."""
    if rule is None:
        return "hand"
    by_model = {c.name for t in declared().values() if is_by_model(t) for c in t.columns} - {"customer_id"}
    is_likely = any(isinstance(c, Happened) and c.is_foreseen for c in conditions(rule))
    return "model" if is_likely or columns_of(rule) & by_model else "rule"


def _a_name(said: str) -> str:
    """Return the name of a tag or a group, or refuse one that could be taken for a group's value."""
    name = a_name(said)
    if MARK in name:
        raise WrongUseError(detail=_("{name!r} cannot be the name of a tag or a group: {mark!r} stands between a group and a value that is its tag. Take it out, or write - for it.").format(name=name, mark=MARK))  # fmt: skip
    return name


def _group_before(shop: Workspace, name: str, of: str | None) -> TagGroup | None:
    same = next((g for g in groups(shop) if g.name == name), None)
    if of is None:
        return same
    if same is not None and same.id != of:
        raise NameTakenError(name=name)
    return group_called(shop, of)


def _keep_group(shop: Workspace, before: TagGroup | None, made: TagGroup, *, by: Actor) -> TagGroup:
    row = {**columns_of_group(made), "version": before.version + 1 if before else 1, "what": made.what}
    keep(shop, tag_group_versions, row, because=made.because, by=by)
    there = [*groups(shop), *deleted_groups(shop)]
    return next(g for g in there if g.id == made.id)

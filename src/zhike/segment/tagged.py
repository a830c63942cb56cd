"""What runs and people said of tags: how many customers have each, since when a customer has which, and how that came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from zhike.describe.periods import as_of
from zhike.segment.carried import batches, carried_by
from zhike.segment.definition import Segment
from zhike.segment.groups import MARK, TagGroup, groups
from zhike.segment.kept import names_of, shown, tags
from zhike.segment.sizes import a_month_ago, rows_of
from zhike.segment.tagging import source_of
from zhike.store import runs, tag_batches
from zhike.workspace import NoRunError, Workspace


@dataclass(frozen=True)
class TagStanding:
    """A tag, kept or found by a statistic, and what the current run says of it: None where it says nothing.

    `called` is how rules name it; `rule` is its text, "" without one; `how` is rule, model, statistic or hand; `change` is that of
    its customers since about a month ago; `conflicts` are those whom it would hold, and who have a tag that counts before it;
    `is_current` says that the run knew this version, and all that was said.
    """

    id: str
    name: str
    called: str
    how: str
    rule: str
    about: str
    owner: str
    members: int | None
    share: float | None
    change: int | None
    conflicts: int
    problem: str
    is_current: bool


@dataclass(frozen=True)
class TagOfCustomer:
    """A tag that a customer has: since when, until when (None: nobody said), how it came, and who said it why."""

    id: str
    name: str
    group: str
    since: date
    until: date | None
    how: str
    by: str = ""
    because: str = ""


def tag_standings(shop: Workspace) -> dict[str, tuple[TagStanding, ...]]:
    """Return by group how its tags stand: kept ones in the order of the group, found ones from the most frequent."""
    told = {r["tag_id"]: r for r in rows_of(shop, "tags", "select * from tags order by members desc, name")}
    before, names, fresh = a_month_ago(shop, noun="tag"), names_of(shop), _said_since(shop)
    there = tags(shop)
    found = {}
    for group in groups(shop):
        kept = [_kept(t, names, told.get(t.id), before, fresh=t.id in fresh) for t in there if t.group_id == group.id]
        values = [_found(r, group, before) for i, r in told.items() if i.startswith(group.id + MARK)]
        found[group.id] = (*kept, *values)
    return found


def tags_of_customer(shop: Workspace, customer_id: str) -> tuple[TagOfCustomer, ...]:
    """Return the tags of a customer: by rule and by statistic as the run found them, by what people said up to now."""
    sql = "select * from tag_members where customer_id = $id and how in ('rule', 'model', 'statistic') order by group_name, name"
    ruled = [
        TagOfCustomer(r["tag_id"], r["name"], r["group_name"], r["since"], r["until"], r["how"])
        for r in rows_of(shop, "tag_members", sql, customer_id)
    ]
    by_id, homes = {t.id: t for t in tags(shop)}, {g.id: g.name for g in groups(shop)}
    rows = [r for r in carried_by(shop, [customer_id], day=as_of(shop)) if r["tag_id"] in by_id and not r["gave_way"]]
    who = _who_said(shop, [r["seq"] for r in rows])
    spoken = [
        TagOfCustomer(
            r["tag_id"], by_id[r["tag_id"]].name, homes.get(by_id[r["tag_id"]].group_id or "", ""), r["since"], r["until"],
            r["how"], *who[r["seq"]],
        )
        for r in rows
    ]  # fmt: skip
    return (*spoken, *ruled)


def _who_said(shop: Workspace, seqs: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Return who said a batch, and why."""
    told = tag_batches.c
    with shop.store.reading() as connection:
        rows = connection.execute(select(told.seq, told.by, told.because).where(told.seq.in_(seqs))).all()
    return {seq: (by, because) for seq, by, because in rows}


def _kept(one: Segment, names: Mapping[str, str], told: Mapping[str, Any] | None, before: Mapping[str, int], *, fresh: bool) -> TagStanding:  # fmt: skip
    said = shown(one.rule, names) if one.rule is not None else ""
    row = told or {}
    return TagStanding(
        one.id, one.name, one.name, source_of(one.rule), said, one.about, one.owner, row.get("members"), row.get("share"),
        _change(one.id, row, before), row.get("conflicts") or 0, row.get("problem") or "", row.get("version") == one.version and not fresh,
    )  # fmt: skip


def _found(row: Mapping[str, Any], group: TagGroup, before: Mapping[str, int]) -> TagStanding:
    current = row["version"] == group.version
    return TagStanding(
        row["tag_id"], row["name"], f"{group.name}{MARK}{row['name']}", "statistic", "", "", group.owner, row["members"],
        row["share"], _change(row["tag_id"], row, before), 0, "", current,
    )  # fmt: skip


def _change(tag_id: str, row: Mapping[str, Any], before: Mapping[str, int]) -> int | None:
    return row["members"] - before[tag_id] if row and tag_id in before else None


def _said_since(shop: Workspace) -> set[str]:
    """Return the tags of which something was said since the current run began."""
    try:
        run_id = shop.now.run_id
    except NoRunError:
        return set()
    with shop.store.reading() as connection:
        began: datetime = connection.execute(select(runs.c.started_at).where(runs.c.id == run_id)).scalar_one()
    return {b.tag_id for b in batches(shop) if b.made_at > began}

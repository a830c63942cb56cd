"""One timeline of everything that happened between a customer and the company, the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from zhike import govern
from zhike.describe.directory import value_in_words
from zhike.describe.periods import as_of
from zhike.describe.profile.notes import notes
from zhike.describe.profile.whose import whose
from zhike.errors import UnknownNameError
from zhike.govern import Actor
from zhike.words import N_
from zhike.workspace import Workspace

PAGE = 30
KINDS = {
    "order": N_("Orders placed"),
    "event": N_("Events"),
    "interaction": N_("Contacts"),
    "feedback": N_("Feedback"),
    "consent": N_("Consents"),
    "stage": N_("Stages"),
    "segment": N_("Segments"),
    "tag": N_("Tags"),
    "note": N_("Notes"),
}

# The column whose codes say what an entry of a kind is, where that is not the kind itself.
_NAMED = {"order": "status", "consent": "purpose"}


@dataclass(frozen=True)
class Entry:
    """One thing that happened: when, of which kind, what, where, and what goes with it.

    `what` is an order's state, an event's name, the kind of a contact or answer, the purpose of a consent, a stage of the
    lifecycle, nothing for a note, or whether a segment or tag (`detail`) was entered or left; `amount` is money for an order, the score for an answer.
    """

    occurred_at: datetime
    kind: str
    what: str | None
    channel: str | None
    detail: str | None
    amount: float | None
    text: str | None
    source: str
    number: str

    @property
    def said(self) -> str:
        """Return what happened as people say it; "" where its source does not tell."""
        return value_in_words(_NAMED.get(self.kind, self.kind), self.what) if self.what else ""

    @property
    def said_detail(self) -> str:
        """Return what goes with it as people say it."""
        return value_in_words("consent", self.detail) if self.kind == "consent" and self.detail else self.detail or ""


@dataclass(frozen=True)
class Timeline:
    """Entries of one kind ("" for all), the newest first; `has_more` says whether older ones follow."""

    kind: str
    page: int
    entries: tuple[Entry, ...]
    has_more: bool


def timeline(shop: Workspace, customer_id: str, *, by: Actor, kind: str = "", page: int = 1) -> Timeline:
    """Return one page of what happened with a customer; who may see the customer is asked before."""
    if kind and kind not in KINDS:
        raise UnknownNameError(what=N_("kind of entry"), value=kind, known=KINDS)
    rows = [*_happened(shop, customer_id, kind=kind, most=page * PAGE + 1), *_noted(shop, customer_id, kind=kind)]
    rows = sorted(rows, key=lambda r: (-r["occurred_at"].timestamp(), r["kind"], r["number"], r["what"] or ""))[
        (page - 1) * PAGE :
    ]
    entries = tuple(Entry(**govern.seen_by(by, row)) for row in rows[:PAGE])
    return Timeline(kind, page, entries, len(rows) > PAGE)


def _happened(shop: Workspace, customer_id: str, *, kind: str, most: int) -> list[dict[str, Any]]:
    """Return the newest entries of one kind, or of each, that the tables of the run have."""
    # A run of an older version does not have every table.
    there = [k for k in _PARTS if kind in {"", k} and set(_TABLES[k]) <= shop.now.tables.keys()]
    if not there:
        return []
    parts, tables = [_PARTS[k] for k in there], [t for k in there for t in _TABLES[k]]
    # Of each kind no more is needed than what the pages so far can show. A window keeps the engine from reading the file
    # twice, as it does for ORDER BY with LIMIT.
    mine = whose(shop, customer_id)
    sql = mine.of(" union all ".join(f"(select * from ({part}) {_NEWEST})" for part in parts))
    rows: list[dict[str, Any]] = shop.now.arrow(sql, {**mine.values, "most": most}, reads=tables).to_pylist()
    return rows


def _noted(shop: Workspace, customer_id: str, *, kind: str) -> list[dict[str, Any]]:
    """Return what colleagues wrote, as entries; up to the day that a workspace of an earlier day shows."""
    if kind not in {"", "note"}:
        return []
    zone = ZoneInfo(shop.settings.timezone)
    until = datetime.combine(as_of(shop), time.max, zone) if shop.seen else None
    return [
        {
            "occurred_at": n.made_at, "kind": "note", "what": None, "channel": None, "detail": None, "amount": None, "text": n.text,
            "source": n.by, "number": n.id,
        }
        for n in notes(shop, customer_id, until=until)
    ]  # fmt: skip


_NEWEST = "qualify row_number() over (order by occurred_at desc, number, what) <= $most"
_TABLES = {
    "order": ("orders",), "event": ("events",), "interaction": ("interactions",), "feedback": ("feedback",),
    "consent": ("consents",), "stage": ("lifecycle_changes",), "segment": ("segments", "segment_members", "segment_changes"),
    "tag": ("tags", "tag_members", "tag_changes"),
}  # fmt: skip


def _belonging(noun: str, *, since: str, how: str) -> str:
    """Return the SELECT of when a customer entered and left segments or tags: who is in now, and what runs found before.

    Since when a customer is in now is told once, by the members: people say another day of a tag than that of the run that found it.
    """
    return f"""
        select cast(changed_on as timestamp with time zone) as occurred_at, '{noun}' as kind, what, cast(null as varchar) as channel,
               t.name as detail, cast(null as double) as amount, cast(null as varchar) as text, {how} as source, {noun}_id as number
        from (
            select {noun}_id, {since} as changed_on, 'entered' as what from {noun}_members where $theirs
            union
            select {noun}_id, changed_on, what from (
                select *, row_number() over (partition by {noun}_id, customer_id order by run_id desc) as nth
                from {noun}_changes where $theirs
            ) c anti join (select {noun}_id, customer_id from {noun}_members where $theirs) m
                on c.{noun}_id = m.{noun}_id and c.customer_id = m.customer_id and c.nth = 1 and c.what = 'entered'
        ) join {noun}s t using ({noun}_id)"""


_PARTS = {
    "order": """
        select ordered_at as occurred_at, 'order' as kind, status as what, coalesce(channel, store) as channel, order_id as detail,
               cast(net_amount as double) as amount, cast(null as varchar) as text, source, order_id as number
        from orders where $mine and ordered_at is not null""",
    "event": """
        select occurred_at, 'event' as kind, event as what, channel, coalesce(page, sku, campaign) as detail,
               value as amount, cast(null as varchar) as text, source, event_id as number
        from events where $mine and occurred_at is not null""",
    "interaction": """
        select started_at as occurred_at, 'interaction' as kind, kind as what, channel, concat_ws(' · ', topic, outcome, agent) as detail,
               cast(null as double) as amount, text, source, interaction_id as number
        from interactions where $mine and started_at is not null""",
    "feedback": """
        select given_at as occurred_at, 'feedback' as kind, kind as what, channel,
               case when score is not null then concat_ws(' / ', format('{:g}', score), format('{:g}', scale_max)) end as detail,
               score as amount, text, source, feedback_id as number
        from feedback where $mine and given_at is not null""",
    "consent": """
        select given_at as occurred_at, 'consent' as kind, purpose as what, channel, state as detail, cast(null as double) as amount,
               cast(null as varchar) as text, source, consent_id as number
        from consents where $mine and given_at is not null""",
    "stage": """
        select cast(changed_on as timestamp with time zone) as occurred_at, 'stage' as kind, stage as what, cast(null as varchar) as channel,
               cast(null as varchar) as detail, cast(null as double) as amount, cast(null as varchar) as text, cause as source, stage as number
        from lifecycle_changes where $theirs and changed_on is not null""",
    "segment": _belonging("segment", since="entered_on", how="''"),
    "tag": _belonging("tag", since="since", how="t.how"),
}

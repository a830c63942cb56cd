"""Where an import stands: how many of its rows still wait, which they are and why, and one of them mended.

In: a receipt. Out: counts, waiting rows with their values as received, and a file of one mended row for `retry`.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from zhike.collect.accepted import still_open
from zhike.collect.errors_file import columns_of, waiting_sql
from zhike.collect.reasons import sentence, whole_sentence
from zhike.collect.receipts import Receipt, receipt, receipts
from zhike.errors import UnknownNameError, WrongUseError, ZhikeError
from zhike.govern import Actor, seen_by
from zhike.words import N_, _
from zhike.workspace import Workspace


class StillWrongError(ZhikeError, ValueError):
    """A row that was mended and still cannot be used."""

    code = "still_wrong"
    sentence = N_("The row of line {line} still cannot be used: {detail}")


@dataclass(frozen=True)
class Standing:
    """An import and how many of its rows still wait; `state` is done, waiting or undone."""

    receipt: Receipt
    waiting: int

    @property
    def state(self) -> str:
        """Return where it stands, in one word."""
        if self.receipt.undone_at:
            return "undone"
        return "waiting" if self.waiting else "done"


@dataclass(frozen=True)
class WaitingValue:
    """One value of a waiting row: the file's column, the field it goes to, and whether it is the one that is wrong."""

    column: str
    field: str
    value: str
    is_wrong: bool


@dataclass(frozen=True)
class WaitingRow:
    """A row in quarantine: its line in the first file, why it waits, and its values; `text` where it is no row at all."""

    line: int
    reason: str
    values: tuple[WaitingValue, ...]
    text: str


@dataclass(frozen=True)
class Undoing:
    """What taking an import back does: the imports that go, and what becomes of their rows."""

    imports: tuple[int, ...]
    received: int
    created: int
    updated: int
    quarantined: int


def standings(shop: Workspace, *, source: str | None = None, entity: str | None = None) -> list[Standing]:
    """Return the imports, the newest first, undone ones too."""
    there = receipts(shop, source=source, entity=entity, undone=True)
    left = waiting(shop, there)
    return [Standing(r, left.get(r.id, 0)) for r in reversed(there)]


def standing(shop: Workspace, import_id: int) -> Standing:
    """Return one import and where it stands."""
    one = receipt(shop, import_id)
    return Standing(one, waiting(shop, [one]).get(one.id, 0))


def waiting(shop: Workspace, some: Iterable[Receipt]) -> dict[int, int]:
    """Return how many rows of each import still wait to be mended."""
    some = [r for r in some if r.undone_at is None]
    mended = {r.retry_of for r in receipts(shop) if r.retry_of}
    asked = [r for r in some if r.quarantined and (r.id in mended or r.retry_of in mended)]
    found = {r.id: r.quarantined for r in some}
    if asked:
        counts = " union all ".join(f"select {r.id}, count(*) from ({still_open(shop, r)})" for r in asked)
        with shop.session() as session:
            found.update(session.rows(counts))
    return found


def waiting_rows(shop: Workspace, one: Receipt, *, by: Actor, offset: int = 0, most: int = 20) -> list[WaitingRow]:
    """Return waiting rows in the order of the file, as the actor may see them."""
    with shop.session() as session:
        found = session.rows(f"{waiting_sql(shop, one)} limit {int(most)} offset {int(offset)}")
    return [_waiting(shop, one, row, by=by) for row in found]


def mended_row(shop: Workspace, import_id: int, line: int, *, values: Sequence[str], by: Actor) -> bytes:
    """Return a mended file of one row: its values in the order of `waiting_rows`, and which line it was.

    A value that the actor saw only as a mask, and sent back as it was shown, stays as it was received.
    """
    one = receipt(shop, import_id)
    with shop.session() as session:
        found = session.rows(f"select * from ({waiting_sql(shop, one)}) where line = $line", {"line": line})
    if not found:
        raise UnknownNameError(what=N_("waiting row"), value=str(line), known=())
    columns, received = _columns(one), _received(found[0])
    if len(values) != len(columns):
        raise WrongUseError(detail=_("The form does not fit the row. Open the page again."))
    shown = _seen(received, by)
    kept = [
        received.get(field) or "" if value == (shown.get(field) or "") else value
        for (_column, field), value in zip(columns, values, strict=True)
    ]
    said = _("line {line}: {why}").format(line=line, why=sentence(shop, str(found[0][1])))
    text = io.StringIO(newline="")
    csv.writer(text).writerows([[*(c for c, _field in columns), "reason"], [*kept, said]])
    return text.getvalue().encode()


def undoing(shop: Workspace, import_id: int) -> Undoing:
    """Return what would happen if the import were undone."""
    one = receipt(shop, import_id)
    if one.undone_at:
        raise WrongUseError(detail=_("import {id} is undone already").format(id=import_id))
    whole = [one, *(r for r in receipts(shop, source=one.source) if r.retry_of == one.id)]
    received, created, updated = (sum(getattr(r, n) for r in whole) for n in ("received", "created", "updated"))
    left = sum(waiting(shop, whole).values())
    return Undoing(tuple(r.id for r in whole), received, created, updated, left)


def _waiting(shop: Workspace, one: Receipt, row: tuple[object, ...], *, by: Actor) -> WaitingRow:
    line, reason, field, _value, detail, _original, text = (None if v is None else str(v) for v in row)
    shown = _seen(_received(row), by)
    why = whole_sentence(shop, reason or "", field=None, value=None, detail=detail)
    values = tuple(WaitingValue(c, f, shown.get(f) or "", f == field) for c, f in _columns(one))
    whole = str(_seen({"text": text}, by)["text"] or "") if text and not shown else ""
    return WaitingRow(int(line or 0), why, values, whole)


def _columns(one: Receipt) -> list[tuple[str, str]]:
    """Return the file's columns that were mapped, each with its field."""
    mapped = dict(one.mapping["columns"])
    return [(c, mapped[c]) for c in columns_of(one) if c in mapped and not mapped[c].startswith("national_id.")]


def _received(row: tuple[object, ...]) -> dict[str, str | None]:
    original = row[5]
    return dict(json.loads(str(original))) if original else {}


def _seen(values: Mapping[str, str | None], by: Actor) -> dict[str, str | None]:
    """Return values by field as the actor may see them; what is kept beside the row counts as attributes."""
    named = {field: seen_by(by, {field.partition(".")[0]: value}) for field, value in values.items()}
    return {field: next(iter(found.values())) for field, found in named.items()}

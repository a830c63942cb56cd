"""Values that people type, read as an import reads them: a phone becomes E.164, a province its full name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pyarrow as pa

from zhike.clean import CleanOptions, cleaned_sql, forget, problem_of, reason
from zhike.collect import ENTITIES
from zhike.errors import WrongUseError
from zhike.setting_rules import GOLDEN_PARTS
from zhike.words import N_, _
from zhike.workspace import Workspace

_LONGEST, _SHOWN = 1000, 100
_NAME_PARTS = GOLDEN_PARTS[0]
_FIELDS = ENTITIES["customers"].known


class UnreadableValueError(WrongUseError):
    """A typed value that cannot be read as what it is meant to be."""

    code = "unreadable_value"
    sentence = N_("{value!r} cannot be used ({field}): {why}")


def read_values(shop: Workspace, given: Mapping[str, str]) -> dict[str, str]:
    """Return typed values of customer fields as cleaned texts, "" where none was typed; an unreadable one is an error.

    What follows from a value comes along: the parts of a name, the province of an address.
    """
    row = _cleaned(shop, given)
    for name, text in given.items():
        if text.strip() and row[name] is None:
            why = problem_of(_FIELDS[name], text, _options(shop)) or "sentinel"
            raise _unreadable(name, text, _(reason(why)))
        if len(text) > _LONGEST:
            raise _unreadable(name, text, _("It is too long."))
    found = {name: _text(row[name]) for name in given}
    for parts in GOLDEN_PARTS:
        if row[parts[0]] is not None and not set(parts) & set(given):
            found |= {part: _text(row[part]) for part in parts}
    # Another name has other parts, known or not.
    if "name" in given and not set(_NAME_PARTS) & set(given):
        found |= {part: _text(row[part]) for part in _NAME_PARTS}
    return found


def _unreadable(name: str, text: str, why: str) -> UnreadableValueError:
    said = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    return UnreadableValueError(value=said, field=_(_FIELDS[name].meaning), why=why)


def _cleaned(shop: Workspace, given: Mapping[str, str]) -> dict[str, object]:
    typed = pa.table({"line": pa.array([1], pa.int64()), **{n: pa.array([t], pa.string()) for n, t in given.items()}})
    with shop.session() as session:
        session.connection.register("typed", typed)
        sql = cleaned_sql(
            session.connection,
            entity=ENTITIES["customers"],
            received="typed",
            columns=list(given),
            options=_options(shop),
        ).sql
        [row] = session.arrow(sql, step="read what was typed").to_pylist()
        forget(session.connection)
    return dict(row)


def _options(shop: Workspace) -> CleanOptions:
    settings = shop.settings
    return CleanOptions(datetime.now(UTC).date(), timezone=settings.timezone, currency=settings.currency)


def _text(value: object) -> str:
    return "" if value is None else str(value)

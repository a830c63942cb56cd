"""What a field cleaner is: a fast SQL expression for usual values, a Python function for the odd ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlglot import exp

from zhike.clean.folding import fold, trim, visible
from zhike.clean.options import ORDERS, CleanOptions
from zhike.clean.sentinels import is_excel_error, is_sentinel


@dataclass(frozen=True, slots=True)
class Reading:
    """What a raw value was read as: the typed value or None, the repair made, and why it cannot be used."""

    value: Any = None
    repair: str | None = None
    problem: str | None = None


@dataclass(frozen=True)
class Context:
    """What a cleaner may know beyond the value: the options, the field's name, the order of day and month if known.

    `must` says that a row without this field cannot be used.
    """

    options: CleanOptions
    field: str = ""
    order: str | None = None
    must: bool = False

    @property
    def zone(self) -> ZoneInfo:
        """The zone of instants that name none."""
        return ZoneInfo(self.options.timezone)

    @property
    def pattern(self) -> str | None:
        """The strptime pattern of the field, when the mapping gives one."""
        given = self.options.formats.get(self.field)
        return None if given in ORDERS else given


@dataclass(frozen=True, slots=True)
class Form:
    """One usual way of writing a value, in SQL: the test of a filled text, its value, and the repair that it takes.

    `value` and `repair` need to be right only for texts that pass the test and for NULL, which must give a NULL value:
    a column whose look found a single form is read without testing it again.
    """

    test: str
    value: str
    repair: str = "NULL"


@dataclass(frozen=True)
class Kind:
    """How the values of one kind of field are cleaned.

    `forms(x, context)` are the usual ways of writing it, over the raw text `x`, read in SQL; the first whose test holds
    counts. `read(text, context)` reads what is left, trimmed (and folded to half width, when `folds`). `keeps` are
    sentinels that mean something here; `beside` is a column whose value decides how this one is read.
    """

    read: Callable[[str, Context], Reading]
    forms: Callable[[str, Context], tuple[Form, ...]]
    folds: bool = True
    keeps: frozenset[str] = frozenset()
    beside: str | None = None

    def fast(self, x: str, context: Context) -> str:
        """Return SQL: the value of a text in a usual form, else NULL."""
        branches = " ".join(f"WHEN {form.test} THEN {form.value}" for form in self.forms(x, context))
        return f"CASE WHEN {x} = '' THEN NULL {branches} END"

    def reading(self, received: str, context: Context) -> Reading:
        """Return what the raw text is read as; never raises, whatever the text."""
        text = fold(received) if self.folds else trim(received)
        if not text:
            return Reading()
        if is_excel_error(text):
            return Reading(repair="excel_error", problem="excel_error")
        if is_sentinel(text) and text.lower() not in self.keeps:
            return Reading(repair="sentinel")
        found = self.read(text, context)
        if found.repair is None and found.value is not None and received != text:
            return Reading(found.value, touch(received, text=text), found.problem)
        return found


def touch(received: str, *, text: str) -> str:
    """Return the code of what made `text` of what was received: trimmed, control_characters or full_width."""
    if received.strip() == text:
        return "trimmed"
    return "control_characters" if visible(received).strip() == text else "full_width"


def unreadable(problem: str) -> Reading:
    """Return the reading of a value that is there but cannot be understood."""
    return Reading(repair="invalid", problem=problem)


def quoted(name: str) -> str:
    """Return a column or table name as a quoted SQL identifier."""
    return exp.to_identifier(name, quoted=True).sql("duckdb")


def raw(name: str) -> str:
    """Return SQL: a column of the received rows, which every statement of this room calls r."""
    return f"r.{quoted(name)}"


def literal(text: str) -> str:
    """Return a text as a SQL literal."""
    return exp.Literal.string(text).sql("duckdb")


def literals(texts: Any) -> str:
    """Return texts as a SQL list for IN."""
    return "(" + ", ".join(literal(text) for text in sorted(texts)) + ")"

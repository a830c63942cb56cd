"""Filters of a list: `COLUMN:OP:VALUE` becomes a checked condition; a name is looked up, a value is read and bound.

f=recency_days:at_most:30   f=rfm_group:is:champions,loyal   f=revenue:between:100..500   f=bought_in:is:2025-03
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches

from zhike.clean.folding import fold
from zhike.describe.diagnosis.behind import behind_of
from zhike.describe.directory.deeds import DEEDS
from zhike.describe.directory.deeds import FIELDS as FIELDS_OF_DEEDS
from zhike.describe.directory.fields import (
    BOUGHT,
    BOUGHT_IN,
    HAS_TAG,
    IN_SEGMENT,
    IN_SLICE,
    SEGMENT,
    SLICE,
    TAG,
    Field,
    Kind,
)
from zhike.describe.directory.labels import code_of
from zhike.errors import ZhikeError
from zhike.words import N_, _, sentences

Value = str | float | int | bool | date

# More than anybody reads or a page needs; a longer list is an export's work.
MOST_CONDITIONS, MOST_VALUES, _LONGEST = 30, 100, 2000
_NOTHING_GIVEN = ("filled", "missing")
_ORDERED = ("at_least", "at_most", "more_than", "less_than", "between")
OPERATORS: dict[Kind, tuple[str, ...]] = {
    "text": ("is", "not", "has", *_NOTHING_GIVEN),
    "number": (*_ORDERED, "is", "not", *_NOTHING_GIVEN),
    "day": (*_ORDERED, "is", "not", *_NOTHING_GIVEN),
    "flag": ("is", *_NOTHING_GIVEN),
    "month": ("is", "not"),
    "segment": ("is", "not"),
    "tag": ("is", "not"),
    "deed": ("is", "not"),
    "slice": ("is", "not"),
}
_FLAGS = {"yes": True, "true": True, "1": True, "是": True, "no": False, "false": False, "0": False, "否": False}
_EXPECTED = {
    "number": N_("a number, such as 30 or 1234.5"),
    "day": N_("a day, such as 2025-06-30"),
    "month": N_("a month, such as 2025-03"),
    "flag": N_("yes or no"),
    "slice": N_("a slice, such as 2025-05+2025-06;channel=web"),
    "text": N_("a text"),
    "segment": N_("the name of a segment"),
    "tag": N_("the name of a tag"),
    "deed": N_("a text"),
}


@dataclass(frozen=True)
class Condition:
    """One filter: a field, an operator that its kind knows, and values of its kind."""

    field: Field
    op: str
    values: tuple[Value, ...] = ()

    @property
    def text(self) -> str:
        """Return it as an address has it."""
        return f"{self.field.name}:{self.op}:{self.given}"

    @property
    def given(self) -> str:
        """Return its values as somebody would type them."""
        said = [_typed(v) for v in self.values]
        return "..".join(said) if self.op == "between" else ",".join(v.replace(",", "\\,") for v in said)


class WrongFilterError(ZhikeError, ValueError):
    """A filter that cannot be read; it names the word that is wrong and the nearest right one."""

    code = "wrong_filter"
    sentence = N_("The filter {filter!r} cannot be used: {problem}")


def conditions_of(
    texts: Iterable[str], fields: Mapping[str, Field], *, hidden: Collection[str] = ()
) -> tuple[Condition, ...]:
    """Return the filters as checked conditions, each once; `hidden` are fields whose values the asker may not learn."""
    given = [t for t in texts if t.strip()]
    if len(given) > MOST_CONDITIONS:
        raise WrongFilterError(filter="…", problem=_("more than {count} filters").format(count=MOST_CONDITIONS))
    return tuple(dict.fromkeys(condition_of(t, fields, hidden=hidden) for t in given))


def condition_of(text: str, fields: Mapping[str, Field], *, hidden: Collection[str] = ()) -> Condition:
    """Return one filter as a checked condition, or raise WrongFilterError."""
    if len(text) > _LONGEST:
        raise WrongFilterError(filter=f"{text[:40]}…", problem=_("it is too long"))
    name, _colon, rest = text.partition(":")
    op, _colon, given = rest.partition(":")
    field = _field(text, name.strip(), fields)
    if op not in OPERATORS[field.kind]:
        raise _unknown(text, N_("comparison"), op, OPERATORS[field.kind])
    if field.name in hidden and op not in _NOTHING_GIVEN:
        raise WrongFilterError(filter=text, problem=_("your role does not see this column in full"))
    return Condition(field, op, _values(text, field, op=op, given=given))


def _field(text: str, name: str, fields: Mapping[str, Field]) -> Field:
    apart = {BOUGHT_IN: BOUGHT, IN_SEGMENT: SEGMENT, HAS_TAG: TAG, IN_SLICE: SLICE, **FIELDS_OF_DEEDS}
    if name in apart:
        return apart[name]
    if name not in fields:
        raise _unknown(text, N_("column"), name, [*fields, BOUGHT_IN, *DEEDS])
    return fields[name]


def _unknown(text: str, what: str, name: str, known: Iterable[str]) -> WrongFilterError:
    names = list(known)
    near = get_close_matches(name, names, n=1, cutoff=0.5) or ([names[0]] if len(names) < 12 else [])
    hint = _("Did you mean {near}?").format(near=near[0]) if near else ""
    said = _("There is no {what} called {name!r}.").format(what=_(what), name=name[:60])
    return WrongFilterError(filter=text[:120], problem=sentences(said, hint))


def _values(text: str, field: Field, *, op: str, given: str) -> tuple[Value, ...]:
    if op in _NOTHING_GIVEN:
        return ()
    if op == "between":
        low, dots, high = given.partition("..")
        if not dots:
            raise WrongFilterError(filter=text, problem=_("“between” needs two values, such as 10..30"))
        return _value(text, field, low, op=op), _value(text, field, high, op=op)
    if op not in {"is", "not"}:
        return (_value(text, field, given, op=op),)
    parts = [p.replace("\\,", ",").strip() for p in re.split(r"(?<!\\),", given)]
    if len(parts) > MOST_VALUES:
        raise WrongFilterError(filter=f"{text[:40]}…", problem=_("more than {count} values").format(count=MOST_VALUES))
    return tuple(dict.fromkeys(_value(text, field, p, op=op) for p in parts if p or len(parts) == 1))


def _value(text: str, field: Field, given: str, *, op: str) -> Value:
    """Return what was typed as a value of the field's kind."""
    # Slices, tags and some deeds name values as the sources write them.
    keeps_width = field.kind in {"slice", "tag"} or (field.kind == "deed" and DEEDS[field.name].keeps_width)
    said = given.strip() if keeps_width else fold(given)
    found = _read(field.kind, said if op == "has" else code_of(field.name, said))
    if found is None:
        problem = _("{value!r} is not {expected}.").format(value=given[:60], expected=_(_EXPECTED[field.kind]))
        raise WrongFilterError(filter=text[:120], problem=problem)
    return found


def _read(kind: Kind, said: str) -> Value | None:
    if kind == "number":
        return _number(said)
    if kind == "day":
        return _day(said)
    if kind == "month":
        return _month(said)
    if kind == "slice":
        return said if behind_of(said) else None
    return _FLAGS.get(said.lower()) if kind == "flag" else said or None


def _number(said: str) -> float | int | None:
    plain = said.replace(",", "").replace(" ", "")
    try:
        exact = Decimal(plain.removesuffix("%")) / (100 if plain.endswith("%") else 1)
    except InvalidOperation:
        return None
    if not exact.is_finite() or abs(exact) >= Decimal("1e15") or "_" in plain:
        return None
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def _day(said: str) -> date | None:
    found = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{4})(\d\d)(\d\d)", said, re.ASCII)
    if not found:
        return None
    year, month, day = (int(part) for part in found.groups() if part)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month(said: str) -> str | None:
    found = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})月?", said, re.ASCII)
    if not found or not 1 <= int(found[2]) <= 12:
        return None
    return f"{found[1]}-{int(found[2]):02}"


def _typed(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)

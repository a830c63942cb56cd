"""A diagnosis in words, with its figures; how values and months are written is the caller's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from zhike.describe.diagnosis.diagnosed import Cause, Diagnosis, DimensionSplit
from zhike.describe.diagnosis.dimensions import dimension_label, value_label
from zhike.describe.diagnosis.explained import EXPLAINED
from zhike.describe.diagnosis.months_asked import Months
from zhike.describe.diagnosis.usual import LEAST
from zhike.describe.months import KPIS
from zhike.words import N_, _


@dataclass(frozen=True)
class Written:
    """How values of the KPI, their differences, shares and months are written."""

    value: Callable[[float | None], str]
    difference: Callable[[float | None], str]
    share: Callable[[float | None], str]
    month: Callable[[date], str]

    def months(self, asked: Months) -> str:
        """Return a period as people say it."""
        first, last = asked.days
        if first == last:
            return self.month(first)
        return _("{first} to {last}").format(first=self.month(first), last=self.month(last))


_MOVED = {
    "volume": N_("{slice}: {before} before, {after} after; that explains {power} of the unexpected change ({effect}), and lies {surprise} standard deviations from what was usual there."),
    "rate": N_("{slice}: {before} before, {after} after within it; that explains {power} of the unexpected change ({effect}), and lies {surprise} standard deviations from what was usual there."),
    "mix": N_("{slice} weighs more or less than before ({before} before, {after} after within it); that explains {power} of the unexpected change ({effect}), and lies {surprise} standard deviations from what was usual there."),
}  # fmt: skip


def in_sentences(found: Diagnosis, how: Written) -> tuple[str, ...]:
    """Return what moved, whether it is usual, and what explains it, one sentence each."""
    return (_moved(found, how), _usual(found, how), *_causes(found, how))


def slice_said(slice_: Mapping[str, str]) -> str:
    """Return a slice as people say it: "Channel: web × Province: 广东"."""
    return " × ".join(f"{dimension_label(d)}: {value_label(d, v)}" for d, v in slice_.items())


def cause_said(cause: Cause, how: Written) -> str:
    """Return the sentence about one cause."""
    said = _(_MOVED[cause.aspect]).format(
        slice=slice_said(cause.slice), before=how.value(cause.before), after=how.value(cause.after), power=how.share(cause.power),
        effect=how.difference(cause.effect), surprise=f"{abs(cause.surprise):.1f}",
    )  # fmt: skip
    if not cause.same_as:
        return said
    names = _(" or ").join(slice_said(s) for s in cause.same_as)
    return _("{said} (Nearly the same orders: {names}.)").format(said=said, names=names)


def split_said(split: DimensionSplit, how: Written) -> str:
    """Return the sentence about volume, mix and rate by a dimension."""
    if split.volume is None:
        said = _("By {dimension}: mix {mix}, rate {rate}.")
        return said.format(dimension=dimension_label(split.dimension), mix=how.difference(split.mix), rate=how.difference(split.rate))  # fmt: skip
    return _("By {dimension}: volume {volume}, mix {mix}, rate {rate}.").format(
        dimension=dimension_label(split.dimension), volume=how.difference(split.volume), mix=how.difference(split.mix),
        rate=how.difference(split.rate),
    )  # fmt: skip


def _moved(found: Diagnosis, how: Written) -> str:
    return _("{kpi}: {before} in {months_before}, {after} in {months_after}, a change of {change}.").format(
        kpi=_(KPIS[found.kpi].label), before=how.value(found.value_before), after=how.value(found.value_after),
        months_before=how.months(found.before), months_after=how.months(found.after), change=how.difference(found.change),
    )  # fmt: skip


def _usual(found: Diagnosis, how: Written) -> str:
    if found.verdict == "unknown":
        if found.earlier_changes < LEAST:
            said = _("Whether that is usual cannot be said yet: it takes {least} earlier changes of this kind, and there are {count}. So no cause is named.")  # fmt: skip
            return said.format(least=LEAST, count=found.earlier_changes)
        return _("Whether that is usual cannot be said, for the KPI was not above 0. So no cause is named.")
    said = (
        _("That is within what is usual: {low} to {high} was to be expected from {count} earlier changes. So no cause is named.")
        if found.verdict == "usual"
        else _("That is not usual: {low} to {high} was to be expected from {count} earlier changes.")
    )  # fmt: skip
    return said.format(low=how.value(found.low), high=how.value(found.high), count=found.earlier_changes)


def _causes(found: Diagnosis, how: Written) -> tuple[str, ...]:
    if found.verdict == "unusual" and not found.causes:
        return (_("No slice stands out: all of them moved alike, so look for what hits everybody."),)
    return tuple(cause_said(c, how) for c in found.causes)


def has_rate(kpi: str) -> bool:
    """Whether volume, mix and rate of a KPI can be told apart."""
    return bool(EXPLAINED[kpi].whole or EXPLAINED[kpi].each)

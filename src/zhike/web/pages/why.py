"""Why did it change: a KPI between two periods, whether that is usual, and the slices that explain it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Query

from zhike.describe.diagnosis import (
    EXPLAINED,
    Cause,
    Diagnosis,
    DimensionSplit,
    Months,
    Written,
    cause_said,
    diagnosed,
    dimension_label,
    has_rate,
    in_sentences,
    last_two,
    months_asked,
    slice_said,
    split_said,
    value_label,
)
from zhike.describe.diagnosis.behind import named_slice
from zhike.describe.months import KPIS, months
from zhike.errors import UnknownNameError
from zhike.web import formats
from zhike.web.asking import Question
from zhike.web.behind import customers_with, in_slice
from zhike.web.charts import Chart, Series, height_for
from zhike.web.choices import Choice, choices
from zhike.web.pages.kpis import unit_of
from zhike.web.room import Room
from zhike.web.written import written
from zhike.words import N_, _, sentences

room = Room("why")

# More bars than a screen has room for are one.
_BARS = 12


@dataclass(frozen=True)
class CauseRow:
    """One slice that explains: its sentence, its figures, and the address of its customers ("" for none)."""

    name: str
    said: str
    figures: Cause
    link: str


@dataclass(frozen=True)
class SplitRow:
    """Volume, mix and rate by one dimension, as they are written."""

    dimension: str
    volume: str
    mix: str
    rate: str


@dataclass(frozen=True)
class WhyPage:
    """A KPI's change: the sentences, the causes, the split; `verdict` is "" where there are no two months to compare."""

    title: str
    sentence: str
    usual: str
    verdict: str
    kpi: str
    before: str
    after: str
    kpis: tuple[tuple[str, str], ...]
    months: tuple[tuple[str, str], ...]
    causes: tuple[CauseRow, ...]
    dimension: str
    dimensions: tuple[Choice, ...]
    chart: Chart | None
    split: str
    splits: tuple[SplitRow, ...]
    diagnosis: Diagnosis | None


@room.page("/analysis/why", template="analysis/why.html")
def why(
    ask: Question,
    kpi: Annotated[str, Query(max_length=40)] = "revenue",
    before: Annotated[str, Query(alias="from", max_length=20)] = "",
    after: Annotated[str, Query(alias="to", max_length=20)] = "",
    dimension: Annotated[str, Query(max_length=40)] = "",
) -> WhyPage:
    """Explain why a KPI moved from some months to others."""
    if kpi not in EXPLAINED:
        raise UnknownNameError(what=N_("KPI"), value=kpi, known=EXPLAINED)
    ended = [m.month for m in months(ask.shop) if m.is_complete]
    if len(ended) < 2:
        return _nothing(kpi)
    asked = last_two(ask.shop, before=months_asked(before) if before else None, after=months_asked(after) if after else None)  # fmt: skip
    found = diagnosed(ask.shop, kpi, before=asked[0], after=asked[1])
    how = written(kpi, ask.shop.settings.currency)
    names = [(f"{m:%Y-%m}", formats.month(m)) for m in reversed(ended)]
    return _page(ask, found, how, names=names, dimension=dimension)


def _page(ask: Question, found: Diagnosis, how: Written, *, names: list[tuple[str, str]], dimension: str) -> WhyPage:
    moved, usual, *rest = in_sentences(found, how)
    chosen = _chosen(found, dimension)
    return WhyPage(
        title=_("Why did it change"), sentence=moved, usual=usual if found.causes else sentences(usual, *rest), verdict=found.verdict,
        kpi=found.kpi, before=found.before.text, after=found.after.text,
        kpis=_kpis(), months=_offered(names, found), causes=tuple(_cause_row(c, found, how) for c in found.causes),
        dimension=chosen.dimension if chosen else "",
        dimensions=choices(ask.request, "dimension", {s.dimension: dimension_label(s.dimension) for s in found.splits}, chosen=chosen.dimension if chosen else ""),
        chart=_chart(chosen, found, how) if chosen else None,
        split=split_said(chosen, how) if chosen and has_rate(found.kpi) else "",
        splits=tuple(_split_row(s, how) for s in found.splits) if has_rate(found.kpi) else (), diagnosis=found,
    )  # fmt: skip


def _nothing(kpi: str) -> WhyPage:
    return WhyPage(
        title=_("Why did it change"), sentence=_("Two months with orders must have ended before a change can be explained."),
        usual="", verdict="", kpi=kpi, before="", after="", kpis=_kpis(), months=(), causes=(), dimension="", dimensions=(),
        chart=None, split="", splits=(), diagnosis=None,
    )  # fmt: skip


def _kpis() -> tuple[tuple[str, str], ...]:
    return tuple((name, _(KPIS[name].label)) for name in EXPLAINED)


def _offered(names: list[tuple[str, str]], found: Diagnosis) -> tuple[tuple[str, str], ...]:
    """Return the months to choose from, and the periods of several months that the address asks for."""
    several = [(p.text, p.text) for p in (found.before, found.after) if p.count > 1]
    return tuple(dict.fromkeys([*several, *names]))


def _chosen(found: Diagnosis, dimension: str) -> DimensionSplit | None:
    """Return the split that was asked for, else that of the first cause, else the one by new and returning, else the first."""
    by = {s.dimension: s for s in found.splits}
    first = next(iter(found.causes[0].slice)) if found.causes else "buyer"
    return by.get(dimension) or by.get(first) or next(iter(by.values()), None)


def _cause_row(cause: Cause, found: Diagnosis, how: Written) -> CauseRow:
    behind = named_slice(cause.slice, found.before, found.after)
    link = customers_with(in_slice(behind)) if behind and cause.customers else ""
    return CauseRow(slice_said(cause.slice), cause_said(cause, how), cause, link)


def _split_row(split: DimensionSplit, how: Written) -> SplitRow:
    return SplitRow(
        dimension_label(split.dimension),
        *(how.difference(v) for v in (split.volume, split.mix, split.rate)),
    )


def _chart(split: DimensionSplit, found: Diagnosis, how: Written) -> Chart:
    """Return what each value of a dimension adds to the change, those that add most first, the rest as one."""
    label, shown = dimension_label(split.dimension), split.values[:_BARS]
    rest = sum(v[3] for v in split.values[_BARS:])
    names = [value_label(split.dimension, v[0]) for v in shown]
    links = [_link(split.dimension, v[0], found.before, found.after) for v in shown]
    values: list[float | None] = [v[3] for v in shown]
    if split.values[_BARS:]:
        names, links, values = [*names, _("all others")], [*links, ""], [*values, rest]
    said = _("{value} moved most: {effect} of {change}.").format(value=names[0], effect=how.difference(values[0]), change=how.difference(found.change))  # fmt: skip
    return Chart(
        id=f"why-{split.dimension.replace('_', '-')}", kind="rows", title=_("What each part adds to the change, by {dimension}").format(dimension=label),
        sentence=said, unit=unit_of(KPIS[found.kpi]), categories=names, series=[Series(_("Change"), values, links)], over=label,
        definition=f"kpi_monthly.{found.kpi}", height=height_for(len(names)),
        note=_("All bars together are the change of the KPI, exactly."),
    )  # fmt: skip


def _link(dimension: str, value: str, before: Months, after: Months) -> str:
    behind = named_slice({dimension: value}, before, after)
    return customers_with(in_slice(behind)) if behind else ""

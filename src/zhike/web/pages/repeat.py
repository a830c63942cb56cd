"""Repeat purchase: which share of customers buys again, how soon, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import Query

from zhike.describe.habits import WHOLE
from zhike.describe.periods import as_of
from zhike.describe.repeat import PURCHASES, Curve, repeat_curves
from zhike.errors import UnknownNameError
from zhike.web import formats
from zhike.web.analysis import AnalysisPage, Control, Panel, dimension_label, name_of, page_of, year_of
from zhike.web.asking import Question
from zhike.web.behind import customers_with
from zhike.web.charts import Chart, Series
from zhike.web.choices import choices
from zhike.web.room import Room
from zhike.words import N_, _, sentences

room = Room("repeat")

_DIMENSIONS = ("all", "channel", "category", "region", "cohort")
_NUMBERS = {2: N_("Second purchase"), 3: N_("Third purchase"), 4: N_("Fourth purchase"), 5: N_("Fifth purchase")}
# More curves than this are not told apart.
_MOST = 6


@room.page("/analysis/repeat", template="analysis/charts.html")
def repeat_page(
    ask: Question, purchase: Annotated[int, Query(ge=2, le=5)] = 2, by: Annotated[str, Query(max_length=20)] = WHOLE
) -> AnalysisPage:
    """Show who buys again, and when."""
    if by not in _DIMENSIONS:
        raise UnknownNameError(what=N_("dimension"), value=by, known=_DIMENSIONS)
    curves, day = repeat_curves(ask.shop, dimension=by, purchase=purchase)[:_MOST], formats.day(as_of(ask.shop))
    whole = repeat_curves(ask.shop, dimension=WHOLE, purchase=purchase)
    controls = (
        Control(_("Purchase"), choices(ask.request, "purchase", {str(n): _(_NUMBERS[n]) for n in PURCHASES}, chosen=str(purchase))),
        Control(_("By"), choices(ask.request, "by", {d: dimension_label(d) for d in _DIMENSIONS}, chosen=by)),
    )  # fmt: skip
    charts = [curve_chart(curves, purchase=purchase, day=day), risk_chart(curves, purchase=purchase, day=day)]
    return page_of(_("Repeat purchase"), repeat_said(whole, purchase=purchase, day=day), controls=controls, panels=[Panel(c, wide=True) for c in charts])  # fmt: skip


def repeat_said(whole: Sequence[Curve], *, purchase: int, day: str) -> str:
    """Return the sentence about who buys again within a month, three and twelve."""
    if not whole:
        return _("Nobody has come so far that this purchase could be waited for.")
    [curve] = whole
    told = [(d, curve.within(d)) for d in (28, 91, 364)]
    shares = _(", ").join(_("{share} within {days} days").format(share=formats.percent(s), days=d) for d, s in told if s is not None)  # fmt: skip
    half = curve.days_to(0.5)
    middle = (
        _("Half of them have after {days} days.").format(days=half)
        if half
        else _("Half of them never have, as far as was seen.")
    )
    said = _("{number}: of {customers} customers {shares}.").format(number=_(_NUMBERS[purchase]), customers=formats.number(curve.at_risk[0]), shares=shares or formats.NOTHING)  # fmt: skip
    return sentences(said, middle, _("As of {day}.").format(day=day))


def curve_chart(curves: Sequence[Curve], *, purchase: int, day: str) -> Chart:
    """Return the share who have bought again by days since the purchase before; of one group with its 95 % band."""
    length = max((len(c.days) for c in curves), default=0)
    alone = len(curves) == 1
    series = [Series(name_of(c.group), _filled(c.share, length), _links(c, purchase)) for c in curves]
    if alone:
        [one] = curves
        series = [Series(_("Have bought again"), one.share, _links(one, purchase)), Series(_("95% band, low"), one.low), Series(_("95% band, high"), one.high)]  # fmt: skip
    said = _(
        "Estimated share (Kaplan–Meier): who has not bought again yet counts as long as they were watched. As of {day}."
    )
    return Chart(
        id="repeat-curve", kind="band" if alone else "lines", title=_("Share who have bought again"), sentence=said.format(day=day),
        unit="share", categories=_categories(curves), series=series, over=_("Days since the purchase before"), definition="survival.survival",
        note=_("A click opens the customers who were seen to buy again by then."), height=360,
    )  # fmt: skip


def risk_chart(curves: Sequence[Curve], *, purchase: int, day: str) -> Chart:
    """Return how many customers were still waiting at each time: where they are few, the curve is a guess."""
    length = max((len(c.days) for c in curves), default=0)
    said = _("Customers who had waited so long for purchase {number} and were still watched. As of {day}.")
    return Chart(
        id="at-risk", kind="lines", title=_("Number at risk"), sentence=said.format(number=purchase, day=day), unit="count",
        categories=_categories(curves), series=[Series(name_of(c.group), _filled(c.at_risk, length)) for c in curves],
        over=_("Days since the purchase before"), definition="survival.at_risk", height=240,
    )  # fmt: skip


def _categories(curves: Sequence[Curve]) -> list[str]:
    return [str(d) for d in max((c.days for c in curves), key=len, default=())]


def _links(curve: Curve, purchase: int) -> list[str]:
    """Return the addresses of those seen to buy again within the days; where no filter says the group, none."""
    group = curve.group
    within = {
        "all": [], "channel": [f"first_channel:is:{group.name}"], "category": [f"first_category:is:{group.name}"],
        "cohort": [year_of(group.name)], "region": [f"province:is:{group.name}"],
    }[group.dimension] if group.name else None  # fmt: skip
    if within is None:
        return []
    return [customers_with(f"bought_again:is:{purchase}-{d}", *within) if n else "" for d, n in zip(curve.days, curve.bought, strict=True)]  # fmt: skip


def _filled(values: Sequence[float], length: int) -> list[float | None]:
    return [*values, *[None] * (length - len(values))]

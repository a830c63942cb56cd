"""Contribution: how much of the revenue comes from how few customers."""

from __future__ import annotations

from dataclasses import dataclass

from zhike.describe.contribution import Concentration, Decile, ParetoClass, concentration
from zhike.describe.periods import as_of
from zhike.web import formats
from zhike.web.asking import Question
from zhike.web.behind import customers_with
from zhike.web.charts import Chart, Series
from zhike.web.room import Room
from zhike.words import N_, _

room = Room("contribution")

_CLASSES = {
    "A": N_("A: the first 80% of revenue"),
    "B": N_("B: the next 15%"),
    "C": N_("C: the rest"),
}


@dataclass(frozen=True)
class DecileRow:
    """One tenth of the customers, and the addresses of its customers and of all down to it."""

    figures: Decile
    link: str
    link_down_to: str


@dataclass(frozen=True)
class ClassRow:
    """One Pareto class, its name and the address of its customers."""

    name: str
    figures: ParetoClass
    link: str


@dataclass(frozen=True)
class ContributionPage:
    """The Lorenz curve, the tenths and the classes A, B, C."""

    title: str
    sentence: str
    customers: int
    gini: float | None
    lorenz: Chart
    pareto: Chart
    deciles: tuple[DecileRow, ...]
    classes: tuple[ClassRow, ...]


@room.page("/analysis/contribution", template="analysis/contribution.html")
def contribution(ask: Question) -> ContributionPage:
    """Show how revenue is spread over the customers."""
    found, day = concentration(ask.shop), formats.day(as_of(ask.shop))
    return ContributionPage(
        title=_("Contribution"),
        sentence=concentration_said(found, day=day),
        customers=found.customers,
        gini=found.gini,
        lorenz=lorenz_chart(found, day=day),
        pareto=pareto_chart(found, day=day),
        deciles=tuple(DecileRow(d, _decile(d), _down_to(d)) for d in found.deciles),
        classes=tuple(ClassRow(_(_CLASSES[c.name]), c, customers_with(f"pareto_class:is:{c.name}")) for c in found.classes),
    )  # fmt: skip


def concentration_said(found: Concentration, *, day: str) -> str:
    """Return the sentence about the best fifth."""
    best = found.share_of_best(0.2)
    if found.gini is None or best is None:
        return _("No customer has brought revenue yet.")
    said = _("The best {share} of {customers} customers bring {revenue} of the revenue (Gini {gini}). As of {day}.")
    return said.format(
        share=formats.percent(best.customer_share, 0), customers=formats.number(found.customers),
        revenue=formats.percent(best.revenue_share), gini=formats.number(found.gini, 2), day=day,
    )  # fmt: skip


def lorenz_chart(found: Concentration, *, day: str) -> Chart:
    """Return the curve of revenue over customers, the best first, beside the line of equality."""
    points = found.points
    shares = [0.0, *(p.customer_share for p in points)]
    curve: list[float | None] = [0.0, *(p.revenue_share for p in points)]
    links = ["", *(customers_with(f"revenue:at_least:{p.least_revenue.normalize():f}") for p in points)]
    if points and shares[-1] < 1:
        shares, curve, links = [*shares, 1.0], [*curve, 1.0], [*links, ""]
    return Chart(
        id="lorenz", kind="lorenz", title=_("Lorenz curve of revenue"), sentence=concentration_said(found, day=day), unit="share",
        categories=[formats.percent(s) for s in shares] if points else [],
        series=[Series(_("Share of revenue"), curve, links, colour="returning"), Series(_("If all brought the same"), shares, colour="equality")],
        over=_("Share of customers, the best first"), definition="contribution.gini", height=320,
        note=_("Customers whose orders moved money; who returned more than was bought counts as 0."),
    )  # fmt: skip


def pareto_chart(found: Concentration, *, day: str) -> Chart:
    """Return the share of revenue of each tenth of the customers, and of all down to it."""
    tenths = found.deciles if found.gini is not None else ()
    return Chart(
        id="deciles", kind="pareto", title=_("Revenue by tenth of customers"), sentence=_pareto_said(found, day=day), unit="share",
        categories=[_("Tenth {n}").format(n=d.decile) for d in tenths], ticks=[str(d.decile) for d in tenths],
        series=[
            Series(_("Share of revenue"), [d.revenue_share for d in tenths], [_decile(d) for d in tenths], colour="returning"),
            Series(_("This tenth and all before"), [d.cumulative_share for d in tenths], [_down_to(d) for d in tenths], colour="cumulative"),
        ],
        over=_("Tenth of customers, the best first"), definition="contribution.decile", height=320,
    )  # fmt: skip


def _pareto_said(found: Concentration, *, day: str) -> str:
    a = next((c for c in found.classes if c.name == "A"), None)
    if a is None or found.gini is None:
        return _("No customer has brought revenue yet.")
    said = _("{count} customers, {share} of {customers}, bring the first 80% of the revenue. As of {day}.")
    return said.format(
        count=formats.number(a.customers), share=formats.percent(a.customer_share),
        customers=formats.number(found.customers), day=day,
    )  # fmt: skip


def _decile(d: Decile) -> str:
    return customers_with(f"decile:is:{d.decile}")


def _down_to(d: Decile) -> str:
    return customers_with(f"decile:at_most:{d.decile}")

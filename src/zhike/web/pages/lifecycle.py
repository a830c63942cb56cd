"""Lifecycle: in which stages customers are, how that changed month by month, and how they move from one to another."""

from __future__ import annotations

from dataclasses import dataclass

from zhike import segment
from zhike.describe import directory
from zhike.segment import Flow, Lifecycle
from zhike.web import formats
from zhike.web.asking import Question
from zhike.web.behind import customers_with
from zhike.web.charts import Chart, Series, height_for
from zhike.web.room import Room
from zhike.words import _, ngettext

room = Room("lifecycle")

# A stage has the colour of the RFM group that is most like it, everywhere.
_COLOURS = {
    "prospect": "promising", "new": "new_customers", "active": "potential_loyalist", "loyal": "champions", "won_back": "loyal",
    "at_risk": "at_risk", "dormant": "hibernating", "lost": "lost",
}  # fmt: skip


@dataclass(frozen=True)
class LifecyclePage:
    """Customers by stage now and by month, and the changes between stages in a year."""

    title: str
    sentence: str
    now: Chart
    months: Chart
    flows: tuple[Flow, ...]

    def said(self, stage: str) -> str:
        """Return a stage in words."""
        return directory.value_in_words("stage", stage)

    def link(self, stage: str) -> str:
        """Return the address of the customers in a stage."""
        return customers_with(f"stage:is:{stage}")


@room.page("/analysis/lifecycle", template="analysis/lifecycle.html")
def lifecycle(ask: Question) -> LifecyclePage:
    """Show the lifecycle of the customers."""
    found = segment.lifecycle(ask.shop)
    return LifecyclePage(_("Lifecycle of customers"), _sentence(found), _now(found), _months(found), found.flows)


def _sentence(found: Lifecycle) -> str:
    if not found.now:
        return _("Nobody has a stage yet: there are neither purchases nor days of registration.")
    most = max(found.now, key=lambda s: found.now[s])
    return ngettext(
        "{count} customer of {of} is {stage}: the most frequent stage.", "{count} customers of {of} are {stage}: the most frequent stage.", found.now[most]
    ).format(count=formats.number(found.now[most]), of=formats.number(found.customers), stage=directory.value_in_words("stage", most))  # fmt: skip


def _now(found: Lifecycle) -> Chart:
    stages = list(found.now)
    values = [found.now[s] for s in stages]
    return Chart(
        id="stages", kind="rows", title=_("Where they stand now"), sentence=_sentence(found), unit="count",
        categories=[directory.value_in_words("stage", s) for s in stages],
        series=[Series(_("Customers"), values, [customers_with(f"stage:is:{s}") for s in stages])],
        over=_("Stage"), colours=[_COLOURS[s] for s in stages], height=height_for(len(stages)),
        note=_("Of customers who can be placed: who has bought, or is known since a day."),
    )  # fmt: skip


def _months(found: Lifecycle) -> Chart:
    months = list(found.months)
    series = [
        Series(directory.value_in_words("stage", s), [found.months[m].get(s, 0) for m in months], colour=_COLOURS[s])
        for s in segment.STAGES
        if any(s in found.months[m] for m in months)
    ]
    return Chart(
        id="months", kind="stacked", title=_("Stages by month"), sentence=_sentence(found), unit="count",
        categories=[formats.month(m) for m in months], series=series, over=_("customers at the end of the month"), height=360,
        unfinished=1 if months else 0,
    )  # fmt: skip

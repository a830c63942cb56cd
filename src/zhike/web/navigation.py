"""The sections of the product, as the side bar shows them to whoever asks."""

from __future__ import annotations

from dataclasses import dataclass

from zhike.web.asking import Asked
from zhike.words import N_, _


@dataclass(frozen=True)
class Place:
    """One entry of the navigation."""

    path: str
    label: str
    symbol: str
    needs: str = "see"


@dataclass(frozen=True)
class Section:
    """A group of entries, as one person sees it now."""

    label: str
    places: tuple[Place, ...]


_SECTIONS: tuple[tuple[str, tuple[Place, ...]], ...] = (
    (
        "",
        (
            Place("/", N_("Overview"), symbol="layout-dashboard"),
            Place("/customers", N_("Customers"), symbol="users"),
            Place("/segments", N_("Segments"), symbol="filter"),
            Place("/tags", N_("Tags"), symbol="tag"),
            Place("/tasks", N_("My tasks"), symbol="list-check"),
        ),
    ),
    (
        N_("Analysis"),
        (
            Place("/analysis/rfm", N_("RFM"), symbol="grid-dots"),
            Place("/analysis/cohorts", N_("Cohorts"), symbol="stairs-down"),
            Place("/analysis/lifecycle", N_("Lifecycle"), symbol="refresh-dot"),
            Place("/analysis/repeat", N_("Repeat purchase"), symbol="repeat"),
            Place("/analysis/contribution", N_("Contribution"), symbol="chart-pie"),
            Place("/analysis/products", N_("Product contribution"), symbol="packages"),
            Place("/analysis/habits", N_("Habits"), symbol="clock-hour-4"),
            Place("/analysis/baskets", N_("Baskets"), symbol="basket"),
            Place("/analysis/funnel", N_("Funnel"), symbol="filter"),
            Place("/analysis/acquisition", N_("Acquisition"), symbol="speakerphone"),
            Place("/analysis/kpis", N_("Monthly KPIs"), symbol="chart-line"),
            Place("/analysis/why", N_("Why did it change"), symbol="search"),
            Place("/analysis/distributions", N_("Distributions"), symbol="chart-histogram"),
        ),
    ),
    (
        N_("Prediction"),
        (
            Place("/prediction/value", N_("Customer value"), symbol="coins"),
            Place("/prediction/churn", N_("Churn"), symbol="user-minus"),
            Place("/prediction/next-order", N_("Next order"), symbol="calendar-event"),
            Place("/prediction/recommendations", N_("Recommendations"), symbol="star"),
            Place("/prediction/propensity", N_("Propensity"), symbol="category"),
            Place("/prediction/next-actions", N_("Next actions"), symbol="list-check"),
            Place("/prediction/forecast", N_("KPI forecast"), symbol="chart-line"),
            Place("/prediction/models", N_("Models"), symbol="report-analytics"),
        ),
    ),
    (
        N_("Data"),
        (
            Place("/data/sources", N_("Sources"), symbol="plug"),
            Place("/data/imports", N_("Imports"), symbol="file-import"),
            Place("/data/quality", N_("Data quality"), symbol="shield-check"),
            Place("/data/identity", N_("Who is who"), symbol="git-merge"),
            Place("/data/runs", N_("Runs"), symbol="refresh"),
            Place("/data/dictionary", N_("Data dictionary"), symbol="book-2"),
            Place("/data/sql", N_("SQL"), symbol="terminal-2", needs="query"),
            Place("/exports", N_("Exports"), symbol="download", needs="export"),
        ),
    ),
    (
        N_("Workspace"),
        (
            Place("/people", N_("People"), symbol="user-cog", needs="manage_people"),
            Place("/glossary", N_("Glossary"), symbol="vocabulary"),
        ),
    ),
)


def sections(ask: Asked) -> list[Section]:
    """Return what the side bar shows: only what the person may see."""
    found = [Section(_(label), tuple(p for p in places if ask.may(p.needs))) for label, places in _SECTIONS]
    return [s for s in found if s.places]

"""The chapters, in the order a reader should meet them."""

from zhike.explain.chapter import Chapter
from zhike.explain.chapters import (
    acquisition,
    baskets,
    cohorts,
    contribution,
    customer_features,
    general,
    habits,
    kpi_monthly,
    purchase_days,
    rfm,
    sources,
    summary,
    survival,
    visits,
)

CHAPTERS: tuple[Chapter, ...] = (
    general.CHAPTER,
    purchase_days.CHAPTER,
    customer_features.CHAPTER,
    rfm.CHAPTER,
    contribution.CHAPTER,
    contribution.PRODUCTS,
    cohorts.CHAPTER,
    habits.FIRST_PURCHASES,
    habits.HABITS,
    habits.AFFINITY,
    survival.CHAPTER,
    baskets.RULES,
    baskets.TRENDS,
    visits.FUNNEL,
    visits.PATHS,
    visits.JOURNEYS,
    acquisition.ACQUISITION,
    acquisition.PAYBACK,
    kpi_monthly.CHAPTER,
    summary.CHAPTER,
    sources.CHAPTER,
)

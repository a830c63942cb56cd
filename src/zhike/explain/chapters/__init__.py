"""The chapters, in the order a reader should meet them."""

from zhike.explain.chapter import Chapter
from zhike.explain.chapters import (
    cohorts,
    contribution,
    customer_features,
    general,
    kpi_monthly,
    purchase_days,
    rfm,
    sources,
    summary,
)

CHAPTERS: tuple[Chapter, ...] = (
    general.CHAPTER,
    purchase_days.CHAPTER,
    customer_features.CHAPTER,
    rfm.CHAPTER,
    contribution.CHAPTER,
    cohorts.CHAPTER,
    kpi_monthly.CHAPTER,
    summary.CHAPTER,
    sources.CHAPTER,
)

"""The rooms of pages, one file each; `ROOMS` is what the application serves."""

from zhike.web.pages import (
    account,
    acquisition,
    baskets,
    bringing,
    buying,
    cohorts,
    contribution,
    correcting,
    customer,
    customers,
    dictionary,
    distributions,
    exports,
    foreseen,
    funnel,
    glossary,
    identity_api,
    identity_changes,
    imports,
    kpis,
    lifecycle,
    made_of,
    matching,
    overview,
    people,
    products,
    quality,
    quarantine,
    repeat,
    reports,
    review,
    rfm,
    runs,
    segment_builder,
    segments,
    sign_in,
    sources,
    sql,
    work,
)
from zhike.web.room import Room

ROOMS: tuple[Room, ...] = (
    account.room, acquisition.room, baskets.room, buying.room, funnel.room, products.room, repeat.room, bringing.room, cohorts.room, contribution.room, customers.room, customer.room, foreseen.room, correcting.room, dictionary.room, distributions.room, exports.room, glossary.room,
    imports.room, kpis.room, lifecycle.room, made_of.room, matching.room, review.room, identity_changes.room, identity_api.room, overview.room, people.room, quality.room, quarantine.room, rfm.room, runs.room, segment_builder.room, segments.room, sources.room, sql.room, work.room,
)  # fmt: skip

__all__ = ["ROOMS", "reports", "sign_in"]

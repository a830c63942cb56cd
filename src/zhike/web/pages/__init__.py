"""The rooms of pages, one file each; `ROOMS` is what the application serves."""

from zhike.web.pages import (
    account,
    bringing,
    cohorts,
    contribution,
    distributions,
    glossary,
    imports,
    kpis,
    overview,
    people,
    quarantine,
    reports,
    rfm,
    runs,
    sign_in,
    work,
)
from zhike.web.room import Room

ROOMS: tuple[Room, ...] = (
    account.room, bringing.room, cohorts.room, contribution.room, distributions.room, glossary.room,
    imports.room, kpis.room, overview.room, people.room, quarantine.room, rfm.room, runs.room, work.room,
)  # fmt: skip

__all__ = ["ROOMS", "reports", "sign_in"]

"""Runs: what was computed, when, from what; and computing anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Form

from zhike import jobs, pipeline
from zhike.jobs import PublishedRun, Stale, Told
from zhike.web.asking import Question
from zhike.web.room import Room
from zhike.words import _

room = Room("runs")


@dataclass(frozen=True)
class RunsPage:
    """The current run with its tables, the earlier ones that are kept, and the run that is being made, if one is.

    `grains` says of each table what one row of it is; `until` is the last day with data.
    """

    title: str
    current: PublishedRun | None
    earlier: tuple[PublishedRun, ...]
    open_run: Told | None
    failed: Told | None
    stale: Stale
    grains: dict[str, str]
    until: date


@room.page("/data/runs", template="imports/runs.html")
def runs(ask: Question) -> RunsPage:
    """Show the current run and the earlier ones."""
    there = jobs.published(ask.shop)
    asked = [j for j in jobs.jobs(ask.shop.store, most=20) if j.kind in {"run", "refresh"}]
    told = jobs.told(ask.shop, asked[0]) if asked else None
    return RunsPage(
        title=_("Runs"),
        current=next((r for r in there if r.is_current), None),
        earlier=tuple(r for r in there if not r.is_current),
        open_run=told if told and not told.is_over else None,
        failed=told if told and told.error else None,
        stale=jobs.stale(ask.shop),
        grains={name: _(table.grain) for name, table in pipeline.tables().items()},
        until=pipeline.last_day(ask.shop),
    )


@room.change("/data/runs", needs="run")
def compute(ask: Question, as_of: Annotated[str, Form(max_length=10)] = "") -> str:
    """Compute all tables anew."""
    jobs.ask_for_run(ask.shop, as_of=as_of, by=ask.actor)
    return "/data/runs"


@room.change("/data/refreshes", needs="run")
def refresh(ask: Question) -> str:
    """Bring what is known of customers up to date, without a whole run."""
    jobs.ask_to_refresh(ask.shop, by=ask.actor)
    return "/data/runs"

"""The promise of looking back: a customer as of a day is the customer that a workspace without any later day shows."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import zhike
from zhike import collect, past, pipeline
from zhike.collect import ENTITIES
from zhike.describe import profile
from zhike.engine import literal, name_of, text_of
from zhike.govern import actor_at_the_terminal
from zhike.prove.proof import Proof
from zhike.simulate import simulate
from zhike.words import N_
from zhike.workspace import Workspace

PEOPLE, DAYS, CUSTOMERS = 500, 20, 1_000
_LINES_EACH = 10
# What says how rows came, and not what they say.
_COMING = {"import_id", "arrived", "row_id"}
_LEFT = {"source", "attributes", "national_id"} | _COMING


@dataclass(frozen=True)
class _Person:
    """A record of somebody, as a source numbers them."""

    source: str
    number: str


def prove_asof(
    *, small: bool = False, n: int | None = None, progress: Callable[[str], None] = print, seed: int = 11
) -> Proof:
    """Compare 500 people on 20 random days (small: 20 on one) with fresh workspaces that hold nothing later than the day."""
    people, count, customers = n or (20 if small else PEOPLE), 1 if small else DAYS, 80 if small else CUSTOMERS
    proof = Proof("asof", N_("A customer as of any day is what a workspace without any later day would show."))
    chance = random.Random(seed)
    with (
        tempfile.TemporaryDirectory(prefix="zhike-prove-") as folder,
        _company(Path(folder), customers, progress, seed=seed) as (received, shop, last),
    ):
        known, differing, tables = 0, list[str](), 0
        for at, day in enumerate(_days(last, count, chance)):
            progress(f"day {at + 1} of {count}: {day}")
            some = _people(shop, len(range(at, people, count)), chance)
            with _copied(received, Path(folder) / f"day-{at}", until=day) as alone:
                then = past.look_back(shop, day, by=actor_at_the_terminal())
                here, there = (_profiles(s, some) for s in (then, alone))
            known += sum(p is not None for p in here.values())
            tables = max(tables, *(len(p["tables"]) for p in here.values() if p))
            differing += [f"{p.source} {p.number} on {day}" for p in some if here[p] != there[p]]
        proof.must("people on days compared", people, be=people)
        proof.saw("days", count)
        proof.within("of these, people who were known on that day", known, least=people // 4)
        proof.saw("tables with rows of a customer, each compared whole", tables)
        proof.must("profiles that differ", differing, be=[])
    return proof


@contextmanager
def _company(
    folder: Path, customers: int, progress: Callable[[str], None], *, seed: int
) -> Iterator[tuple[Workspace, Workspace, date]]:
    """Give a workspace that received a simulated company's files, a copy of it with a run, and the day of that."""
    progress("simulate")
    made = simulate(folder / "files", customers=customers, order_lines=customers * _LINES_EACH, seed=seed)
    wanted = (collect.Request.of(d.path, into=d.entity, source=d.source, mapping=d.mapping) for d in made.deliveries)
    with zhike.make(folder / "received") as received:
        for _receipt in collect.load_all(received, wanted):
            pass
        with _copied(received, folder / "copy", until=made.as_of) as shop:
            yield received, shop, made.as_of


def _days(last: date, count: int, chance: random.Random) -> list[date]:
    """Return random days of the last year and a half."""
    return [last - timedelta(days=back) for back in sorted(chance.sample(range(1, 540), count), reverse=True)]


def _people(shop: Workspace, count: int, chance: random.Random) -> list[_Person]:
    rows = shop.now.rows("select source, record_id from identity order by all", reads=["identity"])
    return [_Person(r["source"], r["record_id"]) for r in chance.sample(rows, count)]


@contextmanager
def _copied(shop: Workspace, folder: Path, *, until: date) -> Iterator[Workspace]:
    """Give a fresh workspace with a run, filled import by import with what had happened by the evening of a day.

    Numbers of identity cards are hashed with a workspace's own key, so no other one can receive them.
    """
    inputs = collect.inputs(shop)
    with zhike.make(folder / "shop") as alone:
        for receipt in sorted(collect.receipts(shop), key=lambda r: r.id):
            rows = f"({inputs[f'collected_{receipt.entity}'].select}) t"
            file = folder / f"{receipt.id}.parquet"
            with shop.session() as session:
                session.view("orders_there", inputs["collected_orders"].select)
                columns = [c for c in session.columns(f"select * from {rows}") if c not in _LEFT]
                session.sql(
                    f"copy (select {', '.join(map(name_of, columns))} from {rows} where import_id = {receipt.id} and {_until(receipt.entity, until)}"
                    f" order by arrived) to {text_of(file)} (format parquet)"
                )
            collect.load(alone, file, into=receipt.entity, source=receipt.source, mapping={c: c for c in columns})
        pipeline.run(alone, as_of=until)
        yield alone


def _until(entity: str, day: date) -> str:
    """Return the condition that a row had happened by the evening of a day; what has no day was always there."""
    last, happened = f"date {literal(str(day))}", ENTITIES[entity].happened
    by_then = f"coalesce(cast({happened} as date) <= {last}, true)" if happened else "true"
    if entity == "order_lines":  # a line without a day of its own has that of its order
        later = f"(select source, order_id from orders_there where cast(ordered_at as date) > {last})"
        return f"{by_then} and coalesce((source, order_id) not in {later}, true)"
    return by_then


def _profiles(shop: Workspace, people: Iterable[_Person]) -> dict[_Person, dict[str, Any] | None]:
    """Return of each person what the workspace knows: the rows of every table, and what the customer's page says."""
    asked = "select customer_id from identity where source = $source and record_id = $number"
    found = {p: shop.now.value(asked, vars(p), reads=["identity"]) for p in people}
    return {p: _profile(shop, customer) if customer else None for p, customer in found.items()}


def _profile(shop: Workspace, customer: str) -> dict[str, Any]:
    one = profile.customer(shop, customer, by=actor_at_the_terminal(), declared=pipeline.tables())
    tables = {}
    for name, table in pipeline.tables().items():
        columns = [c.name for c in table.columns if c.name not in _COMING]
        if "customer_id" not in columns or table.is_history or name not in shop.tables():
            continue
        said = ", ".join(f"cast({name_of(c)} as varchar) as {name_of(c)}" for c in columns)
        sql = f"select {said} from {name_of(name)} where customer_id = $customer order by all"
        tables[name] = shop.now.rows(sql, {"customer": customer}, reads=[name])
    return {"tables": tables, "row": one.row, "numbers": one.numbers, "habits": one.habits, "as_of": one.as_of}

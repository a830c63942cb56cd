"""The promise of segments: previews at once, fifty rebuilt in a minute, and the same people wherever a segment is asked."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import sqlglot
from sqlglot import exp

import zhike
from zhike import collect, pipeline, segment
from zhike.describe import directory
from zhike.describe.directory import LISTING
from zhike.govern import actor_at_the_terminal
from zhike.prove.proof import Proof
from zhike.prove.rules import Rules
from zhike.segment import Asked, asked
from zhike.segment.rules import HAPPENINGS, Customer, Every, Known, checked, holds
from zhike.settings import Settings
from zhike.simulate import simulate
from zhike.words import N_
from zhike.workspace import Workspace, make_workspace

CUSTOMERS, EVENTS, SMALL, SMALL_EVENTS = 1_000_000, 20_000_000, 500, 5_000
LINES_EACH = 3
SEGMENTS, RULES, PREVIEWS, FEW_PREVIEWS, SAMPLE = 50, 1_000, 40, 5, 200
# Milliseconds of a preview (95th percentile) and seconds of fifty segments, for a million customers on two cores.
FEATURE_MS, EVENT_MS, SECONDS = 100.0, 500.0, 60.0


def prove_segment(
    *,
    small: bool = False,
    customers: int | None = None,
    events: int | None = None,
    progress: Callable[[str], None] = print,
    seed: int = 7,
) -> Proof:
    """Build fifty segments of a simulated company (a million people, twenty million events; small: 500) and ask them."""
    count = customers or (SMALL if small else CUSTOMERS)
    proof = Proof("segment", N_("A rule means the same everywhere, is previewed at once, and holds whom it says."))
    happenings = events or (SMALL_EVENTS if small else EVENTS)
    with (
        tempfile.TemporaryDirectory(prefix="zhike-prove-") as folder,
        _company(Path(folder), count, happenings, progress, seed=seed) as shop,
    ):
        rules = _rules(shop, seed=seed)
        _rebuild(proof, shop, rules, progress, share=max(count / CUSTOMERS, 1.0))
        progress("random rules")
        _agree(proof, shop, rules, RULES // 10 if small else RULES)
        progress("previews")
        _previews(proof, shop, rules, full=count >= CUSTOMERS)
        progress("the same people everywhere")
        _same_people(proof, shop)
    return proof


def _company(folder: Path, customers: int, events: int, progress: Callable[[str], None], *, seed: int) -> Workspace:
    """Return a workspace of the simulated company with so many events more, after a run."""
    progress("simulate")
    made = simulate(folder / "files", customers=customers, order_lines=customers * LINES_EACH, seed=seed)
    make_workspace(folder / "shop", Settings(threads=2))
    shop = zhike.open(folder / "shop")
    progress("import")
    wanted = (collect.Request.of(d.path, into=d.entity, source=d.source, mapping=d.mapping) for d in made.deliveries)
    for _receipt in collect.load_all(shop, wanted):
        pass
    pipeline.run(shop, as_of=made.as_of)
    progress("events")
    _write_events(shop, folder / "events.parquet", events, as_of=str(made.as_of), seed=seed)
    columns = {n: n for n in ("event_id", "record_id", "event", "occurred_at", "sku")}
    collect.load(shop, folder / "events.parquet", into="events", source="app", mapping=columns)
    return shop


def _write_events(shop: Workspace, to: Path, count: int, *, as_of: str, seed: int) -> None:
    """Write events of random users of the app in the two years before the day."""
    with shop.reader() as session:
        users = session.arrow(
            "select record_id, row_number() over (order by record_id) - 1 as n from identity where source = 'app'"
        )
    with shop.session() as session:
        session.connection.register("users", users)
        session.sql(
            f"""copy (
                select 'G' || g.range as event_id, u.record_id, ['page_view', 'product_view', 'add_to_cart', 'search'][1 + h // 7 % 4] as event,
                       cast($day as timestamp) - to_minutes(cast(h // 11 % 1051200 as integer)) as occurred_at,
                       cast(h // 13 % 900 as varchar) as sku
                from (select range, cast(hash(range, $seed) % 1000000007 as bigint) as h from range({count})) g
                join users u on u.n = g.h % {users.num_rows}
            ) to '{to}' (format parquet)""",
            {"day": as_of, "seed": seed},
        )


def _rules(shop: Workspace, *, seed: int) -> Rules:
    now = asked(shop)
    return Rules(segment.fields(shop), now.listing.values, as_of=now.as_of, segments=(), seed=seed)


def _rebuild(proof: Proof, shop: Workspace, rules: Rules, progress: Callable[[str], None], *, share: float) -> None:
    """Keep fifty segments, every third of them made from another, and note how long a run takes for them."""
    progress("fifty segments")
    by = actor_at_the_terminal()
    for at in range(SEGMENTS):
        rule = Every((rules.features(2), rules.happened())) if at % 5 == 0 else rules.features(2)
        text = f"({segment.shown(rule, {})})" + (f" or in segment('S{at - 1}')" if at % 3 == 2 else "")
        segment.save(shop, f"S{at}", text, by=by)
    done = pipeline.run(shop)
    seconds = next(t.seconds for t in done.report.tables if t.table == "segment_members")
    proof.saw("customers", shop.now.value("select count(*) from customers", reads=["customers"]))
    proof.saw("events", shop.now.value("select count(*) from events", reads=["events"]))
    proof.saw(
        "rows of segment_members", shop.now.value("select count(*) from segment_members", reads=["segment_members"])
    )
    proof.within(f"seconds to rebuild {SEGMENTS} segments", round(seconds, 2), most=SECONDS * share)


def _agree(proof: Proof, shop: Workspace, rules: Rules, count: int) -> None:
    """Ask random rules of some customers in SQL and in Python; and look whether a text of a rule got into the SQL."""
    now = asked(shop)
    people = _people(now)
    known = Known(segment.fields(shop), {s.id for s in now.kept.values()})
    there = {"c", *(name for h in HAPPENINGS.values() for name in (h.table, segment.name_at_hand(h)))}
    different, shaped, held = 0, 0, 0
    for _ in range(count):
        rule = checked(rules.rule(), known)
        here = asked(shop)
        sql = here.condition(rule)
        tree = sqlglot.parse_one(f"select 1 from c where {sql}", read="duckdb")
        shaped += any(n.is_string for n in tree.find_all(exp.Literal)) or bool(
            {t.name for t in tree.find_all(exp.Table)} - there
        )
        wanted = f"select c.customer_id from {LISTING} c where list_contains($people, c.customer_id) and {sql}"
        rows = here.reader.rows(wanted, {**here.values, "people": list(people)}, reads=here.reads)
        found = {r["customer_id"] for r in rows}
        held += len(found)
        different += found != {i for i, p in people.items() if holds(rule, p, as_of=here.as_of)}
    proof.must("random rules of which DuckDB and Python say otherwise", different, be=0)
    proof.must("random rules whose texts changed the shape of the SQL", shaped, be=0)
    proof.within(
        "share of customers that random rules hold", round(held / count / len(people), 3), least=0.05, most=0.95
    )


def _people(now: Asked) -> dict[str, Customer]:
    """Return some customers as Python sees them: their columns, and what happened."""
    columns = ", ".join(f'c."{name}"' for name in now.listing.fields)
    rows = now.reader.rows(f"select {columns} from {LISTING} c order by hash(c.place) limit {SAMPLE}")
    ids = {"people": [r["customer_id"] for r in rows]}
    happened: dict[str, dict[str, list[dict[str, object]]]] = {}
    for kind in HAPPENINGS.values():
        wanted = ", ".join(dict.fromkeys(["customer_id", *filter(None, (kind.day, kind.name)), *kind.columns]))
        sql = f"select {wanted} from {kind.table} where list_contains($people, customer_id)"
        for row in now.reader.rows(sql, ids, reads=[kind.table]):
            happened.setdefault(row["customer_id"], {}).setdefault(kind.table, []).append(row)
    return {r["customer_id"]: Customer(r["customer_id"], r, happened.get(r["customer_id"], {})) for r in rows}


def _previews(proof: Proof, shop: Workspace, rules: Rules, *, full: bool) -> None:
    """Note the milliseconds of previews (counts, conditions, sample) of rules over features and over events."""
    by = actor_at_the_terminal()
    segment.preview(shop, "", by=by)
    count = PREVIEWS if full else FEW_PREVIEWS
    on_features = [rules.features(3) for _ in range(count)]
    on_events = [Every((rules.features(1), rules.happened())) for _ in range(count)]
    for what, most, some in (
        ("feature rules", FEATURE_MS, on_features),
        ("rules with event conditions", EVENT_MS, on_events),
    ):
        taken = []
        for rule in some:
            started = time.perf_counter()
            segment.preview(shop, rule, by=by)
            taken.append((time.perf_counter() - started) * 1000)
        p95 = float(np.percentile(taken, 95))
        proof.within(f"preview of {what}, p95 in ms", round(p95, 1), most=most if full else None)


def _same_people(proof: Proof, shop: Workspace) -> None:
    """Compare whom the run holds with what a preview counts, the list exports, and the rule holds now."""
    by, differing = actor_at_the_terminal(), 0
    for kept in segment.segments(shop)[:10]:
        kept_now = set(_column(shop, "select customer_id from segment_members where segment_id = $id", kept.id))
        now = asked(shop)
        asked_now = now.members(kept.rule) if kept.rule is not None else set()
        said = directory.question_of(now.listing.fields, f=[f"in_segment:is:{kept.name}"])
        exported = directory.exported(shop, said, by=by, declared=pipeline.tables(), in_words=False)
        listed = set(exported.column("customer_id").to_pylist())
        differing += not (kept_now == asked_now == listed)
    proof.must("segments whose saved, asked and exported members differ", differing, be=0)


def _column(shop: Workspace, sql: str, segment_id: str) -> list[str]:
    return [r["customer_id"] for r in shop.now.rows(sql, {"id": segment_id}, reads=["segment_members"])]

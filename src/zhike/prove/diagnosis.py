"""The promise of diagnosis: a planted cause is found first, and where nothing happened nothing is claimed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from zhike import describe
from zhike.describe.diagnosis import EXPLAINED, Diagnosis, diagnose
from zhike.engine import Session
from zhike.prove.proof import Proof
from zhike.prove.worlds import World, world
from zhike.words import N_

WORLDS, SMALL = 100, 8
# The seeds that judge; thresholds were set on others.
_SEEDS = 20_000
FOUND, QUIET = 0.95, 0.90


def prove_diagnosis(*, small: bool = False, progress: Callable[[str], None] = print, seed: int = _SEEDS) -> Proof:
    """Diagnose 100 worlds with a planted cause and 100 without (small: 8 and 8)."""
    count = SMALL if small else WORLDS
    proof = Proof(
        "diagnosis", N_("A planted cause is found first, and where nothing happened nothing is claimed.")
    )  # fmt: skip
    with Session(timezone="UTC") as session:
        planted = [_judged(session, proof, seed + n, caused=True, progress=progress) for n in range(count)]
        quiet = [_judged(session, proof, seed + n, caused=False, progress=progress) for n in range(count)]
    proof.saw("worlds with a planted cause", count)
    proof.within("share of them where it is found first", sum(planted) / count, least=_least(FOUND, small=small))
    proof.saw("worlds without a cause", count)
    proof.within("share of them where nothing is claimed", sum(quiet) / count, least=_least(QUIET, small=small))
    return proof


def look_at(session: Session, made: World) -> Diagnosis:
    """Return the diagnosis of a world, by the same relations and the same way as in a run."""
    lay_out(session, made)

    def ask(sql: str, values: Mapping[str, Any]) -> pa.Table:
        return session.arrow(sql, values)

    return diagnose(ask, EXPLAINED[made.kpi], before=made.before, after=made.after, first=made.first)


def is_first(found: Diagnosis, planted: Mapping[str, str]) -> bool:
    """Whether the first cause is the planted one, by its own name or another of the same rows."""
    if not found.causes:
        return False
    first = found.causes[0]
    return dict(planted) in [first.slice, *first.same_as]


def lay_out(session: Session, made: World) -> None:
    """Make the tables of a run that a diagnosis reads."""
    for name, table in (("made_orders", made.orders), ("made_customers", made.customers)):
        session.connection.register(name, table)
    session.sql(_TABLES)
    days = Path(describe.__file__).with_name("purchase_days.sql").read_text("utf-8")
    session.sql(f"create or replace table purchase_days as {days}")
    session.sql(_FEATURES)


def _judged(session: Session, proof: Proof, seed: int, *, caused: bool, progress: Callable[[str], None]) -> bool:
    made = world(seed, caused=caused)
    progress(f"{made.kpi} {made.planted or ''}")
    found = look_at(session, made)
    held = is_first(found, made.planted) if caused else not found.causes
    if not held:
        claimed = [c.slice for c in found.causes] or found.verdict
        proof.saw(f"seed {seed}, {made.kpi}", f"planted {made.planted or 'nothing'}, found {claimed}")
    return held


def _least(share: float, *, small: bool) -> float:
    """Return the share that must hold; of a few worlds one may fail."""
    return 1 - 1 / SMALL if small else share


_TABLES = """
    create or replace table orders as select
        'made' as source, order_id, customer_id, ordered_on, channel, store, case when coupon = 'yes' then 'C' end as coupon,
        true as is_purchase, cast(revenue as decimal(18, 4)) as revenue, cast(revenue * 0.4 as decimal(18, 4)) as margin,
        cast(units as decimal(18, 4)) as units, cast(0 as decimal(18, 4)) as returned_amount
    from made_orders;
    create or replace table order_lines as select
        'made' as source, order_id, ordered_on, category, cast(revenue as decimal(18, 4)) as revenue,
        cast(units as decimal(18, 4)) as quantity, cast(revenue * 0.6 as decimal(18, 4)) as line_cost
    from made_orders;
    create or replace table customers as select
        customer_id, 'person' as kind, gender, province, city, acquisition_channel
    from made_customers;
"""
_FEATURES = """
    create or replace table customer_features as select
        c.customer_id, min(d.purchased_on) as first_purchase_on,
        any_value(case c.age when 'under 25' then 20 when '25-34' then 30 when '35-44' then 40 when '45-54' then 50 else 60 end) as age_years
    from made_customers c left join purchase_days d on c.customer_id = d.customer_id group by c.customer_id
"""

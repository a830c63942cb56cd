"""The promise of churn: as of a past day the scores foretell who stays away, honestly; leaks are named, chance is not sold."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa

import zhike
from zhike import collect, pipeline
from zhike.predict import any_table, measures
from zhike.predict.additive import Floats
from zhike.predict.recency_rule import RecencyRule
from zhike.prove.proof import Proof
from zhike.settings import Prediction, Settings
from zhike.simulate import simulate
from zhike.words import N_
from zhike.workspace import Workspace, make_workspace

CUSTOMERS, SMALL = 100_000, 3_000
LINES_EACH = 10
DAYS = 90
# How much better than the rule by days since the last purchase customers must be ranked, and how true what is stated must be.
BETTER, CALIBRATION = 0.03, 0.06
# The whole table for a million customers on two cores; a smaller company is not asked to be quicker, as the start counts.
SECONDS, FULL = 60.0, 1_000_000
_MEMBERS = 4_000
_BUYERS = "select distinct customer_id from purchase_days"


@dataclass(frozen=True)
class Foretold:
    """What was said on the past day of those who had not lapsed, and what came: 1 for who stayed away.

    `rows` of the table; `buyers` who did not refuse profiling, who must all have one; `refused` who have one and must not.
    """

    probability: Floats
    recency_days: Floats
    away: Floats
    verdict: str
    seconds: float
    rows: int
    buyers: int
    refused: int


def prove_churn(
    *, small: bool = False, customers: int | None = None, progress: Callable[[str], None] = print, seed: int = 7
) -> Proof:
    """Score a simulated company (100,000 people; small: 3,000) as of 90 days before its end, and compare with what came."""
    count = customers or (SMALL if small else CUSTOMERS)
    proof = Proof(
        "churn", N_("Who stays away is foretold better than by a rule, what is stated comes true, leaks are named.")
    )
    with tempfile.TemporaryDirectory(prefix="zhike-prove-") as folder:
        found = foretold(Path(folder), count, progress, seed=seed)
    _judge(proof, found, customers=count)
    progress("leaks")
    for name, table in members(seed).items():
        learned = any_table.learn(table, label="left")
        proof.must(
            f"inputs refused: {name}",
            [leak.name for leak in learned.refused],
            be=[name] if name != "none planted" else [],
        )
        proof.within(f"area under the ROC curve: {name}", round(learned.auc, 3), most=0.9)
    return proof


def foretold(folder: Path, customers: int, progress: Callable[[str], None], *, seed: int) -> Foretold:
    """Import everything, run as of 90 days before the end, then as of the end, and put both side by side."""
    progress("simulate")
    company = simulate(folder / "files", customers=customers, order_lines=customers * LINES_EACH, seed=seed)
    make_workspace(folder / "shop", Settings(predict=Prediction(churn_days=DAYS)))
    with zhike.open(folder / "shop") as shop:
        progress("import")
        wanted = (
            collect.Request.of(d.path, into=d.entity, source=d.source, mapping=d.mapping) for d in company.deliveries
        )
        for _receipt in collect.load_all(shop, wanted):
            pass
        then = company.as_of - timedelta(days=DAYS)
        progress(f"run as of {then}")
        past = pipeline.run(shop, as_of=then)
        seconds = next(t.seconds for t in past.report.tables if t.table == "churn")
        said = shop.query("select customer_id, churn_probability, risk_band from churn").to_pydict()
        [verdict] = shop.query("select verdict from churn_cards")["verdict"].to_pylist()
        buyers = shop.query(_BUYERS).column("customer_id").to_pylist()
        refused = set(shop.query("select customer_id from unprofiled").column("customer_id").to_pylist())
        recency = dict(_last_purchases(shop, then))
        progress("run as of the end")
        pipeline.run(shop, as_of=company.as_of)
        came = _came_back(shop, then)
    asked = [i for i, band in enumerate(said["risk_band"]) if band != "lapsed"]
    ids = [said["customer_id"][i] for i in asked]
    return Foretold(
        np.array([said["churn_probability"][i] for i in asked]), np.array([recency[c] for c in ids], np.float64),
        np.array([c not in came for c in ids], np.float64), verdict, seconds, len(said["customer_id"]),
        sum(b not in refused for b in buyers), sum(c in refused for c in said["customer_id"]),
    )  # fmt: skip


def members(seed: int) -> dict[str, pa.Table]:
    """Return members of a club, with a column that knows who left under its own name, and without one."""
    chance = np.random.default_rng(seed)
    visits, age = chance.poisson(4, _MEMBERS), chance.integers(18, 70, _MEMBERS)
    plan = np.where(chance.random(_MEMBERS) < 0.5, "month", "year")
    left = chance.random(_MEMBERS) < measures.probability(1.2 - 0.6 * visits + (plan == "month"))
    honest = {"visits": visits, "age": age, "plan": plan, "left": np.where(left, "yes", "no")}
    planted = {
        "reason_for_leaving": pa.array(
            [("moved" if gone else None) for gone in left & (chance.random(_MEMBERS) < 0.6)]
        ),
        "last_call": pa.array(left + chance.normal(0, 0.5, _MEMBERS)),
    }
    return {"none planted": pa.table(honest), **{name: pa.table({**honest, name: c}) for name, c in planted.items()}}


def _judge(proof: Proof, found: Foretold, *, customers: int) -> None:
    proof.must("verdict", found.verdict, be="shown")
    proof.must("rows of people who refused profiling", found.refused, be=0)
    proof.must("other buyers without a row", found.buyers - found.rows, be=0)
    proof.saw("scored, not lapsed", len(found.away))
    proof.saw("share that stayed away", round(float(found.away.mean()), 3))
    logit = measures.logit_of(found.probability)
    # The rule is given what came, so it is the best that any rule by these days could be.
    rule = RecencyRule.fit(found.recency_days, found.away).logit(found.recency_days)
    ruled = round(measures.auc(rule, found.away), 3)
    proof.saw("area under the ROC curve of the rule", ruled)
    proof.within("area under the ROC curve", round(measures.auc(logit, found.away), 3), least=round(ruled + BETTER, 3))
    proof.within(
        "log loss", round(measures.log_loss(logit, found.away), 4), most=round(measures.log_loss(rule, found.away), 4)
    )
    # A bin of fewer than a hundred customers would be off by chance alone.
    bins = min(max(len(found.away) // 100, 2), measures.BINS)
    error = measures.calibration_error(logit, found.away, bins=bins)
    proof.within(f"calibration error in {bins} bins", round(error, 4), most=CALIBRATION)
    for low, high in ((0.0, 0.3), (0.3, 0.6), (0.6, 1.0)):
        inside = (found.probability >= low) & (found.probability < high)
        if inside.any():
            stated, came = (float(v[inside].mean()) for v in (found.probability, found.away))
            proof.saw(f"stated {low:g} to {high:g}", f"{int(inside.sum()):,}: stated {stated:.3f}, came {came:.3f}")
    share = customers / FULL
    proof.within("seconds of the table", round(found.seconds, 2), most=SECONDS * share if share >= 1 else SECONDS)


def _last_purchases(shop: Workspace, day: date) -> list[tuple[str, int]]:
    found = shop.query(
        f"select customer_id, date_diff('day', max(purchased_on), date '{day}') as days from purchase_days group by customer_id"
    )
    return list(zip(found["customer_id"].to_pylist(), found["days"].to_pylist(), strict=True))


def _came_back(shop: Workspace, day: date) -> set[str]:
    found = shop.query(f"select distinct customer_id from purchase_days where purchased_on > date '{day}'")
    return set(found["customer_id"].to_pylist())

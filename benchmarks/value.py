"""Value at a million customers: states, fit, spend model, scores and intervals, with the seconds of each; beside lifetimes.

Budget: 5 seconds on two cores. lifetimes does the same without intervals, in a Python that has requirements/peers.txt.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from zhike.predict import bgnbd, gammagamma
from zhike.predict.bgnbd import FittedBGNBD
from zhike.predict.gammagamma import FittedGammaGamma
from zhike.predict.history import Known
from zhike.predict.intervals import intervals
from zhike.predict.outlook import CANDIDATES, Outlook

HERE = Path(__file__).parent
BUDGET, HORIZON = 5.0, 90
# Intervals are learned from so many customers' outcomes, as in a run.
_LEARNED_FROM = 30_000


def main() -> None:
    """Print the seconds of each step, the sum, and exit with 1 when it is over the budget."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--customers", type=int, default=1_000_000)
    asked.add_argument("--model", choices=CANDIDATES, default="bgnbd")
    asked.add_argument("--peers", help="a Python that has requirements/peers.txt: lifetimes is measured too")
    said = asked.parse_args()
    of = customers(said.customers)
    took = ours(of, said.model)
    for step, seconds in took.items():
        print(f"{step:24}{seconds:8.2f} s")
    total = sum(took.values())
    print(f"{'Zhike ' + said.model:24}{total:8.2f} s  ({said.customers:,} customers, budget {BUDGET:g} s)", flush=True)
    if said.peers:
        for step, seconds in peer(said.peers, of).items():
            print(f"{'lifetimes ' + step:24}{seconds:8.2f} s")
    sys.exit(total > BUDGET and said.customers <= 1_000_000)


def customers(count: int) -> Known:
    """Return simulated customers of three years, as a run knows them."""
    chance = np.random.default_rng(1)
    age = chance.integers(1, 1095, count).astype(np.float64)
    x, t_x = bgnbd.simulate(FittedBGNBD(0.6, 60.0, 0.8, 4.0), age=age, seed=2)
    t_x = np.minimum(np.ceil(t_x), age)
    mean = gammagamma.simulate(FittedGammaGamma(6.0, 4.0, 15.0), x=x + 1, seed=3)
    spent = mean * (x + 1)
    recent = np.where(age - t_x < 90, np.minimum(x, 3), 0.0)
    return Known(np.arange(count), x, t_x, age, spent, mean, mean * recent, recent, day=20_000, window=1095)


def ours(of: Known, model: str) -> dict[str, float]:
    """Return the seconds of each step."""
    look, took = Outlook(of), {}

    def timed(step: str, work: object) -> object:
        started = time.perf_counter()
        result = work()  # type: ignore[operator]
        took[step] = time.perf_counter() - started
        return result

    timed("states", lambda: look._grouped)  # noqa: SLF001 - the step is not of the public face
    timed("fit", lambda: look.fitted(model))
    timed("spend model", lambda: look.money)
    timed("p alive", lambda: look.p_alive(model))
    orders = timed("orders", lambda: look.orders(model, HORIZON))
    timed("spend", lambda: look.spend(model, HORIZON))
    some = slice(0, _LEARNED_FROM)
    came, spent = (a[some] for a in (of.recent, of.spent_recent))
    learned = timed("intervals learned", lambda: intervals(orders[some], came, spent, each=look.each[some]))  # type: ignore[index]
    timed("intervals of orders", lambda: learned.orders(orders))  # type: ignore[attr-defined]
    timed("intervals of spend", lambda: learned.spend(orders, each=look.each))  # type: ignore[attr-defined]
    return took


def peer(python: str, of: Known) -> dict[str, float]:
    """Return the seconds of lifetimes on the same customers."""
    with tempfile.TemporaryDirectory() as temporary:
        table = Path(temporary) / "customers.parquet"
        columns = {"x": of.x, "t_x": of.t_x, "age": of.age, "mean": of.mean_spent}
        pq.write_table(pa.table(columns), table)
        done = subprocess.run([python, HERE / "by_lifetimes.py", table], check=True, capture_output=True, text=True)  # noqa: S603 - our own program
    return json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    main()

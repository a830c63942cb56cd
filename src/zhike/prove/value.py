"""The promise of value: on a shop whose truth is known, what is expected of customers is what comes, and so are the intervals."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from zhike.predict import bgnbd, gammagamma, mbgnbd, paretonbd
from zhike.predict.bgnbd import BGNBD, FittedBGNBD
from zhike.predict.card import judged
from zhike.predict.cutoffs import cutoffs
from zhike.predict.days import day_of, number_of
from zhike.predict.gammagamma import FittedGammaGamma, GammaGamma
from zhike.predict.history import History, came, known
from zhike.predict.intervals import coverage
from zhike.predict.mbgnbd import MBGNBD, FittedMBGNBD
from zhike.predict.outlook import Outlook
from zhike.predict.paretonbd import FittedParetoNBD, ParetoNBD
from zhike.predict.rates import same_rate
from zhike.predict.states import Floats, grouped
from zhike.predict.value import ORDERS, SPEND, SQUARED, Rehearsals, Verdict, rehearsed
from zhike.prove.proof import Proof
from zhike.simulate.buyers import Truth, buyers
from zhike.words import N_

CUSTOMERS, SMALL = 100_000, 5_000
# Fewer customers do not tell parameters.
_TELLING = 30_000
# How far a recovered parameter may be off; a small world has fewer customers to tell its parameters by.
RECOVERED, RECOVERED_SMALL = 0.05, 0.15
# How far a total may be off: three times what chance does to the purchases of so many.
BIAS, BIAS_SMALL, BETTER = 0.05, 0.15, 0.95
# Counts are whole numbers: intervals that hold four of five of each kind of customer hold more of all.
LEAST_COVERAGE, MOST_COVERAGE = 0.75, 0.95
# Past days are rehearsed with so many of the customers, as in a run.
_REHEARSED = 15_000
_HORIZON, _STEP = 90, 30
_TRUE: tuple[tuple[str, Any, Any, Any, tuple[str, ...]], ...] = (
    ("BG/NBD", BGNBD(), FittedBGNBD(0.6, 6.0, 0.8, 3.0), bgnbd, bgnbd.NAMES),
    ("MBG/NBD", MBGNBD(), FittedMBGNBD(0.6, 6.0, 0.8, 3.0), mbgnbd, bgnbd.NAMES),
    ("Pareto/NBD", ParetoNBD(), FittedParetoNBD(0.6, 6.0, 0.7, 15.0), paretonbd, paretonbd.NAMES),
)
_MONEY = FittedGammaGamma(6.0, 4.0, 15.0)


def prove_clv(*, small: bool = False, progress: Callable[[str], None] = print, seed: int = 7) -> Proof:
    """Recover the parameters of simulated customers (100,000; small: 6,000) and foretell the futures of a simulated shop."""
    count = SMALL if small else CUSTOMERS
    proof = Proof(
        "clv",
        N_(
            "What is expected of customers comes, the intervals hold, and where nothing tells customers apart nothing is claimed to."
        ),
    )
    proof.saw("customers", count)
    progress("parameters")
    _parameters(proof, max(count, _TELLING), most=RECOVERED_SMALL if small else RECOVERED, seed=seed)
    progress("futures")
    _futures(proof, buyers(count, seed=seed), most=BIAS_SMALL if small else BIAS)
    progress("a shop without a signal")
    _no_signal(proof, buyers(count, seed=seed, alike=True))
    return proof


def _parameters(proof: Proof, count: int, *, most: float, seed: int) -> None:
    """Note how far each recovered parameter is from the true one, as a share."""
    age = np.random.default_rng(seed).integers(40, 160, count).astype(np.float64)
    for name, model, true, module, names in _TRUE:
        x, t_x = module.simulate(true, age=age, seed=seed)
        # Moments are known to the half of a unit, as days are of weeks.
        fitted = model.fit(grouped(x, np.minimum(np.round(t_x * 2) / 2, age), age)[0])
        proof.within(f"{name}: largest error of a parameter", _furthest(fitted, true, names), most=most)
    x = np.random.default_rng(seed).integers(1, 9, count).astype(np.float64)
    fitted = GammaGamma().fit(x, gammagamma.simulate(_MONEY, x=x, seed=seed))
    proof.within("Gamma-Gamma: largest error of a parameter", _furthest(fitted, _MONEY, gammagamma.NAMES), most=most)


def _furthest(fitted: Any, true: Any, names: tuple[str, ...]) -> float:
    return round(max(abs(float(getattr(fitted, n) / getattr(true, n)) - 1) for n in names), 4)


def _futures(proof: Proof, truth: Truth, *, most: float) -> None:
    """Choose on past days, score the last known day, and compare with the future that nobody was shown."""
    started = time.perf_counter()
    past, verdict = _chosen(truth)
    as_of = truth.as_of
    lesson = past.lesson(verdict.model, as_of, step=_STEP)
    now = Outlook(known(truth.past, number_of(as_of)))
    orders, spend = (f(verdict.model, _HORIZON, lesson.weights) * verdict.factor for f in (now.orders, now.spend))
    bounds = lesson.bounds(orders, spend, each=now.each)
    proof.saw("seconds to choose and score", round(time.perf_counter() - started, 2))
    proof.saw("model", verdict.model)
    real = came(truth.whole, now.known, horizon=_HORIZON)
    naive = same_rate(now.known, _HORIZON)
    for place, what in enumerate((ORDERS, SPEND)):
        expected = (orders, spend)[place]
        proof.must(f"{what}: shown", judged(verdict.of(what, SQUARED), least=3), be=())
        proof.within(f"{what}: total off by", round(abs(expected.sum() / real[place].sum() - 1), 4), most=most)
        proof.within(
            f"{what}: error as a share of the naive one", round(_error(expected - real[place]) / _error(naive[place] - real[place]), 4), most=BETTER,
        )  # fmt: skip
        held = round(coverage(bounds[place], real[place]), 4)
        proof.within(f"{what}: within the 80 % interval, at least", held, least=LEAST_COVERAGE)
        proof.within(f"{what}: within the 80 % interval, at most", held, most=MOST_COVERAGE)


def _no_signal(proof: Proof, truth: Truth) -> None:
    """Note that no model is better than the truth allows: where all customers are alike, nothing that is known tells them apart."""
    past, verdict = _chosen(truth)
    now = past.on(truth.as_of)
    orders = now.orders(verdict.model, _HORIZON, past.lesson(verdict.model, truth.as_of, step=_STEP).weights)
    real = came(truth.whole, now.known, horizon=_HORIZON)[0]
    share = _error(orders - real) / _error(real - real.mean())
    proof.within("all alike: error as a share of that of one number for all, at least", round(share, 4), least=0.98)
    proof.within("all alike: error as a share of that of one number for all, at most", round(share, 4), most=1.05)


def _chosen(truth: Truth) -> tuple[Rehearsals, Verdict]:
    whole, some = truth.past, truth.past.customer < _REHEARSED
    past = Rehearsals(History(whole.customer[some], whole.day[some], whole.spent[some]), _HORIZON)
    first = day_of(truth.past.first_day)
    days = cutoffs(first, truth.as_of, horizon_days=_HORIZON, count=3, history_days=90)
    return past, rehearsed(past, days, step=_STEP)


def _error(off: Floats) -> float:
    return float(np.sqrt((off * off).mean()))

"""The tests of the next order: models and baselines on past days, which model wins, and whether it may be shown."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from zhike.predict import measures
from zhike.predict.additive import Floats
from zhike.predict.boosted import Boosted, available
from zhike.predict.card import Backtest
from zhike.predict.contest import PAIRS, SINGLES, Fitter
from zhike.predict.inputs import Panel
from zhike.predict.intervals import SHARE
from zhike.predict.logistic import Linear
from zhike.predict.next_targets import Target, bought_again, comes, learned
from zhike.predict.points import CALIBRATION, INTERVAL, Drawn, Point, interval, middles
from zhike.predict.remarks import Remark
from zhike.predict.spread import ENDS, FittedSpread, Levels, Reach, Spread
from zhike.predict.timetable import Timetable
from zhike.predict.usual_amount import UsualAmount
from zhike.words import N_

MAE, MEDIAN, PINBALL = N_("mean absolute error"), N_("median absolute error"), N_("pinball loss")
LINEAR, USUAL = N_("linear regression"), N_("own usual amount, drawn to everyone's")
# The interval is to hold four of five; on the past days it may miss that by so much.
COVERED = (0.75, 0.85)
# Orders that a past day must have, and that trees must learn from.
_LEAST, _LEAST_FOR_TREES = 100, 500
# How far a point may lean on the steady baseline: on days that come early, a guess that is always early is hard to beat.
_LEANS = (0.0, 0.5, 0.75, 0.9)
# Models whose pinball loss is as good as the best one's within chance.
_CLOSE = 1.02
SERVED = "share served as well as half are by the baseline"
# A model, which of its points, and how far it leans.
Key = tuple[str, int, float]


@dataclass(frozen=True)
class Guess:
    """What is said of the orders of one day: low and high end, the middle, and the point that is shown."""

    low: Floats
    middle: Floats
    high: Floats
    point: Floats


# By metric: what came, what was said → how far off. Pinball loss is that of the distribution, whichever point is shown.
_METRICS: dict[str, Callable[[Floats, Guess], float]] = {
    MAE: lambda actual, said: float(np.mean(np.abs(actual - said.point))),
    MEDIAN: lambda actual, said: float(np.median(np.abs(actual - said.point))),
    PINBALL: lambda actual, said: float(
        np.mean([measures.pinball(actual, q, t) for q, t in zip((said.low, said.middle, said.high), ENDS, strict=True)])
    ),
}


@dataclass(frozen=True)
class Tested:
    """The winner on the past days: how to fit it, which point is shown, its figures, and why it is withheld."""

    target: Target
    model: str
    fitter: Spread
    point: int
    lean: float
    value: float
    baseline: str
    baseline_value: float
    coverage: float
    missing: tuple[Remark, ...]
    remarks: tuple[Remark, ...]
    backtests: tuple[Backtest, ...]
    points: tuple[Point, ...]


@dataclass(frozen=True)
class _Day:
    """One past day: the amounts or days that came, and what models (low, middle, high, points) and baselines said of them."""

    target: Target
    actual: Floats
    models: Mapping[str, Floats]
    baselines: Mapping[str, Guess]

    def guess(self, model: str, point: int, lean: float = 0.0) -> Guess:
        """Return what a model said, with one of its points, drawn to the steady baseline."""
        low, middle, high, shown = (self.models[model][:, place] for place in (0, 1, 2, len(ENDS) + point))
        steady = self.baselines[self.target.steady].point
        return Guess(low, middle, high, self.target.leaning(shown, steady, lean))


def lacking(panels: Mapping[int, Panel], times: Timetable) -> Remark | None:
    """Return what there is too little of: orders that came after a past day."""
    fewest = min(int((comes(p, times) & bought_again(p)).sum()) for p in panels.values())
    return None if fewest >= _LEAST else Remark("few_next_orders", {"orders": _LEAST - fewest})


def tested(
    target: Target, panels: Mapping[int, Panel], names: Sequence[str], times: Timetable, *, history_days: int
) -> Tested:
    """Return the model of lowest pinball loss on the past days, with its figures and whether it beats the baselines."""
    fitters = _fitters(target, panels, times)

    def fit(job: tuple[int, str]) -> FittedSpread:
        past = learned(panels, times, job[0])
        return fitters[job[1]].fit(*target.known(past, names, times, history_days=history_days), names)

    jobs = [(k, model) for k in times.tested for model in fitters]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        fitted = dict(zip(jobs, pool.map(fit, jobs), strict=True))
    days = {}
    for k in times.tested:
        came = comes(panels[k], times) & bought_again(panels[k])
        x = panels[k].only(tuple(names), history_days=history_days)[came]
        said = {m: target.said(fitted[k, m].of(x), times) for m in fitters}
        days[k] = _Day(target, target.values(panels[k])[came], said, _baselines(target, panels, times, k))
    return _judged(target, fitters, days, times)


def _fitters(target: Target, panels: Mapping[int, Panel], times: Timetable) -> dict[str, Spread]:
    orders: dict[str, Fitter] = {USUAL: UsualAmount()} if target.is_amount else {}
    orders[LINEAR] = Linear()
    if min(int(comes(p, times).sum()) for p in panels.values()) >= _LEAST_FOR_TREES and available():
        orders[SINGLES] = Boosted(depth=1, trees=200, loss="median")
        orders[PAIRS] = Boosted(depth=2, trees=200, loss="median")
    points = Levels() if target.is_amount else Reach(times.horizon_days)
    return {model: Spread(order, points, target.is_amount) for model, order in orders.items()}


def _baselines(target: Target, panels: Mapping[int, Panel], times: Timetable, place: int) -> dict[str, Guess]:
    """Return what the baselines say; their intervals are as far around as their errors were where the models learned."""
    came, found = comes(panels[place], times) & bought_again(panels[place]), {}
    past = learned(panels, times, place)
    for name, point in target.baselines(panels[place]).items():
        errors = [(target.values(p) - target.baselines(p)[name])[comes(p, times) & bought_again(p)] for p in past]
        low, _, high = np.quantile(np.concatenate(errors), ENDS)
        found[name] = Guess(point[came] + low, point[came], point[came] + high, point[came])
    return found


def _mean(days: Mapping[int, _Day], metric: str, guess: Callable[[_Day], Guess]) -> float:
    return float(np.mean([_METRICS[metric](d.actual, guess(d)) for d in days.values()]))


def _judged(target: Target, fitters: Mapping[str, Spread], days: Mapping[int, _Day], times: Timetable) -> Tested:
    """Return the figures of the winner: the model and the point that serve the mean and most customers best."""
    rivals = {
        metric: {n: _mean(days, metric, lambda d, n=n: d.baselines[n]) for n in days[0].baselines}  # type: ignore[misc]
        for metric in _METRICS
    }
    best = {metric: min(values, key=values.__getitem__) for metric, values in rivals.items()}
    bar = {metric: rivals[metric][best[metric]] for metric in _METRICS}
    loss = {m: _mean(days, PINBALL, lambda d, m=m: d.guess(m, 0)) for m in fitters}  # type: ignore[misc]
    tried = {
        (model, point, lean): _figures(days, (model, point, lean), best[MEDIAN])
        for model, fitter in fitters.items()
        if loss[model] <= _CLOSE * min(loss.values())
        for point in range(fitter.points.count)
        for lean in _LEANS
    }
    chosen = _chosen(tried, bar, len(days[0].actual))
    value = tried[chosen]
    held = float(np.mean([_held(d, d.guess(*chosen)) for d in days.values()]))
    told: dict[str, dict[str, float | str]] = {
        m: {"value": value[m], "baseline_value": bar[m], "baseline": best[m]} for m in _METRICS
    }
    missing = [Remark("not_better", {"metric": m, **told[m]}) for m in _failed(value, bar)]
    if not COVERED[0] <= held <= COVERED[1]:
        missing.append(Remark("not_covered", {"coverage": held}))
    return Tested(
        target, chosen[0], fitters[chosen[0]], chosen[1], chosen[2], value[MAE], best[MAE], bar[MAE], held, tuple(missing),
        (Remark("by_median", told[MEDIAN]),), tuple(_backtests(chosen, best, days, times)),
        tuple(_points(chosen, days, times)),
    )  # fmt: skip


def _figures(days: Mapping[int, _Day], key: Key, baseline: str) -> dict[str, float]:
    """Return the metrics of a model with one of its points, and the share of customers it serves as well as half are."""
    served = []
    for day in days.values():
        half = np.median(np.abs(day.actual - day.baselines[baseline].point))
        served.append(np.mean(np.abs(day.actual - day.guess(*key).point) <= half))
    return {SERVED: float(np.mean(served)), **{m: _mean(days, m, lambda d: d.guess(*key)) for m in _METRICS}}


def _failed(value: Mapping[str, float], bar: Mapping[str, float]) -> list[str]:
    """Return the metrics by which a model does not do what it must: be better, by the median error no worse."""
    return [m for m in _METRICS if value[m] > bar[m] or (value[m] == bar[m] and m != MEDIAN)]


def _chosen(tried: Mapping[Key, Mapping[str, float]], bar: Mapping[str, float], orders: int) -> Key:
    """Return the model and point that serve the mean error and most customers best.

    "Most customers" are those whose error is no larger than the baseline's median error: with the baseline it is half of
    them. Where more than chance are above half, both count alike. Else the past days do not tell that boldness serves most
    customers, and the point leans on the baseline as far as it can while its mean error is still the smaller one.
    """
    clearly = 0.5 + 0.5 / np.sqrt(orders)

    def size(key: Key) -> tuple[int, float, float]:
        value = tried[key]
        mean = value[MAE] / max(bar[MAE], 1e-9)
        if _failed(value, bar):
            return 2, mean + value[MEDIAN] / max(bar[MEDIAN], 1e-9), 0.0
        return (0, mean - value[SERVED], 0.0) if value[SERVED] >= clearly else (1, -key[2], mean)

    return min(tried, key=size)


def _backtests(chosen: Key, best: Mapping[str, str], days: Mapping[int, _Day], times: Timetable) -> list[Backtest]:
    """Return the figures of all models and baselines; the models' points are of the kind that is shown."""
    found = []
    for k, day in sorted(days.items(), reverse=True):
        said = {m: day.guess(m, *chosen[1:]) for m in day.models} | dict(day.baselines)
        found += [
            Backtest(
                name, day.target.name, times.day(k), times.horizon_days, metric, measure(day.actual, guess), best[metric],
                measure(day.actual, day.baselines[best[metric]]), rows=len(day.actual), coverage=_held(day, guess),
            )
            for name, guess in said.items()
            for metric, measure in _METRICS.items()
        ]  # fmt: skip
    return found


def _points(chosen: Key, days: Mapping[int, _Day], times: Timetable) -> list[Point]:
    """Return what the winner stated against what came, and where it lay in the interval, on every past day."""
    found = []
    for k, day in sorted(days.items(), reverse=True):
        said, drawn = day.guess(*chosen), Drawn(chosen[0], day.target.name, times.day(k), times.horizon_days)
        found += drawn.points(CALIBRATION, middles(said.point, day.actual))
        found += drawn.points(INTERVAL, interval(said.low, said.high, day.actual, share=SHARE))
    return found


def _held(day: _Day, guess: Guess) -> float:
    return measures.coverage(day.actual, guess.low, guess.high)

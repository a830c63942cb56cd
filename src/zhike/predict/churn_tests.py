"""The tests of churn: who counts, what the baselines say, what each model's figures were, and what a card must remark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from zhike.predict import inputs, leaks, measures, points
from zhike.predict.additive import Floats
from zhike.predict.card import Backtest
from zhike.predict.contest import LOGISTIC, PAIRS, SINGLES, Entry, Table
from zhike.predict.drift import LARGE, drift
from zhike.predict.inputs import Panel
from zhike.predict.points import Drawn, Point
from zhike.predict.recency_rule import RecencyRule
from zhike.predict.remarks import Remark
from zhike.predict.timetable import Timetable
from zhike.words import N_

TARGET = N_("no purchase in the horizon")
LOG_LOSS, AUC, CALIBRATION = N_("log loss"), N_("area under the ROC curve"), N_("calibration error")
RULE, RATE = N_("share by days since the last purchase"), N_("share of all")
_CALIBRATED = {
    LOGISTIC: N_("logistic regression, calibrated"),
    SINGLES: N_("trees of single inputs, calibrated"),
    PAIRS: N_("trees of pairs of inputs, calibrated"),
}
_METRICS = {LOG_LOSS: measures.log_loss, AUC: measures.auc, CALIBRATION: measures.calibration_error}
# Odds that rose by a quarter or fell by a fifth, and by more than chance would in one of ten thousand days, are another future.
_SHIFT, _BY_CHANCE = 0.22, 4.0
# Customers of each outcome that a day must have: with fewer, chance decides.
_LEAST = 30
# What tells of purchases is counted from dated purchases before the day, so it cannot be filled after the event.
_CHECKED = tuple(n for n in inputs.INPUTS if n.startswith(("event", "interaction", "feedback")))


def named(entry: Entry) -> str:
    """Return the name of an entry of the contest."""
    return _CALIBRATED[entry.model] if entry.is_calibrated else entry.model


def table(panel: Panel, names: Sequence[str], times: Timetable, *, history_days: int) -> Table:
    """Return a day to learn from and be tested on; who has lapsed already teaches, but does not count in a test."""
    return Table(
        panel.only(tuple(names), history_days=history_days), panel.lapsed(times.horizon_days), _asked(panel, times)
    )


def lacking(panels: Mapping[int, Panel], times: Timetable) -> Remark | None:
    """Return what there is too little of on some day: of those who had not lapsed, either outcome."""
    outcomes = [p.lapsed(times.horizon_days)[_asked(p, times)] for p in panels.values()]
    fewest = min(int(min(y.sum(), len(y) - y.sum())) for y in outcomes)
    return None if fewest >= _LEAST else Remark("few_outcomes", {"customers": _LEAST - fewest})


def honest(newest: Panel, names: Sequence[str], times: Timetable) -> tuple[tuple[str, ...], list[Remark]]:
    """Return the inputs without those that know the outcome, and what is said of each of these."""
    asked = _asked(newest, times)
    found = leaks.leaks(
        {n: newest.column(n)[asked] for n in names if n in _CHECKED}, newest.lapsed(times.horizon_days)[asked]
    )
    said = [Remark("leak", {"input": leak.name, "sign": leaks.SIGNS[leak.sign], "alone": leak.alone}) for leak in found]
    return tuple(n for n in names if n not in {leak.name for leak in found}), said


def drifts(newest: Floats, today: Floats, names: Sequence[str]) -> dict[str, float]:
    """Return by input how far it lies today from where it lay on the newest day that was learned from."""
    return {n: drift(newest[:, place], today[:, place]) for place, n in enumerate(names)}


def drifted(found: Mapping[str, float]) -> list[Remark]:
    """Return a remark that names the inputs that lie elsewhere today."""
    far = sorted((n for n, index in found.items() if index > LARGE), key=lambda n: -found[n])
    return [Remark("drifted", {"inputs": ", ".join(far), "index": max(found.values())})] if far else []


def backtests(
    entries: Sequence[Entry], panels: Mapping[int, Panel], tables: Mapping[int, Table], times: Timetable
) -> list[Backtest]:
    """Return every entry's figures on every past day, beside the better of the two baselines."""
    rules, y = _rules(panels, tables, times), _outcomes(tables, times)
    loss = {name: np.mean([measures.log_loss(rules[k][name], y[k]) for k in y]) for name in (RULE, RATE)}
    baseline = min(loss, key=lambda name: loss[name])
    said = {named(e): e.logits for e in entries} | {n: {k: rules[k][n] for k in y} for n in (RULE, RATE)}
    return [
        Backtest(
            model, TARGET, times.day(k), times.horizon_days, metric, measure(logits[k], y[k]), baseline,
            measure(rules[k][baseline], y[k]), rows=len(y[k]), actual=float(y[k].sum()),
            expected=float(measures.probability(logits[k]).sum()),
        )
        for model, logits in said.items()
        for k in reversed(times.tested)
        for metric, measure in _METRICS.items()
    ]  # fmt: skip


def charted(
    winner: Entry, baseline: str, panels: Mapping[int, Panel], tables: Mapping[int, Table], times: Timetable
) -> list[Point]:
    """Return the charts of the winner on every past day, and of the baseline what it finds first."""
    rules, found = _rules(panels, tables, times), []
    for k, y in _outcomes(tables, times).items():
        model, rule = (Drawn(n, TARGET, times.day(k), times.horizon_days) for n in (named(winner), baseline))
        p = measures.probability(winner.logits[k])
        found += model.points(points.CALIBRATION, points.calibration(p, y))
        found += model.points(points.THRESHOLD, points.thresholds(p, y))
        found += model.points(points.GAIN, points.gain(p, y))
        found += rule.points(points.GAIN, points.gain(rules[k][baseline], y))
    return found


def shifted(entries: Sequence[Entry], winner: Entry, tables: Mapping[int, Table], times: Timetable) -> list[Remark]:
    """Return a remark where what came on a past day was far from what those customers did that were learned from."""
    moves = [_shares(tables, times, k) for k in times.tested]
    before, after, errors = max(moves, key=lambda m: abs(measures.logit_of(m[1]) - measures.logit_of(m[0])))
    odds = abs(float(measures.logit_of(after) - measures.logit_of(before)))
    if odds < _SHIFT or abs(after - before) < _BY_CHANCE * errors:
        return []
    plain, calibrated = (next(e for e in entries if (e.model, e.is_calibrated) == (winner.model, done)) for done in (False, True))  # fmt: skip
    losses = {"plain": plain.loss(tables), "calibrated": calibrated.loss(tables)}
    return [Remark("shifted", {"before": before, "after": after, "model": winner.model, **losses})]


def _shares(tables: Mapping[int, Table], times: Timetable, place: int) -> tuple[float, float, float]:
    """Return the share that stayed away of those learned from and of those tested, and the standard error of its change."""
    learned = np.concatenate([tables[i].y[tables[i].counted] for i in times.learned(place)])
    tested = tables[place].y[tables[place].counted]
    whole = float(np.concatenate([learned, tested]).mean())
    return float(learned.mean()), float(tested.mean()), (whole * (1 - whole) * (1 / len(learned) + 1 / len(tested))) ** 0.5  # fmt: skip


def _rules(panels: Mapping[int, Panel], tables: Mapping[int, Table], times: Timetable) -> dict[int, dict[str, Floats]]:
    return {k: _baselines(panels, tables, times, k) for k in times.tested}


def _outcomes(tables: Mapping[int, Table], times: Timetable) -> dict[int, Floats]:
    return {k: tables[k].y[tables[k].counted] for k in times.tested}


def _baselines(
    panels: Mapping[int, Panel], tables: Mapping[int, Table], times: Timetable, place: int
) -> dict[str, Floats]:
    """Return by baseline the logits on the counted customers of a test, learned where the models learned."""
    learned = [
        (panels[i].column("recency_days")[t.counted], t.y[t.counted]) for i in times.learned(place) if (t := tables[i])
    ]
    recency, y = (np.concatenate(column) for column in zip(*learned, strict=True))
    asked = panels[place].column("recency_days")[tables[place].counted]
    rate = np.full(len(asked), float(measures.logit_of(float(y.mean()))))
    return {RULE: RecencyRule.fit(recency, y).logit(asked), RATE: rate}


def _asked(panel: Panel, times: Timetable) -> np.ndarray:
    return np.asarray(panel.column("recency_days") < times.horizon_days)

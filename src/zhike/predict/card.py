"""Model cards and back-tests: what a model was trained on, how it did on a future it had not seen, and whether it is shown.

Every model fills two tables of its own (`parts`), with the columns that are declared here; `model_cards` and `backtests`
gather them, so that a model that need not run again leaves its cards as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from zhike.engine import Column, Table
from zhike.predict.remarks import Remark, kept
from zhike.words import N_

# Each metric with whether more of it is better.
METRICS: dict[str, bool] = {
    N_("mean absolute error"): False,
    N_("median absolute error"): False,
    N_("root mean squared error"): False,
    N_("pinball loss"): False,
    N_("log loss"): False,
    N_("area under the ROC curve"): True,
    N_("calibration error"): False,
    N_("recall at 10"): True,
    N_("weighted absolute percentage error"): False,
    N_("silhouette"): True,
}
SHOWN, WITHHELD = N_("shown"), N_("withheld")
# A model must win on this share of the past days at least: one lucky day is no proof.
_OFTEN = 2 / 3


@dataclass(frozen=True)
class Backtest:
    """How one model did on one past day by one metric: trained on what was known then, compared with what came.

    `actual` and `expected` are totals over all customers, `coverage` is the share of customers within the 80 % interval;
    each is None where the score has none.
    """

    model: str
    target: str
    cutoff: date
    horizon_days: int
    metric: str
    value: float
    baseline: str
    baseline_value: float
    rows: int
    actual: float | None = None
    expected: float | None = None
    coverage: float | None = None

    @property
    def is_better(self) -> bool:
        """Whether the model beat the baseline on this day."""
        return _better(self.metric, self.value, self.baseline_value)


@dataclass(frozen=True)
class Card:
    """One model for one target: its data, its figures over all past days, and why it is withheld, when it is.

    `value` and `baseline_value` are means over the past days; None where there was nothing to test on. `fitted` is the model
    itself as text (JSON, or LightGBM's own).
    """

    model: str
    target: str
    as_of: date
    horizon_days: int
    rows: int
    trained_from: date | None = None
    trained_to: date | None = None
    metric: str = ""
    value: float | None = None
    baseline: str = ""
    baseline_value: float | None = None
    cutoffs: int = 0
    bias: float | None = None
    coverage: float | None = None
    missing: tuple[Remark, ...] = ()
    remarks: tuple[Remark, ...] = ()
    fitted: str = ""

    @property
    def verdict(self) -> str:
        """`shown`, or `withheld` when something is missing."""
        return WITHHELD if self.missing else SHOWN


_CARD = (
    Column("score", "VARCHAR", "", "the table whose scores the card is about"),
    Column("model", "VARCHAR", "", "the model that makes the score"),
    Column("target", "VARCHAR", "", "what is predicted"),
    Column("as_of", "DATE", "", "the day up to which the model knows what happened"),
    Column("horizon_days", "INTEGER", "days", "how far ahead it looks; 0 where the target has no horizon"),
    Column("trained_from", "DATE", "", "first day of the data that it was trained on; empty when it was not trained"),
    Column("trained_to", "DATE", "", "last day of these data"),
    Column("rows", "BIGINT", "", "customers that it was trained on; of a forecast of KPIs, months"),
    Column("metric", "VARCHAR", "", "the metric that decides"),
    Column("value", "DOUBLE", "", "mean of the metric over the past days; empty when nothing could be tested"),
    Column("baseline", "VARCHAR", "", "the naive baseline that it must beat"),
    Column("baseline_value", "DOUBLE", "", "the baseline's mean on the same days"),
    Column("cutoffs", "INTEGER", "days", "past days on which it was tested"),
    Column("bias", "DOUBLE", "share", "expected total over actual total on these days, less 1: negative when it fell short; empty where there is no total"),
    Column("coverage", "DOUBLE", "share", "customers (of KPIs, months) whose outcome lay within the 80 % interval; empty where there is none"),
    Column("verdict", "VARCHAR", "", "shown or withheld; a withheld score has no rows anywhere"),
    Column("missing", "VARCHAR", "", "why it is withheld and what is missing, in words; empty when it is shown"),
    Column("missing_codes", "VARCHAR", "", "the same as codes with numbers (JSON), from which pages make words in other languages"),
    Column("remarks", "VARCHAR", "", "what else a reader should know, in words"),
    Column("remark_codes", "VARCHAR", "", "the same as codes with numbers (JSON)"),
    Column("fitted", "VARCHAR", "", "the model itself as text"),
)  # fmt: skip
_BACKTEST = (
    Column("score", "VARCHAR", "", "the table whose scores were tested"),
    Column("model", "VARCHAR", "", "the model or baseline"),
    Column("target", "VARCHAR", "", "what was predicted"),
    Column("cutoff", "DATE", "", "the past day: the model knew nothing after it"),
    Column("horizon_days", "INTEGER", "days", "the days after it that were predicted"),
    Column("metric", "VARCHAR", "", "the metric"),
    Column("value", "DOUBLE", "", "the model's value of it"),
    Column("baseline", "VARCHAR", "", "the naive baseline that it is compared with"),
    Column("baseline_value", "DOUBLE", "", "the baseline's value on the same day"),
    Column("rows", "BIGINT", "", "customers that were predicted; of a forecast of KPIs, months"),
    Column("actual", "DOUBLE", "", "total over all customers that came; empty where there is no total"),
    Column("expected", "DOUBLE", "", "total that was predicted"),
    Column("coverage", "DOUBLE", "share", "customers (of KPIs, months) whose outcome lay within the 80 % interval; empty where there is none"),
)  # fmt: skip
CARD_KEY = ("score", "model", "target", "horizon_days")
BACKTEST_KEY = ("score", "model", "target", "horizon_days", "cutoff", "metric")


def parts(score: str) -> tuple[Table, Table]:
    """Return the two tables that a model fills beside its scores: SCORE_cards and SCORE_backtests."""
    cards = Table(
        name=f"{score}_cards", room="predict", grain="One row per model and target of one score: its model card.",
        key=CARD_KEY, columns=_CARD,
    )  # fmt: skip
    backtests = Table(
        name=f"{score}_backtests", room="predict", grain="One row per model, past day and metric of one score: its back-test.",
        key=BACKTEST_KEY, columns=_BACKTEST,
    )  # fmt: skip
    return cards, backtests


def rows_of(score: str, *, cards: Sequence[Card], backtests: Sequence[Backtest]) -> dict[str, pa.Table]:
    """Return the rows of both tables by the table's name."""
    tables = parts(score)
    return {
        tables[0].name: _arrow(tables[0], [_card_row(score, c) for c in cards]),
        tables[1].name: _arrow(tables[1], [{"score": score, **vars(b)} for b in backtests]),
    }


def judged(backtests: Sequence[Backtest], *, least: int) -> tuple[Remark, ...]:
    """Return why a model is withheld that did so on its past days, by one metric; nothing when it is to be shown.

    It must beat the baseline in the mean over all past days and on two days of three; fewer days than `least` are no test,
    and then the caller has to say what is missing.
    """
    if len(backtests) < least:
        raise ValueError(f"{len(backtests)} past days, expected {least} at least")
    one = backtests[0]
    value, baseline = _mean(b.value for b in backtests), _mean(b.baseline_value for b in backtests)
    if not _better(one.metric, value, baseline):
        return (Remark("not_better", {"metric": one.metric, "value": value, "baseline_value": baseline, "baseline": one.baseline}),)  # fmt: skip
    better = sum(b.is_better for b in backtests)
    if better < _OFTEN * len(backtests):
        return (Remark("not_better_often", {"better": better, "cutoffs": len(backtests)}),)
    return ()


def _better(metric: str, value: float, baseline: float) -> bool:
    return value > baseline if METRICS[metric] else value < baseline


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / len(listed)


def _card_row(score: str, card: Card) -> dict[str, Any]:
    return {
        **vars(card), "score": score, "verdict": card.verdict,
        "missing": " ".join(r.english for r in card.missing), "missing_codes": kept(card.missing),
        "remarks": " ".join(r.english for r in card.remarks), "remark_codes": kept(card.remarks),
    }  # fmt: skip


def _arrow(table: Table, rows: Sequence[dict[str, Any]]) -> pa.Table:
    return table.arrow({c.name: [r[c.name] for r in rows] for c in table.columns})

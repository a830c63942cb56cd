"""Model cards with their back-tests, and the points of their charts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhike.predict.card import METRICS, SHOWN
from zhike.predict.points import DRIFT
from zhike.predict.remarks import read_remarks, said
from zhike.workspace import Workspace


@dataclass(frozen=True)
class ModelCard:
    """One row of model_cards, its sentences in the reader's language; `drift` is the largest index of its inputs."""

    score: str
    model: str
    target: str
    as_of: date
    horizon_days: int
    trained_from: date | None
    trained_to: date | None
    rows: int
    metric: str
    value: float | None
    baseline: str
    baseline_value: float | None
    cutoffs: int
    bias: float | None
    coverage: float | None
    verdict: str
    missing: str
    remarks: str
    remark_codes: str
    fitted: str
    drift: float | None = None

    @property
    def is_shown(self) -> bool:
        """Whether the score may be seen."""
        return self.verdict == SHOWN

    @property
    def gained(self) -> float | None:
        """Return by what share it is better than its baseline; negative when it is worse."""
        if not self.value or not self.baseline_value:
            return None
        ratio = self.value / self.baseline_value
        return ratio - 1 if METRICS[self.metric] else 1 - ratio


@dataclass(frozen=True)
class Tested:
    """One row of backtests: a candidate or baseline on one past day by one metric."""

    model: str
    cutoff: date
    metric: str
    value: float
    baseline: str
    baseline_value: float
    rows: int
    actual: float | None
    expected: float | None
    coverage: float | None


@dataclass(frozen=True)
class Spot:
    """One point of a chart on one past day, or of all past days together (then `cutoff` is None)."""

    model: str
    cutoff: date | None
    bin: int
    name: str
    x: float | None
    y: float
    rows: int


def cards(shop: Workspace) -> tuple[ModelCard, ...]:
    """Return the cards of the current run by score, target and horizon; none in a run of an older version."""
    if "model_cards" not in shop.now.tables:
        return ()
    drift = {(d["score"], d["target"], d["horizon_days"]): d["drift"] for d in _kept(shop, _DRIFT, "backtest_points")}
    return tuple(
        _card(row, drift.get((row["score"], row["target"], row["horizon_days"])))
        for row in _kept(shop, _CARDS, "model_cards")
    )


def cards_of(shop: Workspace, score: str) -> tuple[ModelCard, ...]:
    """Return the cards of one score."""
    return tuple(c for c in cards(shop) if c.score == score)


def withheld_of(shop: Workspace, scores: Collection[str]) -> tuple[ModelCard, ...]:
    """Return the cards of these scores that are withheld."""
    return tuple(c for c in cards(shop) if c.score in scores and not c.is_shown)


def tests(shop: Workspace, card: ModelCard) -> tuple[Tested, ...]:
    """Return how every candidate and baseline of a card's target did, the newest day last."""
    rows = shop.now.rows(_TESTS, _asked(card), reads=["backtests"])
    return tuple(Tested(**row) for row in rows)


def spots(shop: Workspace, card: ModelCard, chart: str) -> tuple[Spot, ...]:
    """Return the points of one chart of a card, the newest day last."""
    if "backtest_points" not in shop.now.tables:
        return ()
    rows = shop.now.rows(_POINTS, {**_asked(card), "chart": chart}, reads=["backtest_points"])
    return tuple(Spot(**row) for row in rows)


def pooled(points: Iterable[Spot]) -> tuple[Spot, ...]:
    """Return the points of all past days together: by model and place the mean, each day by its customers."""
    places: dict[tuple[str, int], list[Spot]] = defaultdict(list)
    for point in points:
        places[point.model, point.bin].append(point)
    return tuple(_together(found) for _place, found in sorted(places.items()))


def _together(found: Sequence[Spot]) -> Spot:
    rows = sum(p.rows for p in found)
    # Where nobody is, as above a high threshold, each day counts alike.
    weights = [p.rows / rows if rows else 1 / len(found) for p in found]
    x = None if found[0].x is None else sum(w * (p.x or 0.0) for w, p in zip(weights, found, strict=True))
    y = sum(w * p.y for w, p in zip(weights, found, strict=True))
    return Spot(found[0].model, None, found[0].bin, found[0].name, x, y, rows)


def _card(row: dict[str, Any], drift: float | None) -> ModelCard:
    told = {"missing": said(read_remarks(row["missing_codes"])), "remarks": said(read_remarks(row["remark_codes"]))}
    names = [n for n in ModelCard.__dataclass_fields__ if n != "drift"]
    return ModelCard(**{n: {**row, **told}[n] for n in names}, drift=drift)


def _kept(shop: Workspace, sql: str, table: str) -> list[dict[str, Any]]:
    if table not in shop.now.tables:
        return []
    rows: list[dict[str, Any]] = shop.now.kept(("read back", table), lambda: shop.now.rows(sql, reads=[table]))
    return rows


def _asked(card: ModelCard) -> dict[str, Any]:
    return {"score": card.score, "target": card.target, "horizon": card.horizon_days}


_CARDS = "select * from model_cards order by score, target, horizon_days, model"
_DRIFT = f"""
    select score, target, horizon_days, max(y) as drift from backtest_points where chart = '{DRIFT}' group by all
"""
_TESTS = """
    select model, cutoff, metric, value, baseline, baseline_value, rows, actual, expected, coverage from backtests
    where score = $score and target = $target and horizon_days = $horizon order by metric, cutoff, model
"""
_POINTS = """
    select model, cutoff, bin, name, x, y, rows from backtest_points
    where score = $score and target = $target and horizon_days = $horizon and chart = $chart order by model, cutoff, bin
"""

"""The table `contract_value`: how long each running contract will go on, and what it will bring; nothing where that is withheld.

A contract is renewed month by month. The shifted beta geometric is held against a constant rate of ending on past days.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from zhike.engine import Column, PythonTable, Session, Table
from zhike.engine.plan import Arrows
from zhike.predict import measures
from zhike.predict.card import Backtest, Card, judged, parts, rows_of
from zhike.predict.churn_tests import AUC, LOG_LOSS
from zhike.predict.contracts import Contracts
from zhike.predict.cutoffs import cutoffs, months_missing
from zhike.predict.remarks import Remark
from zhike.predict.sbg import SBG, FittedSBG
from zhike.predict.sources import text_of
from zhike.predict.states import Floats
from zhike.words import N_

NAME = "contract_value"
TARGET, CONSTANT = N_("contracts that end within the horizon"), N_("a constant rate of ending")
MODEL = SBG.name
# Months ahead: the first for which there are past days.
_MONTHS, _DAYS_OF_YEAR = (12, 6, 3), 365
# Contracts that ended within the horizon of a past day, and that went on, which a test needs.
_LEAST = 30
# Of the contracts that ended, the share whose day may be unknown: they are missing here, so contracts look longer than they are.
_MOST_UNDATED = 0.25
_METRICS = {LOG_LOSS: measures.log_loss, AUC: measures.auc}

CONTRACT_VALUE = Table(
    name=NAME,
    room="predict",
    grain="One row per contract that runs: how long it will probably go on, and what it will bring. No rows where that is withheld.",
    key=("source", "subscription_id"),
    columns=(
        Column("source", "VARCHAR", "", "the source"),
        Column("subscription_id", "VARCHAR", "", "the contract, as the table subscriptions has it"),
        Column("customer_id", "VARCHAR", "", "the customer"),
        Column("as_of", "DATE", "", "the day up to which the model knows what happened"),
        Column("horizon_months", "INTEGER", "months", "how many months ahead"),
        Column("age_months", "INTEGER", "months", "whole months that the contract has run"),
        Column("retention", "DOUBLE", "share", "probability that it is renewed after the month that runs"),
        Column("survival", "DOUBLE", "share", "probability that it still runs at the end of the horizon"),
        Column("expected_months", "DOUBLE", "months", "expected months that are still paid within the horizon"),
        Column("expected_months_low", "DOUBLE", "months", "lower end of the 80 % interval"),
        Column("expected_months_high", "DOUBLE", "months", "upper end of the 80 % interval"),
        Column("contract_value", "DOUBLE", "money", "expected margin of these months, discounted to the as-of day; empty where the fee is not known"),
        Column("model", "VARCHAR", "", "the model: its card is in model_cards"),
    ),
)  # fmt: skip


def make(arrows: Arrows, _session: Session) -> dict[str, pa.Table]:
    """Return the rows, the card and the back-tests."""
    [asked], rows = arrows["asked"].to_pylist(), arrows["contracts"]
    contracts = Contracts(*(rows[n].to_numpy().astype("M8[D]") for n in ("started_on", "ended_on")))
    card, backtests, fitted = learned(contracts, asked)
    none = CONTRACT_VALUE.arrow({c.name: [] for c in CONTRACT_VALUE.columns})
    found = none if fitted is None else _rows(rows, contracts, fitted, card=card, asked=asked)
    return {NAME: found, **rows_of(NAME, cards=[card], backtests=backtests)}


def learned(contracts: Contracts, asked: Mapping[str, Any]) -> tuple[Card, Sequence[Backtest], FittedSBG | None]:
    """Return the card, the back-tests, and the model of today, None where it is withheld."""
    card, backtests, fitted = _fitted(contracts, asked)
    if not (undated := asked["undated"]):
        return card, backtests, fitted
    share = undated / (undated + int((contracts.ended <= np.datetime64(card.as_of)).sum()))
    few = share <= _MOST_UNDATED
    missing = () if few else (Remark("many_undated_ends", {"share": share, "most": _MOST_UNDATED}),)
    card = replace(
        card, missing=(*card.missing, *missing), remarks=(*card.remarks, Remark("undated_ends", {"contracts": undated}))
    )
    return card, backtests, fitted if few else None


def _fitted(contracts: Contracts, asked: Mapping[str, Any]) -> tuple[Card, Sequence[Backtest], FittedSBG | None]:
    as_of, count = asked["as_of"], asked["cutoffs"]
    if not len(contracts.started):
        return _withheld(as_of, 0, Remark("no_contracts"))
    first = contracts.started.min().astype(object)
    said = {"count": count, "history_days": asked["least_history"]}
    for months in _MONTHS:
        horizon = days_of(months)
        if days := cutoffs(first, as_of, horizon_days=horizon, **said):
            break
    else:
        missing = months_missing(first, as_of, horizon_days=horizon, **said)
        return _withheld(as_of, horizon, Remark("short_history", {"months": missing, "cutoffs": count}), rows=len(contracts.started))  # fmt: skip
    fewest = min(int(min(e.sum(), len(e) - e.sum())) for e in (_ended(contracts, d, horizon) for d in days))
    if fewest < _LEAST:
        return _withheld(as_of, horizon, Remark("few_contracts", {"contracts": _LEAST - fewest}), rows=len(contracts.started))  # fmt: skip
    return _tested(contracts, days, as_of, first, months=months, margin_rate=asked["margin_rate"])


def days_of(months: int) -> int:
    """Return the days of so many months."""
    return round(months * _DAYS_OF_YEAR / 12)


def _tested(
    contracts: Contracts, days: Sequence[date], as_of: date, first: date, *, months: int, margin_rate: float
) -> tuple[Card, Sequence[Backtest], FittedSBG | None]:
    backtests = [b for day in days for b in _backtests(contracts, day, months=months)]
    own = [b for b in backtests if (b.model, b.metric) == (MODEL, LOG_LOSS)]
    fitted = SBG().fit(contracts.known(as_of))
    value, baseline = (float(np.mean([getattr(b, n) for b in own])) for n in ("value", "baseline_value"))
    card = Card(
        MODEL, TARGET, as_of, days_of(months), rows=len(contracts.started), trained_from=first, trained_to=as_of, metric=LOG_LOSS,
        value=value, baseline=CONSTANT, baseline_value=baseline, cutoffs=len(days),
        bias=sum(b.expected or 0.0 for b in own) / max(sum(b.actual or 0.0 for b in own), 1.0) - 1,
        missing=judged(own, least=len(days)), remarks=(*_remarks(fitted), _margin_said(margin_rate)),
        fitted=json.dumps({"kind": "sbg", "alpha": fitted.alpha, "beta": fitted.beta}),
    )  # fmt: skip
    return card, backtests, None if card.missing else fitted


def _backtests(contracts: Contracts, day: date, *, months: int) -> list[Backtest]:
    """Return how the model and the constant rate did on a past day, knowing nothing after it."""
    known, runs = contracts.known(day), contracts.running(day)
    ages, ended = contracts.months(day)[runs], _ended(contracts, day, days_of(months))
    stated = {
        MODEL: 1 - SBG().fit(known).stays(ages, months),
        CONSTANT: np.full(len(ages), 1 - (1 - known.constant_rate) ** months),
    }
    logits = {name: measures.logit_of(p) for name, p in stated.items()}
    return [
        Backtest(
            name, TARGET, day, days_of(months), metric, of(logits[name], ended), CONSTANT, of(logits[CONSTANT], ended),
            rows=len(ended), actual=float(ended.sum()), expected=float(stated[name].sum()),
        )
        for name in stated for metric, of in _METRICS.items()
    ]  # fmt: skip


def _ended(contracts: Contracts, day: date, horizon: int) -> Floats:
    """Return of the contracts that ran on a day whether each ended within the horizon."""
    within = contracts.ended_within(day, day + timedelta(days=horizon))
    return np.asarray(within[contracts.running(day)], np.float64)


def _remarks(fitted: FittedSBG) -> tuple[Remark, ...]:
    found = [] if fitted.converged else [Remark("not_converged", {"model": MODEL})]
    if fitted.at_bound:
        found.append(Remark("at_bound", {"model": MODEL, "parameters": ", ".join(fitted.at_bound)}))
    return tuple(found)


def _margin_said(rate: float) -> Remark:
    return Remark("margin_set", {"margin": rate}) if rate else Remark("margin_unknown")


def _rows(rows: pa.Table, contracts: Contracts, fitted: FittedSBG, *, card: Card, asked: Mapping[str, Any]) -> pa.Table:
    runs = contracts.running(card.as_of)
    here = rows.filter(pa.array(runs))
    ages = contracts.months(card.as_of)[runs]
    # What is to be said hangs on the age alone: a million contracts have some hundred ages.
    age, place = np.unique(ages, return_inverse=True)
    months = round(card.horizon_days / _DAYS_OF_YEAR * 12)
    ahead = np.arange(1, months + 1)
    stays = fitted.stays(age[:, None], ahead)
    discounted = stays @ (1 + asked["discount_rate"]) ** (-ahead / 12)
    margin = asked["margin_rate"] or 1.0
    count = len(here)
    return CONTRACT_VALUE.arrow({
        "source": here["source"], "subscription_id": here["subscription_id"], "customer_id": here["customer_id"],
        "as_of": pa.repeat(card.as_of, count), "horizon_months": np.full(count, months, np.int32), "age_months": ages.astype(np.int32),
        "retention": stays[place, 0], "survival": stays[place, -1], "expected_months": stays.sum(axis=1)[place],
        # So many months are passed with nine, and with one, chances of ten.
        "expected_months_low": (stays >= 0.9).sum(axis=1)[place].astype(np.float64),
        "expected_months_high": (stays >= 0.1).sum(axis=1)[place].astype(np.float64),
        "contract_value": pa.array(here["fee"].to_numpy() * margin * discounted[place], from_pandas=True),
        "model": pa.repeat(card.model, count),
    })  # fmt: skip


def _withheld(as_of: date, horizon: int, missing: Remark, *, rows: int = 0) -> tuple[Card, Sequence[Backtest], None]:
    return Card(MODEL, TARGET, as_of, horizon, rows=rows, missing=(missing,)), (), None


CONTRACTS = PythonTable(
    CONTRACT_VALUE,
    {
        "asked": """
            select cast($as_of as date) as as_of, $predict_cutoffs as cutoffs, $predict_least_history as least_history,
                   $predict_margin_rate as margin_rate, $predict_discount_rate as discount_rate,
                   (select count(*) from subscriptions
                    where customer_id is not null and started_at is not null and ended_at is null and churned) as undated
        """,
        # Of who left nobody knows when, nothing can be learned by time: `undated` counts them.
        "contracts": """
            select source, subscription_id, customer_id, cast(started_at as date) as started_on, cast(ended_at as date) as ended_on,
                   cast(fee as double) as fee
            from subscriptions
            where customer_id is not null and started_at is not null and (ended_at is not null or not coalesce(churned, false))
            order by source, subscription_id
        """,
    },
    make,
    more=parts(NAME),
    text=text_of(NAME),
)

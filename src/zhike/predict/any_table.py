"""Churn of any table: a column says who left, the others say what was known before; for contracts, members, subscriptions.

In: an Arrow table with one row per customer and the name of the label column. Out: `Learned`: what was refused and why,
each model's figures on customers it was not trained on, and the winner, which scores any table with the same columns.

Example: `found = learn(table, label="Churn", key="customerID"); found.auc; found.scores(table)`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from zhike.errors import UnknownNameError, WrongUseError
from zhike.predict import contest, measures
from zhike.predict.additive import Additive, Floats
from zhike.predict.encoded import Encoding, encode
from zhike.predict.leaks import Leak, leaks
from zhike.predict.logistic import Logistic
from zhike.predict.reasons import reasons
from zhike.words import N_, _

FOLDS = 5
# What a label may call those who left, in small letters.
_EVENTS = ("yes", "true", "1", "1.0", "y", "churned", "left", "是", "已流失", "流失")
_LEAST = 30


@dataclass(frozen=True)
class Figures:
    """How a model did on customers it was not trained on (five folds)."""

    model: str
    log_loss: float
    auc: float
    calibration_error: float


@dataclass(frozen=True)
class Learned:
    """The winner with its figures; `refused` are inputs that know the outcome, `unused` columns that say nothing."""

    customers: int
    events: int
    refused: tuple[Leak, ...]
    unused: tuple[str, ...]
    figures: tuple[Figures, ...]
    encoding: Encoding
    score: Additive

    @property
    def winner(self) -> Figures:
        """The figures of the model that won: the lowest log loss; of equal ones the simplest."""
        return min(self.figures, key=lambda f: f.log_loss)

    @property
    def auc(self) -> float:
        """The winner's area under the ROC curve."""
        return self.winner.auc

    @property
    def calibration_error(self) -> float:
        """The winner's expected calibration error."""
        return self.winner.calibration_error

    def scores(self, table: pa.Table) -> pa.Table:
        """Return probability, base, reason_1…3, contribution_1…3 and contribution_rest for every row of a table."""
        x = self.encoding.matrix(table)
        found = reasons(self.score, x, groups=self.encoding.groups)
        names = pa.array(self.encoding.inputs)
        columns = {"probability": measures.probability(found.logit), "base": np.full(len(x), self.score.base)}
        for rank in range(found.place.shape[1]):
            columns[f"reason_{rank + 1}"] = names.take(pa.array(found.place[:, rank]))
            columns[f"contribution_{rank + 1}"] = found.contribution[:, rank]
        return pa.table({**columns, "contribution_rest": found.rest})


def learn(table: pa.Table, *, label: str, key: str | None = None, event: str | None = None) -> Learned:
    """Return what can be learned of the label from the other columns; `event` is its value for those who left."""
    for name in (label, *([key] if key else [])):
        if name not in table.column_names:
            raise UnknownNameError(what=N_("column"), value=name, known=table.column_names)
    known = table.filter(table[label].is_valid())
    y = _outcomes(known[label], label, event)
    encoding = encode(known.drop_columns([label, *([key] if key else [])]))
    refused = leaks(encoding.by_input(known), y, together=lambda names: _together(encoding.only(names), known, y))
    honest = encoding.only([n for n in encoding.inputs if n not in {leak.name for leak in refused}])
    if not honest.inputs:
        raise WrongUseError(detail=_("No column is left to learn from"))
    x = honest.matrix(known)
    fitters = contest.fitters(len(y))
    figures = tuple(_figures(model, folded(fitter, x, y, honest.columns), y) for model, fitter in fitters.items())
    winner = min(figures, key=lambda f: f.log_loss).model
    score = fitters[winner].fit(x, y, honest.columns)
    unused = tuple(n for n in known.column_names if n not in {label, key, *encoding.inputs})
    return Learned(len(y), int(y.sum()), refused, unused, figures, honest, score)


def folded(fitter: contest.Fitter, x: Floats, y: Floats, names: Sequence[str], *, folds: int = FOLDS) -> Floats:
    """Return each row's logit by a model that was trained on the other folds; the folds are always the same ones."""
    fold = np.random.default_rng(0).permutation(len(y)) % folds
    found = np.empty(len(y))
    for k in range(folds):
        found[fold == k] = contest.logits(fitter.fit(x[fold != k], y[fold != k], names), x[fold == k])
    return found


def _figures(model: str, logit: Floats, y: Floats) -> Figures:
    return Figures(model, measures.log_loss(logit, y), measures.auc(logit, y), measures.calibration_error(logit, y))


def _together(encoding: Encoding, table: pa.Table, y: Floats) -> float:
    return measures.auc(folded(Logistic(), encoding.matrix(table), y, encoding.columns, folds=2), y)


def _outcomes(label: pa.ChunkedArray, name: str, event: str | None) -> Floats:
    said = [str(v).strip() for v in label.to_pylist()]
    values = sorted(set(said))
    left = [v for v in values if (v == event if event is not None else v.lower() in _EVENTS)]
    if len(values) != 2 or len(left) != 1:
        raise WrongUseError(
            detail=_("The label {name!r} must have two values, one of them for those who left; it has {values}").format(
                name=name, values=", ".join(values[:10])
            )
        )
    y = np.array([v == left[0] for v in said], np.float64)
    if min(y.sum(), len(y) - y.sum()) < _LEAST:
        raise WrongUseError(
            detail=_("{least} customers of either kind are needed; {events} left and {others} stayed").format(
                least=_LEAST, events=int(y.sum()), others=int(len(y) - y.sum())
            )
        )
    return y

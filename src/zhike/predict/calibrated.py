"""Calibration: a straight line from the score's logit to the logit of what came, learned on a later past day.

The story. A score can rank well and still state too much or too little: seasons change, samples differ. On customers whose
outcome the model has not learned from, a line logit' = a + b · logit is fitted; contributions stay additive, each times b.

The likelihood. That of a logistic regression on one input (Platt 1999, section 2.1; Cox 1958 reads a and b as the bias and
the spread of the statements). a: logit by which everybody is stated too low. b: below 1 the score states too boldly.

Not where the next months differ from the last ones as those did from the ones before: calibrating on old data can do harm.
So the back-test tries both, and it is done only where it helped.

Example: `line = fit_line(logit, y); score = Calibrated(score, line)`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Generic

import numpy as np

from zhike.predict.additive import Floats, PerInput, Score_co
from zhike.predict.logistic import maximum

# A line that is steeper or flatter is one of chance: too few customers, or all of one kind.
_FLATTEST, _STEEPEST = 0.25, 4.0


@dataclass(frozen=True)
class Line:
    """logit' = shift + spread · logit."""

    shift: float
    spread: float

    def of(self, logit: Floats) -> Floats:
        """Return calibrated logits."""
        return self.shift + self.spread * logit


def fit_line(logit: Floats, y: Floats) -> Line:
    """Return the line that makes the stated probabilities most likely for 0/1 outcomes."""
    shift, spread = maximum(np.column_stack([np.ones(len(logit)), logit]), y, penalty=1.0)
    kept = min(max(float(spread), _FLATTEST), _STEEPEST)
    return Line(float(shift), kept)


@dataclass(frozen=True)
class Calibrated(Generic[Score_co]):
    """A score on its line: still a base and one contribution per input."""

    score: Score_co
    line: Line

    @property
    def kind(self) -> str:
        """What kind of model it is."""
        return f"calibrated {self.score.kind}"

    @property
    def names(self) -> tuple[str, ...]:
        """The inputs."""
        return self.score.names

    @property
    def base(self) -> float:
        """The logit of a customer whose every input is as usual."""
        return self.line.shift + self.line.spread * self.score.base

    def contributions(self, x: Floats) -> Floats:
        """Return what each input adds to each row's logit."""
        return np.asarray(self.line.spread * self.score.contributions(x))

    def one(self: Calibrated[PerInput], place: int, values: Floats) -> Floats:
        """Return what one input adds to the logit, for values of any shape."""
        return np.asarray(self.line.spread * self.score.one(place, values))

    def text(self) -> str:
        """Return the model as JSON."""
        said = {"kind": "calibrated", "shift": self.line.shift, "spread": self.line.spread}
        return json.dumps({**said, "score": json.loads(self.score.text())})

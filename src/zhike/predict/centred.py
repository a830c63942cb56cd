"""A score whose reasons are told against the customers that somebody would compare with.

The story. A reason says that an input is other than usual; usual is what it is for customers like these. Trees and weights
take the mean over all they were trained on, also those who left long ago: against them every recent customer looks safe.

The formula. φ'_j(x) = φ_j(x) − m_j and base' = base + Σ m_j, where m_j is the mean of φ_j over the customers compared with.
The logit stays what it was. Unit: logit.

Example: `score = centred(score, x_of_those_who_had_not_lapsed)`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Generic

import numpy as np

from zhike.predict.additive import Floats, PerInput, Score, Score_co


@dataclass(frozen=True)
class Centred(Generic[Score_co]):
    """A score and the means of its contributions over the customers compared with."""

    score: Score_co
    means: Floats

    @property
    def kind(self) -> str:
        """What kind of model it is."""
        return self.score.kind

    @property
    def names(self) -> tuple[str, ...]:
        """The inputs."""
        return self.score.names

    @property
    def base(self) -> float:
        """The logit of a customer whose every input is as usual among those compared with."""
        return self.score.base + float(self.means.sum())

    def contributions(self, x: Floats) -> Floats:
        """Return what each input adds to each row's logit."""
        return np.asarray(self.score.contributions(x) - self.means)

    def one(self: Centred[PerInput], place: int, values: Floats) -> Floats:
        """Return what one input adds to the logit, for values of any shape."""
        return np.asarray(self.score.one(place, values) - self.means[place])

    def text(self) -> str:
        """Return the model as JSON."""
        said = {"kind": "centred", "means": self.means.tolist()}
        return json.dumps({**said, "score": json.loads(self.score.text())})


def centred(score: Score, x: Floats) -> Centred[Score]:
    """Return the score with contributions whose mean over these customers is zero."""
    return Centred(score, np.asarray(score.contributions(x).mean(axis=0)))

"""The rule that shops use without a model: the longer somebody has not bought, the likelier they stay away.

The story. Customers are put into ten groups by days since the last purchase; each group's share that stayed away in the
past is its probability. It is the baseline that a churn model must beat.

No likelihood is maximised but that of a share: (stayed away + 1) / (customers + 2) in each group (Laplace's rule of
succession, so that a group is never quite certain).

Not as the score itself where a model beats it: it cannot tell who buys every week from who buys every year.

Example: `rule = RecencyRule.fit(recency_days, y); logit = rule.logit(recency_days)`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from zhike.predict.additive import Floats
from zhike.predict.measures import logit_of

_GROUPS = 10


@dataclass(frozen=True)
class RecencyRule:
    """Bounds of the groups in days and the share of each that stayed away."""

    bounds: Floats
    share: Floats

    @staticmethod
    def fit(recency_days: Floats, y: Floats) -> RecencyRule:
        """Return the rule that these customers' outcomes (1: stayed away) make."""
        bounds = np.unique(np.quantile(recency_days, np.arange(1, _GROUPS) / _GROUPS))
        group = np.searchsorted(bounds, recency_days)
        count = np.bincount(group, minlength=len(bounds) + 1)
        away = np.bincount(group, weights=y, minlength=len(bounds) + 1)
        return RecencyRule(bounds, (away + 1) / (count + 2))

    def logit(self, recency_days: Floats) -> Floats:
        """Return each customer's logit by the rule."""
        return logit_of(self.share[np.searchsorted(self.bounds, recency_days)])

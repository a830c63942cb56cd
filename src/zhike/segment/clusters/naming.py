"""Names of clusters: the features that set one apart most, as codes that are kept and words that are made for the reader.

A name is a list of features with high or low, as [["orders", "high"], ["discount_rate", "low"]].
"""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np

from zhike.describe.directory import label_of
from zhike.segment.clusters.scaled import Floats
from zhike.words import N_, _, language

# A cluster is named by what lies as far from everybody: half the usual distance of a customer.
STRIKING = 0.5
_FEW, _MOST = 2, 4
Name = tuple[tuple[str, str], ...]

WORDS: dict[tuple[str, str], str] = {
    ("recency_days", "low"): N_("bought lately"),
    ("recency_days", "high"): N_("silent for long"),
    ("tenure_days", "low"): N_("new with us"),
    ("tenure_days", "high"): N_("with us for long"),
    ("orders", "low"): N_("few orders"),
    ("orders", "high"): N_("frequent buyers"),
    ("average_order_value", "low"): N_("small orders"),
    ("average_order_value", "high"): N_("large orders"),
    ("categories", "low"): N_("few categories"),
    ("categories", "high"): N_("many categories"),
    ("discount_rate", "low"): N_("at full price"),
    ("discount_rate", "high"): N_("at a discount"),
    ("return_rate", "low"): N_("send little back"),
    ("return_rate", "high"): N_("send much back"),
    ("weekend_share", "low"): N_("on working days"),
    ("weekend_share", "high"): N_("at weekends"),
    ("favourite_channel_share", "low"): N_("over several channels"),
    ("favourite_channel_share", "high"): N_("over one channel"),
}
_ALIKE = N_("much like everybody")


def names(features: Sequence[str], differences: Floats) -> list[Name]:
    """Return a name for each cluster; two features say it, and more only where two clusters would be called the same."""
    told = [_striking(features, row) for row in differences]
    for length in range(_FEW, _MOST):
        short = [name[:length] for name in told]
        if len(set(short)) == len(short):
            return short
    return [name[:_MOST] for name in told]


def holds(name: Name, features: Sequence[str], difference: Floats) -> bool:
    """Whether a name from before still says what is true: every feature still lies to the side that it says, half as far at least."""
    far = dict(zip(features, difference, strict=True))
    return bool(name) and all((1 if side == "high" else -1) * far.get(f, 0.0) >= STRIKING / 2 for f, side in name)


def said(name: Name) -> str:
    """Return a name in the language now in use."""
    between = "、" if language() == "zh" else ", "
    words = between.join(map(_feature_said, name)) or _(_ALIKE)
    return words[:1].upper() + words[1:]


def english(name: Name) -> str:
    """Return a name in English, for the table."""
    words = ", ".join(WORDS.get(part) or f"{part[0]} {part[1]}" for part in name) or _ALIKE
    return words[:1].upper() + words[1:]


def kept(name: Name) -> str:
    """Return the text under which a table keeps a name."""
    return json.dumps(name)


def read(text: str) -> Name:
    """Return the name that a table keeps."""
    return tuple((feature, side) for feature, side in json.loads(text))


def _striking(features: Sequence[str], difference: Floats) -> Name:
    order = np.argsort(-np.abs(difference), kind="stable")
    return tuple((features[j], "high" if difference[j] > 0 else "low") for j in order if abs(difference[j]) >= STRIKING)


def _feature_said(part: tuple[str, str]) -> str:
    if part in WORDS:
        return _(WORDS[part])
    pattern = _("{feature} high") if part[1] == "high" else _("{feature} low")
    return pattern.format(feature=label_of(part[0]))

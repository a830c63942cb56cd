"""Measuring: how sure the matching of the current run is, from which probability on it linked, and what it was made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zhike.govern import Actor, require
from zhike.unify.matching import COMPARISONS
from zhike.workspace import Workspace


@dataclass(frozen=True)
class Band:
    """Compared pairs of one band of probability: how many, how many are linked, how many the model and people call one person."""

    low: float
    high: float
    pairs: int
    linked: int
    expected: float
    share: float | None
    reviewed: int
    right_ones: int
    measured: float | None
    measured_low: float | None
    measured_high: float | None


@dataclass(frozen=True)
class RuleUsed:
    """One rule that brings records together: its pairs, and the values that too many records share."""

    rule: str
    used: bool
    pairs: int
    left_out_values: int
    left_out_records: int


@dataclass(frozen=True)
class SourceKept:
    """One source: its records, the pairs within it that are one person as far as the matching knows, and what follows."""

    source: str
    records: int
    doubles: float
    keeps_once: bool


@dataclass(frozen=True)
class Way:
    """One way to agree: its share among pairs of one person and among strangers, and the weight (bits) that follows."""

    comparison: str
    label: str
    way: str
    one_person: float
    strangers: float
    weight: float
    from_data: bool


@dataclass(frozen=True)
class Measured:
    """How sure the matching of a run is; `precision` has the answers of people and their interval, once there are some."""

    threshold: float
    asked_precision: float
    shift: float
    reviewed: int
    precision: Band
    recall: float | None
    unsure: float
    unmet: float
    bands: tuple[Band, ...]
    rules: tuple[RuleUsed, ...]
    sources: tuple[SourceKept, ...]
    ways: tuple[Way, ...]


def measured(shop: Workspace, *, by: Actor) -> Measured:
    """Return how sure the matching of the current run is."""
    require(by, "see")
    reader = shop.now
    said = reader.rows("select * from identity_threshold", reads=["identity_threshold"])[0]
    parts: dict[str, list[Mapping[str, Any]]] = {}
    for row in reader.rows("select * from identity_quality order by part, low", reads=["identity_quality"]):
        parts.setdefault(row["part"], []).append(row)
    rules = reader.rows("select * exclude (position) from identity_rules order by position", reads=["identity_rules"])
    sources = reader.rows("select source, records, doubles, keeps_once from identity_sources order by source", reads=["identity_sources"])  # fmt: skip
    return Measured(
        said["threshold"], said["precision"], said["shift"], said["reviewed"], _band(parts["precision"][0]),
        parts["recall"][0]["share"], parts["unsure"][0]["expected"], parts["unmet"][0]["expected"],
        tuple(map(_band, parts["band"])), tuple(RuleUsed(**r) for r in rules), tuple(SourceKept(**s) for s in sources),
        _ways(shop),
    )  # fmt: skip


def _band(row: Mapping[str, Any]) -> Band:
    return Band(**{name: row[name] for name in Band.__dataclass_fields__})


def _ways(shop: Workspace) -> tuple[Way, ...]:
    sql = "select comparison, way, one_person, strangers, weight, from_data from identity_model order by comparison, place desc"
    rows = shop.now.rows(sql, reads=["identity_model"])
    return tuple(
        Way(c.name, c.label, r["way"], r["one_person"], r["strangers"], r["weight"], r["from_data"])
        for c in COMPARISONS
        for r in rows
        if r["comparison"] == c.name
    )

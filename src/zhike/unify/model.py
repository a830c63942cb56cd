"""The model of a run as a table: what each way of agreeing weighs, and where that comes from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from zhike.engine import Column, PythonTable, Session, Table
from zhike.engine.plan import Arrows
from zhike.unify.matching import (
    COMPARISONS,
    RULES,
    TOO_FEW,
    UNSEEN,
    Comparison,
    Data,
    Floats,
    Model,
    Patterns,
    estimate,
)
from zhike.unify.matching.sources import TEXT

_WAYS = ", ".join(c.name for c in COMPARISONS)
# Rows about pairs as such stand beside those of the comparisons.
ALL_PAIRS, PER_PERSON, BY_CHANCE = "all pairs", "records per person", "equal by chance"

MODEL_TABLE = Table(
    name="identity_model",
    room="unify",
    grain="One row per comparison and way to agree; and rows for all pairs, for the records of a person, and for how often fields are equal by chance.",
    key=("comparison", "place"),
    columns=(
        Column("comparison", "VARCHAR", "", "what is compared"),
        Column("place", "INTEGER", "", "how strong the way is: 0 means no agreement"),
        Column("way", "VARCHAR", "", "the way to agree"),
        Column("one_person", "DOUBLE", "share", "m: pairs of one person that agree in this way"),
        Column("one_household", "DOUBLE", "share", "pairs of two people of one household that do"),
        Column("strangers", "DOUBLE", "share", "u: pairs of strangers that do"),
        Column("weight", "DOUBLE", "bits", "log2(m / u): one more doubles the odds that the two are one person"),
        Column(
            "expected_pairs",
            "DOUBLE",
            "",
            "pairs of one person that the shares were estimated from; each counts once for every rule that brings it",
        ),
        Column(
            "from_data", "BOOLEAN", "", "whether the data decided, or the usual shares because there are too few pairs"
        ),
    ),
)


def make(arrows: Arrows, _session: Session) -> dict[str, pa.Table]:
    """Return the table of the model that explains the compared pairs best."""
    comparisons = _used(arrows["patterns"])
    return {MODEL_TABLE.name: _table(estimate(comparisons, _data(arrows, comparisons)))}


def read_model(rows: pa.Table, *, filled: dict[str, float]) -> Model:
    """Return the model that a table holds; `filled` says in how many records each field has a value."""
    by_name = {c.name: c for c in COMPARISONS}
    said = rows.sort_by([("comparison", "ascending"), ("place", "ascending")]).to_pylist()
    names = [c for c in by_name if any(r["comparison"] == c for r in said)]

    def of(column: str, name: str) -> Floats:
        return np.array([r[column] for r in said if r["comparison"] == name])

    m, u = [of("one_person", n) for n in names], [of("strangers", n) for n in names]
    h = [of("one_household", n) for n in names]
    # Where a household is as strangers are, the very same array says so.
    h = [b if np.array_equal(a, b) else a for a, b in zip(h, u, strict=True)]
    across, within = of("one_person", ALL_PAIRS)
    home_across, home_within = of("one_household", ALL_PAIRS)
    shared = {r["way"]: float(r["strangers"]) for r in said if r["comparison"] == BY_CHANCE}
    expected = {n: float(of("expected_pairs", n)[0]) for n in names}
    return Model(
        tuple(by_name[n] for n in names), tuple(m), tuple(h), tuple(u), (float(across), float(within)),
        (float(home_across), float(home_within)), expected, float(of("one_person", PER_PERSON)[0]), filled, shared,
    )  # fmt: skip


def _used(patterns: pa.Table) -> tuple[Comparison, ...]:
    """Return the comparisons that some pair could be compared in."""
    return tuple(c for c in COMPARISONS if len(patterns) and (patterns[c.name].to_numpy() >= 0).any())


def _data(arrows: Arrows, comparisons: Sequence[Comparison]) -> Data:
    by_name = {r.name: r for r in RULES}
    records = float(arrows["sources"]["records"].to_numpy().sum())
    fields = arrows["fields"].to_pylist()
    patterns = arrows["patterns"]
    drawn = patterns["drawn"].to_numpy(zero_copy_only=False).astype(np.bool_)
    return Data(
        rules=tuple(by_name[r] for r in arrows["rules"]["rule"].to_pylist()),
        candidates=_patterns(patterns.filter(pa.array(~drawn)), comparisons),
        random=_patterns(patterns.filter(pa.array(drawn)), comparisons),
        records=int(records),
        possible=_possible(arrows["sources"]["records"].to_numpy().astype(np.float64)),
        filled={f["field"]: float(f["filled"]) for f in fields},
        equal_pairs={f["field"]: f["equal_pairs"] for f in fields},
        few_pairs={f["field"]: f["few_pairs"] for f in fields},
        few_records={f["field"]: f["few_records"] for f in fields},
    )


def _possible(records: Floats) -> tuple[float, float]:
    """Return how many pairs there are across sources and within one, with the customers that nobody has shown yet."""
    counts = records * (1 + UNSEEN / max(records.sum(), 1.0))
    every, inside = counts.sum() * (counts.sum() - 1) / 2, (counts * np.maximum(counts - 1, 0.0) / 2).sum()
    return float(every - inside), float(inside)


def _patterns(rows: pa.Table, comparisons: Sequence[Comparison]) -> Patterns:
    ways = [rows[c.name].to_numpy() for c in comparisons]
    return Patterns(
        rows["rules"].to_numpy(),
        rows["within"].to_numpy(zero_copy_only=False).astype(np.bool_),
        np.stack(ways, axis=1).astype(np.int8) if ways else np.zeros((len(rows), 0), dtype=np.int8),
        rows["pairs"].to_numpy().astype(np.float64),
    )


def _table(model: Model) -> pa.Table:
    rows = []
    for k, c in enumerate(model.comparisons):
        labels = ["nothing alike", *(level.label for level in reversed(c.levels))]
        enough = model.expected[c.name] >= TOO_FEW
        rows += [
            (c.name, place, label, m, h, u, float(np.log2(m / u)), model.expected[c.name], enough)
            for place, (label, m, h, u) in enumerate(zip(labels, model.m[k], model.h[k], model.u[k], strict=True))
        ]
    for place, way in enumerate(("across sources", "within a source")):
        one, two = model.prior[place], model.home_prior[place]
        rows.append((ALL_PAIRS, place, way, one, two, max(1 - one - two, 0.0), 0.0, 0.0, True))
    rows.append((PER_PERSON, 0, "records", model.size, 0.0, 0.0, 0.0, 0.0, True))
    for place, (field, share) in enumerate(model.shared.items()):
        rows.append((BY_CHANCE, place, field, 0.0, 0.0, share, 0.0, 0.0, True))
    return MODEL_TABLE.arrow({c.name: [r[i] for r in rows] for i, c in enumerate(MODEL_TABLE.columns)})


MODEL = PythonTable(
    MODEL_TABLE,
    {
        "patterns": f"select rules, within, drawn, {_WAYS}, count(*) as pairs from identity_candidates group by all order by all",
        "rules": "select rule from identity_rules where used order by position",
        "fields": "select field, filled, equal_pairs, few_pairs, few_records from identity_fields order by field",
        "sources": "select source, count(*) as records from records where listed group by source order by source",
    },
    make,
    text=TEXT,
)

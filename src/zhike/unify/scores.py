"""Scores: how sure it is that the two records of each compared pair are one person, and which field says so."""

from __future__ import annotations

from inspect import getsource

import pyarrow as pa

from zhike.engine import Column, PythonTable, Session, Table
from zhike.engine.plan import Arrows
from zhike.unify import model
from zhike.unify.matching import COMPARISONS, score
from zhike.unify.matching.sources import TEXT

SCORES_TABLE = Table(
    name="identity_scores",
    room="unify",
    grain="One row per pair of records that was compared because they agree in something.",
    key=("id_a", "id_b"),
    columns=(
        Column("id_a", "BIGINT", "", "the record that arrived first: its place in the order of arrival"),
        Column("id_b", "BIGINT", "", "the record that arrived later"),
        Column("within", "BOOLEAN", "", "whether both records are of one source"),
        Column("rules", "BIGINT", "", "the rules that bring the two together, one bit each in the order of the used ones of identity_rules"),
        Column("probability", "DOUBLE", "", "how sure it is that the two are one person"),
        *(Column(c.name, "FLOAT", "bits", f"how much {c.label} speaks for one person; negative: against") for c in COMPARISONS),
        *(Column(f"{c.name}_way", "TINYINT", "", f"how the pair agrees in {c.label}, as in identity_model; -1 unknown") for c in COMPARISONS),
    ),
)  # fmt: skip


def make(arrows: Arrows, _session: Session) -> dict[str, pa.Table]:
    """Return the scores of the candidate pairs under the model of the run."""
    pairs = arrows["pairs"]
    filled = {f["field"]: float(f["filled"]) for f in arrows["fields"].to_pylist()}
    scored = score(pairs, model.read_model(arrows["model"], filled=filled))
    nothing = pa.nulls(len(pairs), pa.float32()).fill_null(0.0)
    columns = {
        **{name: pairs[name] for name in ("id_a", "id_b", "within", "rules")},
        "probability": pa.array(scored.probability),
        **{
            c.name: pa.array(scored.weights[c.name], pa.float32()) if c.name in scored.weights else nothing
            for c in COMPARISONS
        },
        **{f"{c.name}_way": pairs[c.name] for c in COMPARISONS},
    }
    return {SCORES_TABLE.name: pa.table(columns)}


SCORES = PythonTable(
    SCORES_TABLE,
    {
        "pairs": "select * exclude (drawn) from identity_candidates where not drawn order by id_a, id_b",
        "model": "select * from identity_model",
        "fields": "select field, filled from identity_fields",
    },
    make,
    text=TEXT + getsource(model),
)

"""The peer made by hand: a Splink model for each data set, trained without labels, as its tutorials do it."""

from __future__ import annotations

import json
import sys
from itertools import combinations
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

# A pair is taken from here on, and taken pairs are joined.
THRESHOLD = 0.9


def people() -> dict[str, Any]:
    """Return the model of FEBRL's people."""
    return {
        "comparisons": [
            cl.JaroWinklerAtThresholds("given_name", [0.9, 0.8]),
            cl.JaroWinklerAtThresholds("family_name", [0.9, 0.8]),
            cl.LevenshteinAtThresholds("birth_date", [1, 2]),
            cl.LevenshteinAtThresholds("member_no", [1, 2]),
            cl.JaroWinklerAtThresholds("address", [0.9, 0.8]),
            cl.LevenshteinAtThresholds("postcode", [1, 2]),
        ],
        "blocks": [
            ("member_no",), ("birth_date", "postcode"), ("given_name", "family_name"), ("family_name", "birth_date"),
            ("given_name", "birth_date"), ("address", "postcode"), ("family_name", "postcode"),
        ],
        "train": [("birth_date",), ("family_name",), ("postcode",)],
        "sure": ["l.member_no = r.member_no", "l.given_name = r.given_name and l.birth_date = r.birth_date"],
    }  # fmt: skip


def fake() -> dict[str, Any]:
    """Return the model of fake_1000, that of Splink's own tutorial."""
    return {
        "comparisons": [
            cl.JaroWinklerAtThresholds("given_name", [0.9, 0.7]),
            cl.JaroWinklerAtThresholds("family_name", [0.9, 0.7]),
            cl.LevenshteinAtThresholds("birth_date", [1, 2]),
            cl.ExactMatch("city"),
            cl.LevenshteinAtThresholds("email", [1, 3]),
        ],
        "blocks": [
            ("given_name", "city"), ("family_name",), ("birth_date",), ("email",), ("given_name", "family_name"),
        ],
        "train": [("given_name", "family_name"), ("birth_date",)],
        "sure": ["l.given_name = r.given_name and l.birth_date = r.birth_date", "l.email = r.email"],
    }  # fmt: skip


def restaurants() -> dict[str, Any]:
    """Return the model of two lists of restaurants."""
    return {
        "comparisons": [
            cl.JaroWinklerAtThresholds("name", [0.9, 0.8]),
            cl.JaroWinklerAtThresholds("address", [0.9, 0.8]),
            cl.JaroWinklerAtThresholds("city", [0.9]),
            cl.ExactMatch("phone"),
        ],
        "blocks": [("phone",), ("name",), ("address",), ("city",)],
        "train": [("city",), ("phone",)],
        "sure": ["l.phone = r.phone", "l.name = r.name and l.city = r.city"],
    }


MODELS = {"FEBRL 1": people, "FEBRL 2": people, "fake_1000": fake, "Fodors-Zagats": restaurants}


def main(file: Path) -> None:
    """Print the pairs that the model of the data set takes for one."""
    told = json.loads(file.read_text("utf-8"))
    model = MODELS[told["name"]]()
    for row in told["rows"]:
        # A person of the trade would take the signs out of phones first.
        row["phone"] = "".join(c for c in row.get("phone") or "" if c.isdigit()) or None
    database = DuckDBAPI(duckdb.connect())
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="id",
        comparisons=model["comparisons"],
        blocking_rules_to_generate_predictions=[block_on(*fields) for fields in model["blocks"]],
    )
    linker = Linker(database.register(pa.Table.from_pylist(told["rows"]), table_name="people"), settings)
    linker.training.estimate_probability_two_random_records_match(model["sure"], recall=0.8)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for fields in model["train"]:
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(*fields))
    found = linker.inference.predict(threshold_match_probability=THRESHOLD)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(found, THRESHOLD)
    groups: dict[str, list[str]] = {}
    for row in clusters.as_record_list():
        groups.setdefault(row["cluster_id"], []).append(row["id"])
    print()
    print(json.dumps([pair for group in groups.values() for pair in combinations(sorted(group), 2)]))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

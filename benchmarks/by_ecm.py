"""The other peer: recordlinkage's ECM classifier, the unsupervised Fellegi-Sunter model on agreements by threshold."""

from __future__ import annotations

import json
import sys
from itertools import combinations
from pathlib import Path
from typing import Any

import pandas as pd
import recordlinkage

# field → how it is compared; what a data set does not have is left out.
STRINGS = ("given_name", "family_name", "name", "address", "city", "email", "birth_date", "member_no", "phone")
EXACT = ("postcode", "province")
AGREES_FROM = 0.85
BLOCKS = (
    "birth_date", "family_name", "given_name", "name", "member_no", "phone", "postcode", "email", "address",
)  # fmt: skip
# Blocks of more records bring together strangers alone.
LARGEST = 200


def main(file: Path) -> None:
    """Print the pairs that the classifier takes for one."""
    rows = json.loads(file.read_text("utf-8"))["rows"]
    for row in rows:
        row["phone"] = "".join(c for c in row.get("phone") or "" if c.isdigit()) or None
    people = pd.DataFrame(rows).set_index("id").dropna(axis=1, how="all")
    pairs = _candidates(people)
    found = recordlinkage.ECMClassifier(binarize=0.5).fit_predict(_agreements(people, pairs))
    print(json.dumps([sorted(pair) for pair in found.tolist()]))


def _candidates(people: pd.DataFrame) -> pd.MultiIndex:
    seen: set[tuple[str, str]] = set()
    for field in BLOCKS:
        if field in people:
            for _value, group in people.groupby(field):
                if len(group) <= LARGEST:
                    seen.update(combinations(sorted(group.index), 2))
    return pd.MultiIndex.from_tuples(sorted(seen))


def _agreements(people: pd.DataFrame, pairs: pd.MultiIndex) -> Any:
    compare = recordlinkage.Compare()
    for field in STRINGS:
        if field in people:
            compare.string(field, field, method="jarowinkler", threshold=AGREES_FROM, label=field)
    for field in EXACT:
        if field in people:
            compare.exact(field, field, label=field)
    return compare.compute(pairs, people)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""Evidence: what ties each record to its customer, and what became of every link."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from zhike.unify.grouping import Ints, components
from zhike.unify.holding import EVIDENCE, MATCH, Held, bits
from zhike.unify.keys import KEYS

JOINED, NEEDLESS, UNLIKE = "joined", "needless", "unlike"


def customers_of(held: Held) -> Ints:
    """Return the number of the customer that the links which hold make of each record that is on a link."""
    return components(held.links.one[held.taken], held.links.other[held.taken], count=len(held.records))


def members(held: Held, customers: Ints) -> dict[str, Any]:
    """Return arrived, founder, matched_by and probability of every record that has company."""
    count = len(held.records)
    sizes, founders = np.bincount(customers, minlength=1), np.full(count, np.iinfo(np.int64).max)
    np.minimum.at(founders, customers, held.records)
    links = held.links
    # Every link inside a customer is evidence for its two records, whether it was needed or not.
    place = np.flatnonzero(customers[links.one] == customers[links.other])
    found, sure = np.zeros(count, dtype=np.int64), np.zeros(count)
    for end in (links.one[place], links.other[place]):
        np.bitwise_or.at(found, end, held.said[place])
        np.maximum.at(sure, end, links.probability[place])
    company = np.flatnonzero(sizes[customers] > 1)
    return {
        "arrived": held.records[company], "founder": founders[customers[company]],
        "matched_by": _written(found[company]), "probability": sure[company],
    }  # fmt: skip


def outcomes(held: Held, customers: Ints, unlike: pa.Table) -> dict[str, Any]:
    """Return one row per linked pair: by what, how sure, and what became of it; `unlike` are pairs that share a key alone."""
    links = held.links
    alone = [held.places(unlike[end].to_numpy()) for end in ("one", "other")]
    one = np.concatenate([held.records[links.one], unlike["one"].to_numpy()])
    other = np.concatenate([held.records[links.other], unlike["other"].to_numpy()])
    sure = np.concatenate([links.probability, unlike["probability"].to_numpy()])
    said = np.concatenate([held.said, bits(unlike["keys"])])
    words = [NEEDLESS, JOINED, *sorted({why for _, why in held.refused}), UNLIKE]
    code = np.zeros(len(one), dtype=np.int64)
    code[len(links) :] = len(words) - 1
    for place, why in held.refused:
        code[place] = words.index(why)
    # A link that was refused while its two records became one by others was needless in the end.
    known = (alone[0] >= 0) & (alone[1] >= 0)
    known[known] = customers[alone[0][known]] == customers[alone[1][known]]
    code[np.concatenate([customers[links.one] == customers[links.other], known])] = 0
    code[held.taken] = 1
    order = np.lexsort((code != 1, other, one))
    one, other = one[order], other[order]
    first = np.flatnonzero(np.r_[True, (np.diff(one) != 0) | (np.diff(other) != 0)][: len(one)])
    if not len(first):
        return {"id_a": [], "id_b": [], "matched_by": [], "probability": [], "outcome": []}
    return {
        "id_a": one[first], "id_b": other[first], "matched_by": _written(np.bitwise_or.reduceat(said[order], first)),
        "probability": np.maximum.reduceat(sure[order], first), "outcome": _texts(code[order][first], words),
    }  # fmt: skip


def _written(said: Ints) -> pa.Array:
    """Return what links rest on as texts joined by '+'; a match is not named where a key says the same already."""
    values, codes = np.unique(said, return_inverse=True)
    return _texts(codes, [_words(value) for value in values.tolist()])


def _texts(codes: Ints, words: list[str]) -> pa.Array:
    return pa.array(words, pa.string()).take(pa.array(codes))


def _words(value: int) -> str:
    named = [w for place, w in enumerate(EVIDENCE) if value >> place & 1]
    keys = [w for w in named if w in KEYS]
    return "+".join([*keys, *(w for w in named if w not in KEYS and not (w == MATCH and keys))])

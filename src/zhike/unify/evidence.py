"""Evidence: what ties each record to its customer, and what became of every link."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from zhike.unify.grouping import Components, Ints, components
from zhike.unify.holding import Held
from zhike.unify.keys import KEYS

JOINED, NEEDLESS, UNLIKE = "joined", "needless", "unlike"
_WORDS = (*KEYS, "match", "person")


def components_of(held: Held) -> Components:
    """Return the customers that the links which hold make."""
    if not len(held.taken):
        return Components(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    return components(held.links.one[held.taken], held.links.other[held.taken])


def members(held: Held, found: Components) -> dict[str, Any]:
    """Return arrived, founder, matched_by and probability of every record that has company."""
    founders = np.full(int(found.of.max(initial=-1)) + 1, np.iinfo(np.int64).max)
    np.minimum.at(founders, found.of, found.nodes)
    links = held.links
    # Every link inside a customer is evidence for its two records, whether it was needed or not.
    there = found.at(links.one)
    place = np.flatnonzero((there >= 0) & (there == found.at(links.other)))
    value = _bits(held.said)[place]
    bits, sure = np.zeros(len(found.nodes), dtype=np.int64), np.zeros(len(found.nodes))
    for end in (links.one[place], links.other[place]):
        at = np.searchsorted(found.nodes, end)
        np.bitwise_or.at(bits, at, value)
        np.maximum.at(sure, at, links.probability[place])
    return {
        "arrived": found.nodes, "founder": founders[found.of], "matched_by": _written(bits), "probability": sure,
    }  # fmt: skip


def outcomes(held: Held, found: Components, unlike: pa.Table) -> dict[str, Any]:
    """Return one row per linked pair: by what, how sure, and what became of it; `unlike` are pairs that share a key alone."""
    links = held.links
    one = np.concatenate([links.one, unlike["one"].to_numpy()])
    other = np.concatenate([links.other, unlike["other"].to_numpy()])
    sure = np.concatenate([links.probability, unlike["probability"].to_numpy()])
    bits = _bits([*held.said, *unlike["keys"].to_pylist()])
    words = [NEEDLESS, JOINED, *sorted({why for _, why in held.refused}), UNLIKE]
    code = np.zeros(len(one), dtype=np.int64)
    code[len(links) :] = len(words) - 1
    for place, why in held.refused:
        code[place] = words.index(why)
    # A link that was refused while its two records became one by others was needless in the end.
    there = found.at(one)
    code[(there >= 0) & (there == found.at(other))] = 0
    code[held.taken] = 1
    order = np.lexsort((code != 1, other, one))
    one, other = one[order], other[order]
    first = np.flatnonzero(np.r_[True, (np.diff(one) != 0) | (np.diff(other) != 0)][: len(one)])
    if not len(first):
        return {"id_a": [], "id_b": [], "matched_by": [], "probability": [], "outcome": []}
    named = np.array(words, dtype=object)
    return {
        "id_a": one[first], "id_b": other[first], "matched_by": _written(np.bitwise_or.reduceat(bits[order], first)),
        "probability": np.maximum.reduceat(sure[order], first), "outcome": named[code[order][first]],
    }  # fmt: skip


def _bits(said: Sequence[str]) -> Ints:
    """Return the kinds of evidence of each link as bits."""
    value = {k: sum(1 << _WORDS.index(w) for w in k.split("+")) for k in set(said)}
    return np.fromiter((value[k] for k in said), dtype=np.int64, count=len(said))


def _written(bits: Ints) -> list[str]:
    """Return the kinds joined by '+'; a match is not named where a key says the same already."""
    words = {b: _words(b) for b in np.unique(bits).tolist()}
    return [words[b] for b in bits.tolist()]


def _words(bits: int) -> str:
    named = [w for place, w in enumerate(_WORDS) if bits >> place & 1]
    keys = [w for w in named if w in KEYS]
    return "+".join([*keys, *(w for w in named if w not in KEYS and not (w == "match" and keys))])

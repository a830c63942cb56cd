"""The model: how much each way of agreeing weighs, estimated without labels.

A pair of records is one of three things: one person; two people of one household, who share place and phone and often the
family name; or strangers. For each comparison and way, m is the share of that way among pairs of one person and u among
strangers (Fellegi and Sunter 1969). Both come from expectation maximisation over the pairs that each blocking rule brings
together: what a rule is made of says nothing inside its own block, so the rule's pairs tell about the other comparisons
only. Pairs drawn at random tell about strangers, and the strangers in the block of one field how often they share its
values. Where there is too little, a prior of a few pairs decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhike.unify.matching.blocking import FEW, Rule
from zhike.unify.matching.comparisons import SHARED_AT_HOME, Comparison

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# As many pairs of one person as the usual shares count for, and as many strangers.
PRIOR_PAIRS = 20.0
# Below so many expected pairs of one person the usual shares, not the data, decide a comparison: the report says so.
TOO_FEW = 50.0
_ROUNDS, _STILL = 200, 1e-6
# However many pairs share a value, one more of strangers would be no wonder.
_ONE_PAIR = 1.0
# A company that shows a handful of records has more customers than these: so many more, all strangers with values of
# their own. Without them two records of one name, alone in their table, would be as good as surely one person.
UNSEEN = 100
# Names in a household, "else" first: half share the family name, few anything more.
_HOME_NAME = (0.42, 0.04, 0.48, 0.02, 0.005, 0.025, 0.005, 0.005)


@dataclass(frozen=True)
class Patterns:
    """Pairs that agree in the same ways, counted: `ways` has one column per comparison."""

    rules: Ints
    within: NDArray[np.bool_]
    ways: NDArray[np.int8]
    count: Floats


@dataclass(frozen=True)
class Model:
    """Shares of each way among pairs of one person (m), of one household (h) and strangers (u), by comparison.

    `prior` and `home_prior` are the shares of all pairs that are one person's or one household's: across sources, and
    within one. `expected` says how many pairs of one person each comparison was estimated from, `size` how many records a
    person has who has any, `filled` in how many records a field has a value. `shared` is by field, among the records that
    share a value with few others, how many have it by chance: a phone belongs to one person, and a name that two records
    have is not for that reason a name that two people have.
    """

    comparisons: tuple[Comparison, ...]
    m: tuple[Floats, ...]
    h: tuple[Floats, ...]
    u: tuple[Floats, ...]
    prior: tuple[float, float]
    home_prior: tuple[float, float]
    expected: Mapping[str, float]
    size: float
    filled: Mapping[str, float]
    shared: Mapping[str, float]

    def frequency(self, field: str, often: Floats) -> Floats:
        """Return the chance that a stranger has a value which `often` records have.

        Without better knowledge a person's own records count, at least `size`; with it, those beyond a few are strangers.
        """
        if field in self.shared:
            few = np.minimum(often, FEW)
            others = self.shared[field] * few + often - few
        else:
            others = np.maximum(often, self.size)
        return np.asarray(others / (self.filled.get(field, 0.0) + UNSEEN))


@dataclass(frozen=True)
class Data:
    """What the model is estimated from: candidate pairs and pairs at random, and how values are spread.

    `filled` and `equal_pairs` are by field: records that have a value, pairs of records that have the same one. `few_pairs`
    are those pairs whose value at most `FEW` records have, and `few_records` says how many have it, in the mean over them.
    `possible` counts all pairs of records: across sources, and within one.
    """

    rules: tuple[Rule, ...]
    candidates: Patterns
    random: Patterns
    records: int
    possible: tuple[float, float]
    filled: Mapping[str, float]
    equal_pairs: Mapping[str, float]
    few_pairs: Mapping[str, float]
    few_records: Mapping[str, float]

    def shared(self, strangers: Mapping[str, float]) -> dict[str, float]:
        """Return `Model.shared` from the pairs of strangers among those that share a value with few others, by field."""
        return {
            f: min(2 * (pairs + _ONE_PAIR) / max(self.filled[f] * self.few_records[f], 1.0), 1.0)
            for f, pairs in strangers.items()
        }

    def alike(self, size: float, shared: Mapping[str, float]) -> dict[str, float]:
        """Return by field the chance that two strangers have the same value."""
        return {f: self._alike(f, size, shared) for f, records in self.filled.items() if records}

    def _alike(self, field: str, size: float, shared: Mapping[str, float]) -> float:
        records, equal = self.filled[field], self.equal_pairs[field]
        if field in shared:
            crowd = 2 * (equal - self.few_pairs[field]) / (records + UNSEEN) ** 2
            return shared[field] * self.few_records[field] / (records + UNSEEN) + crowd
        # Nothing tells which of the pairs are one person's: all count, and one's own record as that of another.
        return (2 * equal + (size - 1) * records) / (records + UNSEEN) ** 2


@dataclass
class _Block:
    """The pairs of one rule by what they say about the comparisons that the rule does not settle.

    `speaks_of` as in `Rule`; `is_of_home`: two of one household share it, as a phone but not a mailbox.
    """

    speaks_of: tuple[str, ...]
    is_of_home: bool
    used: list[int]
    ways: NDArray[np.int8]
    count: Floats
    shares: Floats


def estimate(comparisons: Sequence[Comparison], data: Data) -> Model:
    """Return the model that explains the candidate pairs and the pairs at random best."""
    model = _fit(comparisons, data, size=1.0)
    # How many records a person has says which equal values are a person's own: once more, knowing that.
    return _fit(comparisons, data, size=_size(model, data))


def _size(model: Model, data: Data) -> float:
    pairs = sum(share * of for share, of in zip(model.prior, data.possible, strict=True))
    return 1 + 2 * pairs / max(data.records, 1)


def _fit(comparisons: Sequence[Comparison], data: Data, *, size: float) -> Model:
    blocks = [_block(data.candidates, bit, rule, comparisons) for bit, rule in enumerate(data.rules)]
    drawn = _Block(
        (), False, list(range(len(comparisons))), data.random.ways, data.random.count, np.array([0.01, 0.01, 0.98])
    )
    state = _State.first(comparisons, drawn, data, size=size)
    for _ in range(_ROUNDS):
        if state.step([*(b for b in blocks if b.used and len(b.count)), drawn], drawn, data) < _STILL:
            break
    prior, home_prior = _priors(data.candidates, state, possible=data.possible)
    expected = {c.name: float(f.sum()) for c, f in zip(comparisons, state.found, strict=True)}
    return Model(
        tuple(comparisons), tuple(state.m), tuple(state.household()), tuple(state.u), prior, home_prior, expected, size,
        data.filled, state.shared,
    )  # fmt: skip


@dataclass
class _State:
    """The shares as they stand, and in `found` the pairs of one person that speak for each way; the rest as in `Model`."""

    comparisons: Sequence[Comparison]
    size: float
    m: list[Floats]
    u: list[Floats]
    home: Floats
    found: list[Floats]
    shared: dict[str, float]

    @classmethod
    def first(cls, comparisons: Sequence[Comparison], drawn: _Block, data: Data, *, size: float) -> _State:
        m, alike = [np.array(c.usual) for c in comparisons], data.alike(size, {})
        u = []
        for k, comparison in enumerate(comparisons):
            strangers = np.zeros(len(m[k]))
            _add(strangers, drawn.ways[:, k], drawn.count)
            u.append(_strangers(strangers, comparison, alike))
        return cls(comparisons, size, m, u, np.array(_HOME_NAME), [np.zeros_like(x) for x in m], {})

    def household(self) -> list[Floats]:
        """Return the shares in a household: place and phone as of one person, names of their own kind, the rest as strangers."""
        kinds = {**dict.fromkeys(SHARED_AT_HOME, self.m), "name": [self.home] * len(self.m)}
        return [kinds.get(c.name, self.u)[k] for k, c in enumerate(self.comparisons)]

    def step(self, blocks: Sequence[_Block], drawn: _Block, data: Data) -> float:
        """Move to the shares that the pairs speak for, each in the part that it is of each kind; return the largest move."""
        found, at_home, strangers = (
            [np.zeros_like(x) for x in self.m],
            np.zeros_like(self.home),
            [np.zeros_like(x) for x in self.u],
        )
        h, by_chance = self.household(), dict[str, float]()
        for block in blocks:
            part = _responsible(block, self.m, h, self.u)
            for field in block.speaks_of:
                by_chance[field] = float(part[:, 2].sum() + (0.0 if block.is_of_home else part[:, 1].sum()))
            for place, k in enumerate(block.used):
                name, ways = self.comparisons[k].name, block.ways[:, place]
                _add(found[k], ways, part[:, 0] + (part[:, 1] if name in SHARED_AT_HOME else 0.0))
                if name == "name":
                    _add(at_home, ways, part[:, 1])
                if block is drawn:
                    _add(strangers[k], ways, part[:, 2])
        new = [_shares(f, np.array(c.usual)) for f, c in zip(found, self.comparisons, strict=True)]
        moved = max((float(np.abs(a - b).max()) for a, b in zip(self.m, new, strict=True)), default=0.0)
        self.m, self.found, self.home = new, found, _shares(at_home, np.array(_HOME_NAME))
        self.shared = data.shared(by_chance)
        alike = data.alike(self.size, self.shared)
        self.u = [_strangers(s, c, alike) for s, c in zip(strangers, self.comparisons, strict=True)]
        return moved


def _block(candidates: Patterns, bit: int, rule: Rule, comparisons: Sequence[Comparison]) -> _Block:
    used = [k for k, c in enumerate(comparisons) if c.name not in rule.tells]
    of_rule = (candidates.rules >> bit & 1).astype(np.bool_)
    ways, count = _summed(candidates.ways[of_rule][:, used], candidates.count[of_rule])
    return _Block(rule.speaks_of, rule.tells[0] in SHARED_AT_HOME, used, ways, count, np.array([0.5, 0.1, 0.4]))


def _summed(ways: NDArray[np.int8], count: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Return each pattern once, with the sum of its counts."""
    code = np.zeros(len(ways), dtype=np.int64)
    for k in range(ways.shape[1]):
        code = code * 9 + ways[:, k] + 1
    _, first, place = np.unique(code, return_index=True, return_inverse=True)
    return ways[first], np.bincount(place, weights=count, minlength=len(first)).astype(np.float64)


def _responsible(block: _Block, m: Sequence[Floats], h: Sequence[Floats], u: Sequence[Floats]) -> Floats:
    """Return how many pairs of each pattern are one person's, one household's and strangers', and move the block's shares."""
    logs = np.log(block.shares) + _logs(block.ways, block.used, (m, h, u))
    part = np.exp(logs - logs.max(axis=1, keepdims=True))
    part *= (block.count / part.sum(axis=1))[:, None]
    block.shares = (part.sum(axis=0) + 1e-3) / (block.count.sum() + 3e-3)
    return np.asarray(part)


def _add(to: Floats, ways: NDArray[np.int8], weight: Floats) -> None:
    known = ways >= 0
    to += np.bincount(ways[known], weights=weight[known], minlength=len(to))


def _shares(found: Floats, usual: Floats) -> Floats:
    return np.asarray((found + PRIOR_PAIRS * usual) / (found.sum() + PRIOR_PAIRS))


def _strangers(found: Floats, comparison: Comparison, alike: Mapping[str, float]) -> Floats:
    """Return the shares among strangers; that of a way which means an equal value comes from how often values are equal."""
    size = len(comparison.levels)
    # What the draw did not meet is rare, and the stronger the rarer.
    usual = np.array([1.0, *(10.0 ** -(2 + 0.5 * place) for place in range(size))])
    shares = (found + usual / usual.sum()) / (found.sum() + 1.0)
    for place, level in enumerate(reversed(comparison.levels), start=1):
        if level.frequency in alike and place == size:
            shares[place] = max(alike[level.frequency], 1e-9)
    return np.asarray(shares / shares.sum())


def _priors(
    candidates: Patterns, state: _State, *, possible: tuple[float, float]
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the shares of one person's and one household's pairs among all possible ones, across and within sources."""
    logs = _logs(candidates.ways, range(len(state.m)), (state.m, state.household(), state.u))
    likely = np.exp(logs - logs.max(axis=1, keepdims=True))
    person, home = [], []
    for inside, of_all in enumerate(possible):
        here = candidates.within == bool(inside)
        one, two = _share(likely[here], candidates.count[here], of_all)
        person.append(one)
        home.append(two)
    return (person[0], person[1]), (home[0], home[1])


def _logs(ways: NDArray[np.int8], used: Sequence[int], shares: Sequence[Sequence[Floats]]) -> Floats:
    """Return the logarithm of how likely each pattern is in each kind of pair."""
    logs = np.zeros((len(ways), len(shares)))
    for place, k in enumerate(used):
        way = ways[:, place]
        for column, of_kind in enumerate(shares):
            logs[:, column] += np.where(way >= 0, np.log(of_kind[k])[way], 0.0)
    return logs


def _share(likely: Floats, count: Floats, of_all: float) -> tuple[float, float]:
    if not len(count) or of_all <= 0:
        return 1e-9, 1e-9
    person, home = 0.1 * count.sum() / of_all, 0.1 * count.sum() / of_all
    for _ in range(_ROUNDS):
        parts = likely * np.array([person, home, max(1 - person - home, 1e-9)])
        parts *= (count / parts.sum(axis=1))[:, None]
        sums = parts.sum(axis=0)
        before, person, home = person, max(sums[0] / of_all, 1e-12), max(sums[1] / of_all, 1e-12)
        if abs(person - before) < 1e-6 * person:
            break
    return float(person), float(home)

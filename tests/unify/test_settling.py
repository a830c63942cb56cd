"""Groups that need no thought are those that thinking link by link would make."""

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from zhike.unify.grouping import Guards, Kind, Links, Scores, group, odds
from zhike.unify.settling import Apart, Marked, Pairs, numbered, settle

RECORDS = range(9)
pairs = st.tuples(st.sampled_from(RECORDS), st.sampled_from(RECORDS)).filter(lambda p: p[0] < p[1])
# Few values, so that sums of what pairs say meet zero and links are equally sure.
sure = st.sampled_from([0.02, 0.4, 0.5, 0.6, 0.9, 0.99])


@st.composite
def cases(draw):
    compared = draw(st.dictionaries(pairs, sure, max_size=20))
    contradicted = {p for p in compared if compared[p] < 0.1 and draw(st.booleans())}
    matches = [(*p, s, Kind.MATCH, 0) for p, s in compared.items() if s >= 0.5]
    keys = [(*p, 0.995, Kind.KEY, 0) for p in draw(st.lists(pairs, max_size=6, unique=True))]
    decided = [(*p, 1.0, Kind.DECISION, seq) for seq, p in enumerate(draw(st.lists(pairs, max_size=1)), start=1)]
    labels = {
        r: {"national_id": draw(st.sampled_from("ab"))} for r in draw(st.sets(st.sampled_from(RECORDS), max_size=3))
    }
    single = dict.fromkeys(draw(st.sets(st.sampled_from(RECORDS), max_size=3)), "till")
    marks = dict(zip(draw(st.lists(st.sampled_from(RECORDS), max_size=2, unique=True)), "ab", strict=False))
    return compared, contradicted, [*keys, *matches, *decided], labels, single, marks


@settings(max_examples=600, deadline=None)
@given(cases())
def test_settled_groups_are_those_that_grouping_link_by_link_makes(case):
    compared, contradicted, rows, labels, single, marks = case
    if not rows:
        return
    columns = [np.array(c) for c in zip(*rows, strict=True)]
    links = Links(columns[0], columns[1], columns[2].astype(float), columns[3].astype(np.int8), columns[4])
    both = {r: {**labels.get(r, {}), **({"D9": marks[r]} if r in marks else {})} for r in {*labels, *marks}}
    guards = Guards(both, {"D9": 9} if marks else {}, 5, single)
    scores = Scores({p: float(odds(np.float64(s))) for p, s in compared.items()}, contradicted)
    slow = group(links, scores=scores, guards=guards)

    ends = np.array(list(compared), dtype=np.int64).reshape(-1, 2)
    found = settle(
        links,
        Pairs(ends[:, 0], ends[:, 1], np.array([*compared.values()], dtype=float), np.array([p in contradicted for p in compared], dtype=bool)),
        Apart(
            np.array([*marks], dtype=np.int64),
            Marked(np.array([*labels], dtype=np.int64), numbered(pa.chunked_array([pa.array([v["national_id"] for v in labels.values()], pa.string())]))),
            Marked(np.array([*single], dtype=np.int64), np.zeros(len(single), dtype=np.int64)),
            5,
        ),
        count=len(RECORDS),
    )  # fmt: skip
    plain = set(np.flatnonzero(found.plain).tolist())
    assert set(found.taken.tolist()) == plain & set(slow.taken)
    assert not plain & {place for place, _ in slow.refused}


def test_a_triangle_holds_by_what_each_two_pairs_say_together():
    links = Links(
        np.array([1, 2]),
        np.array([2, 3]),
        np.array([0.99, 0.9]),
        np.zeros(2, dtype=np.int8),
        np.zeros(2, dtype=np.int64),
    )
    nobody = Marked(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    apart = Apart(np.zeros(0, dtype=np.int64), nobody, nobody, 50)

    def plain(third):
        given_pairs = Pairs(
            np.array([1, 2, 1]), np.array([2, 3, 3]), np.array([0.99, 0.9, third]), np.zeros(3, dtype=bool)
        )
        return settle(links, given_pairs, apart, count=4).plain.tolist()

    assert plain(0.4) == [True, True]
    assert plain(0.01) == [False, False]

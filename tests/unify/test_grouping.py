"""Which links hold, and from which probability on two records are linked."""

import numpy as np
import pytest

from zhike.unify.grouping import Guards, Kind, Links, Scores, group, odds
from zhike.unify.threshold import LEAST, floor, interval, shift_of, threshold


def links(*rows):
    """Return links from (one, other, probability, kind, order)."""
    one, other, probability, kind, order = zip(*rows, strict=True)
    return Links(
        np.array(one),
        np.array(other),
        np.array(probability, dtype=float),
        np.array(kind, dtype=np.int8),
        np.array(order),
    )


def taken(found_links, *, scores=(), contradicted=(), labels=(), decided=(), largest=50, single=()):
    guards = Guards(dict(labels), dict(decided), largest, dict(single))
    found = group(
        found_links,
        scores=Scores({pair: float(odds(p)) for pair, p in dict(scores).items()}, set(contradicted)),
        guards=guards,
    )
    pairs = {(int(found_links.one[p]), int(found_links.other[p])) for p in found.taken}
    return pairs, {(int(found_links.one[p]), int(found_links.other[p])): why for p, why in found.refused}


def match(one, other, probability):
    return (one, other, probability, Kind.MATCH, 0)


def test_a_group_with_two_identity_numbers_is_cut_at_its_weakest_link():
    chain = links(match(1, 2, 0.99), match(2, 3, 0.7), match(3, 4, 0.95))
    scores = {(1, 2): 0.99, (2, 3): 0.7, (3, 4): 0.95, (1, 3): 0.9, (2, 4): 0.9, (1, 4): 0.9}
    joined, refused = taken(chain, scores=scores, labels={1: {"national_id": "a"}, 4: {"national_id": "b"}})
    assert joined == {(1, 2), (3, 4)}
    assert refused == {(2, 3): "national_id"}


def test_a_link_that_the_other_pairs_speak_against_is_refused():
    chain = links(match(1, 2, 0.99), match(2, 3, 0.6))
    assert taken(chain, scores={(1, 2): 0.99, (2, 3): 0.6, (1, 3): 0.001}) == ({(1, 2)}, {(2, 3): "others"})
    assert taken(chain, scores={(1, 2): 0.99, (2, 3): 0.6, (1, 3): 0.8})[0] == {(1, 2), (2, 3)}


def test_records_that_a_person_kept_apart_stay_apart_and_a_later_decision_lifts_it():
    marks = {"labels": {1: {"D1": "a"}, 2: {"D1": "b"}}, "decided": {"D1": 5}}
    assert taken(links((1, 2, 0.999, Kind.KEY, 0)), **marks) == (set(), {(1, 2): "decision"})
    assert taken(links((1, 2, 1.0, Kind.DECISION, 4)), **marks) == (set(), {(1, 2): "decision"})
    assert taken(links((1, 2, 1.0, Kind.DECISION, 6)), **marks)[0] == {(1, 2)}


def test_a_person_may_join_what_identity_numbers_part():
    labels = {1: {"national_id": "a"}, 2: {"national_id": "b"}}
    assert taken(links((1, 2, 0.999, Kind.KEY, 0)), labels=labels)[1] == {(1, 2): "national_id"}
    assert taken(links((1, 2, 1.0, Kind.DECISION, 1)), labels=labels)[0] == {(1, 2)}


def test_a_group_does_not_grow_beyond_the_largest_size():
    star = links(*((1, n, 0.995, Kind.KEY, 0) for n in range(2, 6)))
    joined, refused = taken(star, largest=3)
    assert len(joined) == 2
    assert set(refused.values()) == {"size"}


def test_a_source_that_keeps_each_person_once_gives_a_customer_one_record():
    both = links(match(1, 3, 0.9), match(2, 3, 0.95))
    joined, refused = taken(both, scores={(1, 3): 0.9, (2, 3): 0.95, (1, 2): 0.9}, single={1: "till", 2: "till"})
    assert (joined, refused) == ({(2, 3)}, {(1, 3): "source"})


def test_a_key_joins_unless_fields_contradict_it():
    chain = links((1, 2, 0.995, Kind.KEY, 0), (2, 3, 0.995, Kind.KEY, 0))
    assert taken(chain)[0] == {(1, 2), (2, 3)}
    assert taken(chain, contradicted={(1, 3)})[1] == {(2, 3): "others"}


@pytest.mark.parametrize(
    ("probabilities", "precision", "expected"),
    [
        ([0.99, 0.98, 0.9, 0.3], 0.9, LEAST),
        ([0.999, 0.99, 0.6, 0.55], 0.98, 0.99),
        ([0.6, 0.55], 0.9, 1.0),
        ([0.2], 0.9, LEAST),
        ([], 0.9, LEAST),
    ],
)
def test_the_threshold_is_the_least_that_keeps_the_precision(probabilities, precision, expected):
    found = threshold(np.array(probabilities), precision=precision)
    kept = [p for p in probabilities if p >= found]
    assert found == pytest.approx(expected)
    assert not kept or np.mean(kept) >= precision


def test_a_pair_that_people_find_to_be_two_is_no_link():
    assert floor(0.0) == LEAST
    assert floor(2.0) == LEAST
    assert floor(-2.0) == pytest.approx(0.8808, abs=1e-4)


def test_answers_move_the_odds_once_there_are_enough():
    likely = np.full(40, 0.8)
    assert shift_of(likely[:10], np.ones(10, dtype=bool)) == 0.0
    assert shift_of(likely, np.ones(40, dtype=bool)) > 0.5
    assert shift_of(likely, np.arange(40) < 10) < -1
    assert abs(shift_of(likely, np.arange(40) < 32)) < 0.01


def test_the_interval_of_a_share_is_wilsons():
    low, high = interval(18, 20)
    assert (round(low, 3), round(high, 3)) == (0.699, 0.972)
    assert interval(0, 0) == (0.0, 1.0)


def test_a_person_joins_whole_customers_whatever_their_records_say_of_each_other():
    found = links((2, 3, 0.999, Kind.KEY, 0), (1, 2, 1.0, Kind.DECISION, 1))
    assert taken(found, contradicted={(1, 3), (1, 2)}) == ({(2, 3), (1, 2)}, {})

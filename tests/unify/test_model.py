"""The model: that what it states of pairs is so, on records whose truth is known."""

import numpy as np
import pytest

from zhike.unify.matching import COMPARISONS, RULES, UNSEEN, Data, Patterns, estimate

NAMES = {c.name: place for place, c in enumerate(COMPARISONS)}
PHONE_RULE = next(r for r in RULES if r.name == "phone")
UNKNOWN = -1


def pairs_that_share_a_phone(*, of_one_person, of_strangers):
    """Return patterns of pairs with the same phone: one person's also agree in name and birth date, strangers' in nothing."""
    ways = np.full((2, len(COMPARISONS)), UNKNOWN, dtype=np.int8)
    ways[:, NAMES["phone"]] = 2
    ways[0, [NAMES["name"], NAMES["birth"]]] = 7, 3
    ways[1, [NAMES["name"], NAMES["birth"]]] = 0, 0
    return Patterns(
        np.ones(2, dtype=np.int64), np.zeros(2, dtype=np.bool_), ways, np.array([of_one_person, of_strangers], dtype=float)
    )  # fmt: skip


def strangers(count):
    """Return pairs at random: they agree in nothing."""
    ways = np.zeros((1, len(COMPARISONS)), dtype=np.int8)
    return Patterns(np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.bool_), ways, np.array([float(count)]))


def model_of(*, of_one_person, of_strangers, records=10_000):
    equal = float(of_one_person + of_strangers)
    return estimate(
        COMPARISONS,
        Data(
            rules=(PHONE_RULE,),
            candidates=pairs_that_share_a_phone(of_one_person=of_one_person, of_strangers=of_strangers),
            random=strangers(200_000),
            records=records,
            possible=(records * (records - 1) / 2, 0.0),
            filled={"phone": float(records), "written": float(records), "birth": float(records)},
            equal_pairs={"phone": equal, "written": float(of_one_person), "birth": float(of_one_person)},
            few_pairs={"phone": equal, "written": 0.0, "birth": 0.0},
            few_records={"phone": 2.0, "written": 2.0, "birth": 2.0},
        ),
    )


def odds_of_a_shared_phone(model):
    """Return how many times likelier one person is than strangers when two records share a phone that only they have."""
    u = model.frequency("phone", np.array([2.0]))[0]
    prior = model.prior[0]
    return prior / (1 - prior) * model.m[NAMES["phone"]][2] / u


def test_a_phone_that_only_its_owner_has_says_who_it_is_though_nothing_else_is_known():
    model = model_of(of_one_person=1_000, of_strangers=0)
    assert odds_of_a_shared_phone(model) > 50


@pytest.mark.parametrize(("persons", "others"), [(900, 100), (500, 500), (200, 800)])
def test_a_shared_phone_says_as_much_as_its_other_pairs_show(persons, others):
    odds = odds_of_a_shared_phone(model_of(of_one_person=persons, of_strangers=others))
    assert odds / (1 + odds) == pytest.approx(persons / 1_000, abs=0.12)


def test_a_value_that_a_crowd_has_is_as_frequent_as_it_is():
    model = model_of(of_one_person=1_000, of_strangers=0)
    assert model.frequency("phone", np.array([5_000.0]))[0] == pytest.approx(0.5, abs=0.01)
    rare, more, crowd = model.frequency("phone", np.array([2.0, 15.0, 40.0]))
    assert rare < more < crowd


def test_a_frequent_name_is_as_frequent_among_strangers_as_it_is_in_all_records():
    model = model_of(of_one_person=1_000, of_strangers=0)
    assert model.frequency("written", np.array([500.0]))[0] == pytest.approx(500 / (10_000 + UNSEEN))

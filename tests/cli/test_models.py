"""zhike model: list, card, backtest and train, on the cast's shop, whose scores are withheld for want of data."""

import json

import pytest

from zhike.cli import models


def test_every_score_is_listed_with_what_is_missing(zhike_, shop):
    done = zhike_("-w", shop.folder, "model", "list", "--json")
    found = done.json
    assert {c["score"] for c in found} >= {"clv", "churn"}
    assert {c["verdict"] for c in found if c["score"] == "clv"} == {"withheld"}
    assert all(c["missing"] for c in found if c["verdict"] == "withheld")


def test_a_card_says_in_the_readers_language_what_is_missing(zhike_, shop):
    english, chinese = (zhike_("-w", shop.folder, "--lang", lang, "model", "card", "clv").out for lang in ("en", "zh"))
    assert "more buyers who bought again are needed" in english
    assert "位复购客户" in chinese


def test_a_score_without_a_test_says_where_to_read_why(zhike_, shop):
    assert "zhike model card clv" in zhike_("-w", shop.folder, "model", "backtest", "clv").out
    assert json.loads(zhike_("-w", shop.folder, "model", "backtest", "clv", "--cutoffs", "4", "--json").out) == []


def test_clusters_have_a_card_and_nothing_that_a_later_day_could_test(zhike_, shop):
    assert (
        "more customers with 3 orders at least are needed" in zhike_("-w", shop.folder, "model", "card", "clusters").out
    )
    assert "zhike model card clusters" in zhike_("-w", shop.folder, "model", "backtest", "clusters").out
    for asked in (["train", "clusters"], ["backtest", "k_means", "--cutoffs", "4"]):
        assert "clusters cannot be trained or tested alone" in zhike_("-w", shop.folder, "model", *asked).err


def test_training_anew_gives_what_the_run_has(zhike_, shop):
    assert "The same as in the current run." in zhike_("-w", shop.folder, "model", "train", "clv").out


def test_an_unknown_score_names_the_nearest(zhike_, shop):
    done = zhike_("-w", shop.folder, "model", "card", "cvl")
    assert done.code == 2
    assert "Did you mean clv?" in done.err


def test_a_total_that_was_off_is_said_as_a_share():
    assert models._off({"expected": 75.0, "actual": 100.0}) == "-25.0%"
    assert models._off({"expected": 75.0, "actual": None}) is None


@pytest.mark.parametrize("name", ["clv", "blend"])
def test_a_score_is_found_by_its_own_name_and_by_its_model(name):
    cards = [
        {"score": "clv", "model": "blend"},
        {"score": "clv", "model": "blend"},
        {"score": "churn", "model": "logistic"},
    ]
    assert models._named(cards, name) == cards[:2]

"""zhike identity: what is shown, decided, undone and reviewed at a terminal."""

import csv

import pytest

from zhike import pipeline

TILL = "客户编号,姓名,手机号\n1,王小明,13800138001\n2,李雷,13800138002\n"
WEB = "客户编号,姓名,手机号\nw1,王小明,13800138001\n"


@pytest.fixture
def shop(empty_shop, deliver):
    deliver(empty_shop, TILL, name="till.csv", into="customers", source="till")
    deliver(empty_shop, WEB, name="web.csv", into="customers", source="web")
    pipeline.run(empty_shop)
    return empty_shop


@pytest.fixture
def at(shop, zhike_):
    return lambda *words: zhike_("identity", *words, "-w", shop.folder)


def test_a_customer_is_shown_with_records_and_merges(at):
    found = at("show", "till:1", "--json").json
    assert [r["record"] for r in found["records"]] == ["till:1", "web:w1"]
    assert [m["matched_by"] for m in found["merges"]] == ["phone"]
    said = at("show", found["customer_id"]).out
    assert "the same phone: made one customer of two" in said
    assert "2 records" in said


def test_every_change_has_an_undo(at):
    split = at("split", "till:1", "web:w1", "--because", "his son", "--json").json
    assert sorted(len(c["records"]) for c in split["customers"]) == [1, 1]
    assert "two customers" in at("why", "till:1", "web:w1").out
    assert "his son" in at("why", "till:1", "web:w1").out
    undone = at("undo", split["change"], "--json").json
    assert [len(c["records"]) for c in undone["customers"]] == [2]
    again = at("undo", undone["change"], "--json").json
    assert len(again["customers"]) == 2


def test_two_are_merged_and_kept_apart(at):
    assert "zhike identity undo D" in at("merge", "till:1", "till:2", "--because", "one man").out
    assert at("show", "till:2", "--json").json["as_published"] is False
    assert len(at("apart", "till:1", "till:2").out.splitlines()) >= 3


def test_a_merge_by_a_key_is_undone_by_the_id_of_its_pair(at):
    [merge] = at("show", "till:1", "--json").json["merges"]
    assert len(at("undo", merge["id"], "--json").json["customers"]) == 2


@pytest.mark.parametrize(
    "words",
    [
        ("show", "C1"),
        ("why", "till:1", "till:9"),
        ("merge", "till:1", "web:w1"),
        ("undo", "D1"),
        ("review", "--kind", "all"),
    ],
)
def test_wrong_use_says_what_is_wrong(at, words):
    assert at(*words).code == 2


def test_pairs_are_written_for_review_and_answers_are_taken(at, tmp_path):
    file = tmp_path / "pairs.csv"
    assert at("review", "--export", file, "--json").json["pairs"] == 0
    with file.open(encoding="utf-8-sig", newline="") as written:
        assert next(csv.reader(written))[:3] == ["pair_id", "answer", "because"]
    [merge] = at("show", "till:1", "--json").json["merges"]
    file.write_text(f"pair_id,answer,because\n{merge['id']},reject,two people\n", "utf-8")
    assert at("review", "--import", file, "--json").json == {"accepted": 0, "rejected": 1, "skipped": 0, "empty": 0}
    assert at("why", "till:1", "web:w1", "--json").json["is_one"] is False
    assert "0 pairs wait" in at("review").out

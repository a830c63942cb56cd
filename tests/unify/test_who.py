"""Who is who: asked, changed, undone, and answered, and what is seen at once is what the next run publishes."""

import csv
import itertools
import shutil

import pytest
from tests import shop as cast

import zhike
from zhike import collect, pipeline
from zhike.errors import UnknownNameError, WrongUseError
from zhike.govern import Actor
from zhike.govern.roles import VIEWER, NotAllowedError
from zhike.unify import who
from zhike.workspace import make_workspace

ANA = Actor("ana")

MEMBERS = """客户编号,姓名,手机号,生日,地址
1,王小明,13800138001,1988-02-03,浙江省杭州市西湖区文三路18号
2,李雷,13800138002,1979-11-30,浙江省杭州市上城区解放路5号
3,韩梅梅,13800138003,1990-06-07,江苏省南京市鼓楼区中山路77号
"""
WEB = """客户编号,姓名,手机号,邮箱
w1,王小明,13800138001,wang@example.com
w2,欧阳娜娜,13900139009,na@example.com
"""
APP = """客户编号,姓名,邮箱
a1,王小明,wang@example.com
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Return a workspace in which one customer has three records, made once for the module."""
    folder = tmp_path_factory.mktemp("who")
    make_workspace(folder / "shop", cast.SETTINGS)
    with zhike.open(folder / "shop") as opened:
        for name, text in (("till", MEMBERS), ("web", WEB), ("app", APP)):
            (folder / f"{name}.csv").write_text(text, "utf-8")
            collect.load(opened, folder / f"{name}.csv", into="customers", source=name)
        pipeline.run(opened)
    return folder / "shop"


@pytest.fixture
def shop(made, tmp_path, reading_here):  # noqa: ARG001 - asked for its effect
    shutil.copytree(made, tmp_path / "shop")
    with zhike.open(tmp_path / "shop") as opened:
        yield opened


def groups(shop):
    """Return the customers of all records as they stand now, by the number of each."""
    ids = {r["customer_id"] for r in shop.query("select distinct customer_id from identity").to_pylist()}
    return {s.customer_id: frozenset(str(t.record) for t in s.records) for s in who.standing(shop, ids)}


def published(shop):
    found = {}
    for r in shop.query("select * from identity").to_pylist():
        found.setdefault(r["customer_id"], set()).add(f"{r['source']}:{r['record_id']}")
    return {c: frozenset(v) for c, v in found.items()}


WANG = frozenset({"till:1", "web:w1", "app:a1"})


def test_a_customer_is_made_of_records_with_the_merges_that_tie_them(shop):
    found = who.show(shop, "till:1", by=ANA)
    assert frozenset(str(t.record) for t in found.customer.records) == WANG
    assert sorted(m.matched_by for m in found.merges) == ["email", "phone"]
    assert found.fields[found.customer.records[0].record]["name"] == "王小明"
    assert found.customer.is_as_published


def test_what_is_seen_at_once_is_what_the_next_run_publishes(shop):
    one = who.split(shop, "till:1", ["web:w1"], because="her brother's account", by=ANA)
    who.merge(shop, "till:2", "web:w2", because="they married", by=ANA)
    who.apart(shop, "app:a1", "till:1", because="another Wang", by=ANA)
    at_once = groups(shop)
    assert {"web:w1"} in at_once.values()
    assert {"till:2", "web:w2"} in at_once.values()
    pipeline.run(shop)
    assert published(shop) == at_once
    assert who.show(shop, one.customers[0].customer_id, by=ANA).customer.is_as_published


def test_a_merge_by_a_key_is_undone_by_its_pair_and_stays_apart_and_the_undo_is_undone(shop):
    before = groups(shop)
    merge = next(m for m in who.show(shop, "till:1", by=ANA).merges if "phone" in m.matched_by)
    done = who.undo(shop, merge.id, because="a shared phone", by=ANA)
    assert WANG not in groups(shop).values()
    pipeline.run(shop)
    assert WANG not in published(shop).values()
    who.undo(shop, done.id, because="no, it was he", by=ANA)
    assert groups(shop) == before
    pipeline.run(shop)
    assert published(shop) == before


def test_an_undone_merge_by_hand_stays_apart_whatever_ties_the_two_later(shop, deliver):
    merged = who.merge(shop, "till:2", "till:3", because="one household", by=ANA)
    who.undo(shop, merged.id, because="two people", by=ANA)
    deliver(
        shop,
        "客户编号,姓名,手机号,邮箱\n7,李雷,13800138002,x@example.com\n8,韩梅梅,13800138003,x@example.com\n9,,13800138002,y@example.com\n10,,13800138003,y@example.com\n",
        into="customers",
        source="fair",
    )
    pipeline.run(shop)
    assert not any({"till:2", "till:3"} <= group for group in published(shop).values())


def test_what_a_decision_parted_since_the_run_is_said_of_its_pairs(shop):
    who.split(shop, "till:1", ["app:a1"], because="", by=ANA)
    found = who.show(shop, "app:a1", by=ANA)
    # The e-mail tied it to the record of the web; the name alone ties it to nobody.
    assert {str(p.a): p.outcome for p in found.doubts} == {"web:w1": "decision", "till:1": "below"}
    assert found.merges == ()


def test_a_customer_that_a_decision_made_is_found_before_the_next_run(shop):
    [new] = [c for c in who.split(shop, "till:1", ["app:a1"], because="", by=ANA).customers if len(c.records) == 1]
    assert who.show(shop, new.customer_id, by=ANA).customer == new


def test_a_number_of_before_leads_to_the_customer_of_now(shop):
    old = who.show(shop, "web:w2", by=ANA).customer.customer_id
    who.merge(shop, "till:2", "web:w2", because="one", by=ANA)
    pipeline.run(shop)
    now = who.show(shop, old, by=ANA).customer
    assert {str(t.record) for t in now.records} == {"till:2", "web:w2"}
    assert now.customer_id != old


def test_why_two_are_one_names_the_way_between_them(shop):
    found = who.why(shop, "till:1", "app:a1", by=ANA)
    assert found.is_one
    assert [str(r) for p in found.path for r in (p.a, p.b)].count("web:w1") == 2
    other = who.why(shop, "till:1", "till:2", by=ANA)
    assert (other.is_one, other.path) == (False, ())


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda s: who.merge(s, "till:1", "web:w1", because="", by=ANA), WrongUseError),
        (lambda s: who.split(s, "till:1", ["till:1", "web:w1", "app:a1"], because="", by=ANA), WrongUseError),
        (lambda s: who.split(s, "till:1", [], because="", by=ANA), WrongUseError),
        (lambda s: who.split(s, "till:1", ["till:2"], because="", by=ANA), UnknownNameError),
        (lambda s: who.apart(s, "till:1", "till:1", because="", by=ANA), WrongUseError),
        (lambda s: who.undo(s, "D404", because="", by=ANA), UnknownNameError),
        (lambda s: who.undo(s, "P404", because="", by=ANA), UnknownNameError),
        (lambda s: who.show(s, "C404", by=ANA), who.UnknownRecordError),
        (lambda s: who.show(s, "till:404", by=ANA), who.UnknownRecordError),
        (lambda s: who.queue(s, by=ANA, kind="all"), UnknownNameError),
        (lambda s: who.answer(s, "P404", "accept", by=ANA), UnknownNameError),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_decided(shop, call, error):
    before = groups(shop)
    with pytest.raises(error):
        call(shop)
    assert groups(shop) == before
    assert who.pending(shop) == ()


def test_an_undo_counts_once(shop):
    done = who.apart(shop, "till:1", "web:w1", because="", by=ANA)
    who.undo(shop, done.id, because="", by=ANA)
    with pytest.raises(WrongUseError, match=done.id):
        who.undo(shop, done.id, because="", by=ANA)


@pytest.mark.parametrize("what", ["merge", "split", "apart", "undo", "answer"])
def test_a_viewer_decides_nothing(shop, what):
    viewer = Actor("vic", role=VIEWER)
    calls = {
        "merge": lambda: who.merge(shop, "till:1", "till:2", because="", by=viewer),
        "split": lambda: who.split(shop, "till:1", ["web:w1"], because="", by=viewer),
        "apart": lambda: who.apart(shop, "till:1", "till:2", because="", by=viewer),
        "undo": lambda: who.undo(shop, "D1", because="", by=viewer),
        "answer": lambda: who.answer(shop, "P1", "accept", by=viewer),
    }
    with pytest.raises(NotAllowedError):
        calls[what]()


def test_a_viewer_sees_masked_contacts(shop):
    found = who.show(shop, "till:1", by=Actor("vic", role=VIEWER))
    assert "13800138001" not in repr(found.fields)


def test_decisions_in_any_order_and_undone_in_any_order_leave_what_was(shop):
    before = groups(shop)
    for order in itertools.permutations(range(3)):
        ids = [
            who.merge(shop, "till:1", "till:2", because="", by=ANA).id,
            who.apart(shop, "till:1", "app:a1", because="", by=ANA).id,
            who.merge(shop, "till:3", "web:w2", because="", by=ANA).id,
        ]
        for at in order:
            who.undo(shop, ids[at], because="", by=ANA)
        assert groups(shop) == before


def test_the_queue_is_written_answered_in_a_file_and_taken_back_in(shop, tmp_path):
    path = tmp_path / "queue.csv"
    written = who.export_queue(shop, path, by=ANA, kind="links")
    assert written == who.queue(shop, by=ANA, kind="links").open
    rows = list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))
    assert len(rows) == written
    path.write_text("pair_id,answer\nP1,maybe\n", "utf-8")
    with pytest.raises(WrongUseError, match="maybe"):
        who.import_answers(shop, path, by=ANA)
    path.write_text("nothing\n", "utf-8")
    with pytest.raises(WrongUseError, match="pair_id"):
        who.import_answers(shop, path, by=ANA)

"""What a run moved from one customer to another is kept, with why, and every later run continues the list."""

import pytest

from zhike import collect, pipeline
from zhike.govern import Actor
from zhike.unify.decisions import Record, Sides, decide

ANA = Actor("ana")


@pytest.fixture
def shop(empty_shop):
    return empty_shop


def deliver(shop, tmp_path, name, text, source):
    file = tmp_path / name
    file.write_text(text, "utf-8")
    collect.load(shop, file, into="customers", source=source)
    pipeline.run(shop)


def changes(shop):
    return shop.query(
        "select source, record_id, what, because, from_customer, to_customer from identity_changes order by changed_at"
    ).to_pylist()


def customer_of(shop, source, record):
    return shop.query(
        f"select customer_id from identity where source = '{source}' and record_id = '{record}'"
    ).to_pylist()[0]["customer_id"]


def test_what_a_new_record_joins_and_what_a_decision_parts_is_kept_with_the_reason(shop, tmp_path):
    deliver(shop, tmp_path, "a.csv", "客户编号,姓名,手机号\n1,王小明,13800138001\n", "till")
    deliver(shop, tmp_path, "b.csv", "客户编号,邮箱\n7,wang@example.com\n", "web")
    first, second = customer_of(shop, "till", "1"), customer_of(shop, "web", "7")
    assert first != second
    assert changes(shop) == []
    deliver(shop, tmp_path, "c.csv", "客户编号,姓名,手机号,邮箱\nx,王小明,13800138001,wang@example.com\n", "app")
    [row] = changes(shop)
    assert (row["source"], row["record_id"], row["what"]) == ("web", "7", "joined")
    assert (row["from_customer"], row["to_customer"]) == (second, first)
    assert "email" in row["because"]
    decide(
        shop.store,
        "apart",
        Sides([Record("web", "7")], [Record("till", "1"), Record("app", "x")]),
        because="the son",
        by=ANA,
    )
    pipeline.run(shop)
    assert [(r["what"], r["because"]) for r in changes(shop)][1:] == [("parted", "decision")]
    assert customer_of(shop, "web", "7") == second
    pipeline.run(shop)
    assert len(changes(shop)) == 2


def test_what_an_undone_import_takes_apart_is_gone(shop, tmp_path):
    deliver(shop, tmp_path, "a.csv", "客户编号,姓名,手机号\n1,王小明,13800138001\n", "till")
    deliver(shop, tmp_path, "b.csv", "客户编号,邮箱\n7,wang@example.com\n", "web")
    deliver(shop, tmp_path, "c.csv", "客户编号,姓名,手机号,邮箱\nx,王小明,13800138001,wang@example.com\n", "app")
    newest = collect.receipts(shop)[-1]
    collect.undo(shop, newest.id, by=ANA)
    pipeline.run(shop)
    assert [(r["what"], r["because"]) for r in changes(shop)] == [
        ("joined", changes(shop)[0]["because"]),
        ("parted", "gone"),
    ]

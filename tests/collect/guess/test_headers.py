"""What a header claims."""

from __future__ import annotations

import pytest

from zhike.collect.entities import ENTITIES
from zhike.collect.guess import guess
from zhike.collect.guess.headers import claims, is_ignored, words
from zhike.collect.guess.synonyms import COMMON, OWN


def first(header: str, entity: str) -> str | None:
    found = claims(header, entity=entity)
    return found[0].field if found else None


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("InvoiceNo", ("invoice", "no")),
        ("customerID", ("customer", "id")),
        (" date_of_birth ", ("date", "of", "birth")),
        ("金额（元）", ("金额",)),
        ("Amount (CNY)", ("amount",)),
        ("ＥＭＡＩＬ", ("email",)),
        ("(备注)", ("备注",)),
        ("---", ()),
    ],
)
def test_a_header_is_read_as_words(header, expected):
    assert words(header) == expected


@pytest.mark.parametrize(
    ("header", "entity", "field"),
    [
        ("收货人手机", "customers", "phone"),
        ("会员卡号", "customers", "member_no"),
        ("买家会员名", "orders", "record_id"),
        ("买家实际支付金额", "orders", "net_amount"),
        ("UnitPrice", "order_lines", "unit_price"),
        ("宝贝标题", "order_lines", "product_name"),
        ("openid", "customers", "wechat_id"),
        ("contact_id", "customers", "record_id"),
    ],
)
def test_the_names_systems_use_are_known(header, entity, field):
    assert first(header, entity) == field


def test_one_word_means_something_else_in_each_entity():
    assert [first("date", e) for e in ("costs", "orders", "events", "interactions")] == [
        "date",
        "ordered_at",
        "occurred_at",
        "started_at",
    ]
    assert [first("name", e) for e in ("customers", "products")] == ["name", "product_name"]
    assert [first("状态", e) for e in ("orders", "consents", "interactions")] == ["status", "state", "outcome"]


def test_words_that_say_whose_may_be_taken_off():
    assert first("Billing Email", "customers") == "email"
    assert first("会员生日", "customers") == "birth_date"
    assert first("phone_2", "customers") == "phone"


def test_an_exact_name_is_plainer_than_one_taken_apart():
    exact, apart, inside = (
        claims(h, entity="customers")[0].strength for h in ("手机号码", "学员手机号码", "家长的手机号码")
    )
    assert exact > apart > inside


@pytest.mark.parametrize(
    "header", ["最近下单时间", "last_order_date", "avg_unit_price", "紧急联系电话", "Parent Customer ID"]
)
def test_facts_about_a_customer_are_not_taken_for_facts_of_the_row(header):
    assert not any(claims(header, entity=entity) for entity in ("orders", "order_lines", "customers"))


def test_remarks_and_tracking_numbers_are_known_to_go_nowhere():
    assert is_ignored("商家备注")
    assert is_ignored("Tracking Number")
    assert not is_ignored("备忘手机")
    assert claims("Shipping Method", entity="orders") == ()
    assert claims("快递公司", entity="customers") == ()


def test_every_field_of_every_entity_answers_to_its_own_name():
    for entity in ENTITIES.values():
        for field in entity.known:
            assert field in {claim.field for claim in claims(field, entity=entity.name)}, (entity.name, field)


def test_synonyms_are_listed_for_fields_that_exist_and_for_nearly_all_of_them():
    every = {field for entity in ENTITIES.values() for field in entity.known}
    listed = set(COMMON) | {field for own in OWN.values() for field in own}
    assert listed <= every
    assert every - listed == set()
    assert all(field in ENTITIES[entity].known for entity, own in OWN.items() for field in own)


def test_an_orders_file_names_its_customer_by_the_card_when_nothing_better_is_there():
    rows = [[f"D{n}", f"66880000{n % 4}", f"2025-01-0{n + 1} 10:00:00", f"{n * 7 + 3}.50"] for n in range(8)]
    found = guess(["订单号", "会员卡号", "下单时间", "实付金额"], rows)
    assert {c.column: c.field for c in found.columns}["会员卡号"] == "record_id"

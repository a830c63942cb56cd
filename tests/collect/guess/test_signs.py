"""What speaks for an entity."""

from __future__ import annotations

from zhike.collect.entities import ENTITIES
from zhike.collect.guess.signs import NEEDS, SIGNS, hint_of_name, pull, weigh


def test_every_entity_has_signs_and_needs_among_its_own_fields():
    assert set(SIGNS) == set(NEEDS) == set(ENTITIES)
    for name, entity in ENTITIES.items():
        assert set(SIGNS[name]) <= set(entity.known)
        assert {field for group in NEEDS[name] for field in group} <= set(entity.known)


def test_a_file_without_what_an_entity_needs_is_hardly_that_entity():
    whole = weigh({"ordered_at": 1.0, "order_id": 1.0, "net_amount": 1.0}, entity="orders")
    assert weigh({"order_id": 1.0, "net_amount": 1.0}, entity="orders") < whole / 2


def test_what_is_left_out_pulls_towards_the_entity_that_would_take_it():
    assert pull("quantity", 1.0, of="order_lines", weight=0.9, instead_of="orders") < 0.8


def test_a_phone_pulls_an_order_file_little_and_a_product_file_much():
    orders, products = (pull("phone", 1.0, of="customers", weight=0.9, instead_of=e) for e in ("orders", "products"))
    assert products < orders < 1


def test_a_file_name_supports_and_never_speaks_against():
    assert hint_of_name(0.6, entity="orders", file_name="2024年订单.csv") > 0.6
    assert hint_of_name(0.6, entity="orders", file_name="export.csv") == 0.6
    assert hint_of_name(0.1, entity="orders", file_name="orders.csv") == 0.1

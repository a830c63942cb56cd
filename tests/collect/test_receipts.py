import pytest

from zhike import collect
from zhike.collect.outcomes import OUTCOMES
from zhike.errors import UnknownNameError


def test_receipts_come_in_the_order_of_arrival(shop):
    found = collect.receipts(shop)
    assert [r.id for r in found] == [1, 2, 3, 4, 5]
    assert [r.file_name for r in found] == ["members.csv", "users.jsonl", "sales.xlsx", "orders.csv", "items.csv"]


def test_receipts_can_be_narrowed_by_entity_and_source(shop):
    assert [r.id for r in collect.receipts(shop, entity="order_lines")] == [3, 5]
    assert [r.id for r in collect.receipts(shop, source="web", entity="customers")] == [2]


def test_every_receipt_adds_up(shop):
    for r in collect.receipts(shop):
        assert tuple(r.outcomes) == OUTCOMES
        assert r.received == sum(r.outcomes.values())
        assert r.usable == r.received - r.quarantined


def test_a_receipt_knows_where_its_files_lie(shop):
    for r in collect.receipts(shop):
        assert r.delivery(shop).cleaned.is_file()
        assert r.delivery(shop).received.is_file()


def test_an_unknown_number_lists_the_known_ones(shop):
    with pytest.raises(UnknownNameError, match=r"'17'.*1, 2, 3, 4, 5"):
        collect.receipt(shop, 17)


def test_instants_are_aware(shop):
    assert all(r.received_at.tzinfo is not None for r in collect.receipts(shop))

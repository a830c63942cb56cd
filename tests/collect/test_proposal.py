"""What a wizard proposes for a file, and the mapping that a person chooses."""

import pytest

from zhike import collect
from zhike.collect import KEEP, LEAVE_OUT, Layout
from zhike.collect.proposal import check_choice, rows_expected

HEAD = "order_id,user_id,ordered_at,amount,note"


def layout_of(tmp_path, text):
    path = tmp_path / "orders.csv"
    path.write_text(text)
    return collect.look(path)


@pytest.fixture
def layout(tmp_path, reading_here):  # noqa: ARG001 - asked for its effect
    return layout_of(tmp_path, f"{HEAD}\nA,1,2025-01-01,10,x\nB,2,2025-01-02,20,y\n")


def test_a_first_file_is_guessed_and_comes_from_a_first_source(empty_shop, layout):
    found = collect.propose(empty_shop, layout)
    assert (found.entity, found.source, found.remembered, found.missing, found.rows) == ("orders", "main", False, (), 2)
    assert [c.goes_to for c in found.columns][:4] == ["order_id", "record_id", "ordered_at", "net_amount"]
    assert found.columns[0].samples == ("A", "B")


def test_where_there_are_sources_one_must_be_said(empty_shop, layout, deliver):
    deliver(empty_shop, "sku,product_name\nP1,Tea\n", into="products", source="erp")
    assert collect.propose(empty_shop, layout).source == ""
    with pytest.raises(ValueError, match="Say which source"):
        check_choice(layout, collect.chosen_mapping(layout, entity="orders", source="", goes_to=[LEAVE_OUT] * 5))


def test_another_entity_than_last_time_is_guessed_anew(empty_shop, layout):
    chosen = collect.chosen_mapping(layout, entity="orders", source="s", goes_to=["order_id", "", "ordered_at", "", ""])
    assert collect.propose(empty_shop, layout, chosen=chosen).columns[1].goes_to == LEAVE_OUT
    assert collect.propose(empty_shop, layout, chosen=chosen, entity="order_lines").entity == "order_lines"


def test_columns_that_are_kept_get_names_that_attributes_can_have(layout):
    columns = ("a;b", "a:b", "reason", "-x", "(")
    wide = Layout(**{**layout.__dict__, "columns": columns})
    made = collect.chosen_mapping(wide, entity="orders", source="s", goes_to=[KEEP] * 5)
    assert list(made.columns.values()) == [
        "attributes.a_b", "attributes.a_b_2", "attributes.reason_", "attributes.x", "attributes._",
    ]  # fmt: skip


def test_the_order_of_days_is_taken_for_date_fields_only(layout):
    goes_to = ["order_id", "record_id", "ordered_at", "net_amount", ""]
    made = collect.chosen_mapping(
        layout, entity="orders", source="s", goes_to=goes_to, orders=["2:day-first", "3:day-first", "99:x", "x", "2"]
    )
    assert made.formats == {"ordered_at": "day-first"}


def test_many_rows_are_estimated_from_the_length_of_the_first(tmp_path, layout):  # noqa: ARG001 - reads in this process
    rows = "".join(f"N{n},{n},2025-01-01,{n}.50,some note\n" for n in range(20_000))
    assert abs(rows_expected(layout_of(tmp_path, f"{HEAD}\n{rows}")) - 20_000) < 4_000

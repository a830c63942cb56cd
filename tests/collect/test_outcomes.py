"""What becomes of each row, seen through whole imports of small files."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhike import collect
from zhike.collect.entities import ENTITIES
from zhike.collect.outcomes import Delivery, key_fields

HEAD = "order_id,customer_id,order_date,total_amount\n"
KEYED = {"order_id": "order_id", "customer_id": "record_id", "order_date": "ordered_at", "total_amount": "net_amount"}
LINES = {"order": "order_id", "sku": "sku", "n": "quantity", "price": "unit_price", "day": "ordered_at"}


def orders(*rows):
    return HEAD + "".join(f"{r}\n" for r in rows)


def lines(*rows):
    return "order,sku,n,price,day\n" + "".join(f"{r},2025-05-01\n" for r in rows)


def counts(receipt):
    return {name: n for name, n in receipt.outcomes.items() if n}


def held(shop, entity):
    """Return the rows an entity now has, as a run would read them."""
    with shop.session() as session:
        return session.arrow(
            f"select * exclude (row_id, arrived, import_id) from ({collect.inputs(shop)[f'collected_{entity}'].select}) order by all"
        ).to_pylist()


@pytest.fixture
def take(empty_shop, deliver):
    def load(text, *, into="orders", source="till", mapping=None, **how):
        return deliver(
            empty_shop, text, into=into, source=source, mapping=mapping or (KEYED if into == "orders" else LINES), **how
        )

    return load


def test_new_rows_are_created(take):
    assert counts(take(orders("A,1,2025-05-01,10", "B,2,2025-05-02,20"))) == {"created": 2}


def test_the_same_file_again_is_all_unchanged_and_changes_nothing(take, empty_shop):
    text = orders("A,1,2025-05-01,10", "B,2,2025-05-02,20")
    take(text)
    before = held(empty_shop, "orders")
    assert counts(take(text)) == {"unchanged": 2}
    assert held(empty_shop, "orders") == before


def test_a_changed_row_is_an_update_and_its_last_word_counts(take, empty_shop):
    take(orders("A,1,2025-05-01,10", "B,2,2025-05-02,20"))
    assert counts(take(orders("A,1,2025-05-01,11", "B,2,2025-05-02,20", "C,3,2025-05-03,30"))) == {
        "created": 1,
        "updated": 1,
        "unchanged": 1,
    }
    assert {r["order_id"]: r["net_amount"] for r in held(empty_shop, "orders")} == {"A": 11, "B": 20, "C": 30}


def test_a_key_that_comes_twice_in_a_file_is_a_duplicate_when_equal_and_an_update_when_not(take, empty_shop):
    found = take(orders("A,1,2025-05-01,10", "A,1,2025-05-01,10", "A,1,2025-05-01,12", "B,2,2025-05-02,5"))
    assert counts(found) == {"created": 2, "duplicate": 1, "updated": 1}
    assert {r["order_id"]: r["net_amount"] for r in held(empty_shop, "orders")} == {"A": 12, "B": 5}


def test_a_row_that_goes_back_to_its_old_value_is_updated_again(take, empty_shop):
    for amount in (10, 11, 10):
        take(orders(f"A,1,2025-05-01,{amount}"))
    assert [r["net_amount"] for r in held(empty_shop, "orders")] == [10]
    assert [counts(r) for r in collect.receipts(empty_shop)] == [{"created": 1}, {"updated": 1}, {"updated": 1}]


def test_a_row_that_only_looks_different_is_unchanged(take):
    take(orders("A,1,2025-05-01,10"))
    assert counts(take(orders(" A ,1, 2025/5/1 ,10.00"))) == {"unchanged": 1}


def test_two_sources_do_not_touch_each_others_rows(take, empty_shop):
    take(orders("A,1,2025-05-01,10"))
    assert counts(take(orders("A,1,2025-05-01,99"), source="web")) == {"created": 1}
    assert len(held(empty_shop, "orders")) == 2


def test_equal_lines_without_a_number_are_two_lines(take, empty_shop):
    found = take(lines("A,tea,1,5", "A,tea,1,5", "A,mug,1,9"), into="order_lines")
    assert counts(found) == {"created": 3}
    assert found.repeats == 1
    assert len(held(empty_shop, "order_lines")) == 3


def test_a_file_without_a_key_is_recognised_when_it_comes_again(take, empty_shop):
    text = lines("A,tea,1,5", "A,tea,1,5", "A,mug,1,9")
    take(text, into="order_lines")
    assert counts(take(text, into="order_lines")) == {"unchanged": 3}
    assert len(held(empty_shop, "order_lines")) == 3


def test_without_a_key_one_more_of_the_same_is_one_more_row(take, empty_shop):
    take(lines("A,tea,1,5", "A,tea,1,5"), into="order_lines")
    assert counts(take(lines("A,tea,1,5", "A,tea,1,5", "A,tea,1,5"), into="order_lines")) == {
        "unchanged": 2,
        "created": 1,
    }
    assert len(held(empty_shop, "order_lines")) == 3


def test_a_hole_in_the_key_makes_a_row_known_by_its_content(take, empty_shop):
    columns = {**LINES, "no": "line_no"}
    found = take(
        "order,sku,n,price,day,no\nA,tea,1,5,2025-05-01,\nA,mug,1,9,2025-05-01,\nA,hat,1,9,2025-05-01,3\n",
        into="order_lines",
        mapping=columns,
    )
    assert counts(found) == {"created": 3}
    assert len(held(empty_shop, "order_lines")) == 3


def test_a_key_of_the_mapping_file_is_used(take):
    mapping = collect.Mapping("orders", key=("order_id", "order_date"), columns=KEYED)
    assert counts(take(orders("A,1,2025-05-01,10", "A,1,2025-05-02,10"), mapping=mapping)) == {"created": 2}


def test_unusable_rows_are_quarantined_with_their_reason(take):
    found = take(orders("A,1,2025-05-01,10", ",1,2025-05-01,10", "C,1,never,10", "D,1,2025-05-01,much"))
    assert counts(found) == {"created": 1, "quarantined": 3}
    assert found.reasons == {"missing_value": 1, "bad_instant": 1, "bad_money": 1}


def test_a_quarantined_row_does_not_take_the_place_of_a_good_one(take, empty_shop):
    take(orders("A,1,2025-05-01,10"))
    take(orders("A,1,2025-05-01,much"))
    assert [r["net_amount"] for r in held(empty_shop, "orders")] == [10]


def test_ten_of_the_same_and_one_other_keep_their_order(take):
    rows = ["A,tea,1,5"] * 10
    rows.insert(4, "A,mug,1,9")
    assert counts(take(lines(*rows), into="order_lines")) == {"created": 11}


@pytest.mark.parametrize(
    ("entity", "mapped", "chosen", "key"),
    [
        ("orders", {"order_id", "net_amount"}, (), ("order_id",)),
        ("order_lines", {"order_id", "line_no"}, (), ("order_id", "line_no")),
        ("order_lines", {"order_id"}, (), ()),
        ("subscriptions", {"record_id"}, (), ("record_id",)),
        ("subscriptions", {"record_id", "plan"}, (), ("record_id", "plan")),
        ("orders", {"order_id"}, ("record_id",), ("record_id",)),
        ("customers", {"name"}, (), ()),
    ],
)
def test_the_key_is_the_chosen_one_else_the_whole_one_else_the_shorter_one(entity, mapped, chosen, key):
    assert key_fields(ENTITIES[entity], mapped, chosen) == key


def test_a_delivery_knows_where_its_files_lie():
    found = Delivery(Path("/lake/raw/till/3"), 3, "till")
    names = {
        found.received.name,
        found.rejected.name,
        found.cleaned.name,
        found.repeated.name,
        found.outcomes.name,
        found.quarantine.name,
        found.quality.name,
    }
    assert len(names) == 7


# What real files hold, and worse: quotes that never close, too few values, too many, NUL, control characters, formulas.
_VALUES = st.one_of(
    st.sampled_from(["", " ", "A", "B", "2025-05-01", "10", "-3", "1e400", "NaN", '"', '""', "'", "\t", "\x00", "\x1f", "=1+1", "\u3000", "陈晓", "\ufeff", "N/A", "\\N", "2025-02-30", ";", "🙂"]),
    st.text(alphabet=st.characters(exclude_characters="\n\r", exclude_categories=["Cs"]), max_size=6),
)  # fmt: skip
_ROW = st.lists(_VALUES, min_size=1, max_size=6).map(",".join)


@settings(max_examples=12)
@given(
    rows=st.lists(
        st.one_of(_ROW, st.sampled_from(["A,1,2025-05-01,10", "A,1,2025-05-01,10", "B,1,2025-05-01,x"])),
        min_size=1,
        max_size=12,
    )
)
def test_received_is_the_sum_of_the_outcomes_whatever_the_file_holds(empty_shop, tmp_path, rows):
    path = tmp_path / "hostile.csv"
    path.write_text(orders(*rows), "utf-8", newline="")
    try:
        found = collect.load(empty_shop, path, into="orders", source="till", mapping=KEYED)
    except collect.files.refusals.FileRefusedError:
        return
    assert found.received == sum(found.outcomes.values())
    folder = found.delivery(empty_shop)
    lines_told = pq.read_table(folder.outcomes)["line"].to_pylist()
    assert len(lines_told) == len(set(lines_told)) == found.received
    assert pq.read_table(folder.quarantine).num_rows == found.quarantined
    again = collect.load(empty_shop, path, into="orders", source="till", mapping=KEYED, dry_run=True)
    assert again.quarantined == found.quarantined
    assert again.created == 0


def test_a_row_that_comes_again_is_seen_among_rows_that_do_not(take, empty_shop):
    made = take(orders("A,1,2025-05-01,10", "B,2,2025-05-02,20", "A,1,2025-05-01,10", "B,2,2025-05-02,21"))
    assert (counts(made), made.repeats) == ({"created": 2, "duplicate": 1, "updated": 1}, 2)
    with empty_shop.session() as session:
        quality = made.delivery(empty_shop).quality
        found = f"select count, total from read_parquet('{quality}') where measure = 'repeated_rows'"
        assert session.rows(found) == [(1, 4)]


def test_rows_that_equal_one_another_are_counted_when_they_cannot_be_used_either(take, empty_shop):
    made = take(orders("A,1,never,10", "A,1,never,10", "B,2,2025-05-02,20"))
    with empty_shop.session() as session:
        quality = made.delivery(empty_shop).quality
        found = f"select count from read_parquet('{quality}') where measure = 'repeated_rows'"
        assert (counts(made), session.rows(found)) == ({"created": 1, "quarantined": 2}, [(1,)])


def test_a_field_nobody_gave_takes_no_place_in_the_lake_and_is_there_for_a_run(take, empty_shop):
    made = take(orders("A,1,2025-05-01,10"))
    assert not {"coupon", "net_amount__repair"} & set(pq.read_schema(made.delivery(empty_shop).cleaned).names)
    [row] = held(empty_shop, "orders")
    assert {f.name for f in ENTITIES["orders"].fields} < set(row)
    assert row["coupon"] is None
    assert row["attributes"] is None


def test_imports_with_different_columns_are_compared_over_all_fields(take):
    text = "order_id,order_date,total_amount,coupon\nA,2025-05-01,10,{}\n"
    mapping = {"order_id": "order_id", "order_date": "ordered_at", "total_amount": "net_amount"}
    take(text.format(""), mapping=mapping)
    assert counts(take(text.format(""), mapping={**mapping, "coupon": "coupon"})) == {"unchanged": 1}
    assert counts(take(text.format("X"), mapping={**mapping, "coupon": "coupon"})) == {"updated": 1}

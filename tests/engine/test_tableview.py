import pytest

from zhike.engine import WrongSqlError
from zhike.errors import UnknownNameError


def test_a_question_is_built_from_clauses_and_read_as_rows(shop):
    found = (
        shop.table("orders")
        .select("order_id", "revenue")
        .where("revenue > 0")
        .where("channel is null")
        .order_by("revenue desc", "order_id")
        .limit(2)
        .rows()
    )
    assert [r["order_id"] for r in found] == ["O2", "O1"]
    assert float(found[0]["revenue"]) == 5000


def test_a_view_stays_as_it_was_when_it_is_narrowed(shop):
    whole = shop.table("orders")
    assert whole.where("false").rows() == []
    assert whole.arrow().num_rows == 21


@pytest.mark.parametrize("condition", ["revenue >", "(", "'"])
def test_a_clause_that_is_no_sql_is_refused(shop, condition):
    with pytest.raises(WrongSqlError):
        shop.table("orders").where(condition)


def test_a_clause_cannot_reach_another_file_or_statement(shop):
    with pytest.raises((WrongSqlError, UnknownNameError)):
        shop.table("orders").where("order_id in (select content from read_text('/etc/passwd'))").rows()
    with pytest.raises(WrongSqlError):
        shop.table("orders").where("true; drop table orders").rows()


def test_an_unknown_table_is_named_with_the_nearest_one(shop):
    with pytest.raises(UnknownNameError, match="Did you mean orders"):
        shop.table("ordres").rows()

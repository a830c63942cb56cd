import pytest

from zhike.clean import CleanOptions
from zhike.clean.looking import look
from zhike.collect.entities import ENTITIES


@pytest.fixture
def seen(con, receive, context):
    """Look at one field's texts."""

    def seen(texts, *, field="started_at", entity="subscriptions", beside=None, formats=None):
        columns = receive([{field: text, **(beside or {})} for text in texts])
        options = CleanOptions(received_on=context.options.received_on, formats=formats or {})
        fields = [ENTITIES[entity].known[field]]
        return look(con, "received", fields=fields, options=options, columns=columns)[0]

    return seen


@pytest.fixture
def odd(con, seen):
    """Return the odd ones of one field's texts, sorted."""

    def odd(texts, **field):
        table = seen(texts, **field).odd
        return table and [key for (key,) in con.execute(f'SELECT key FROM "{table}" ORDER BY key').fetchall()]

    return odd


def test_a_column_of_usual_values_has_no_odd_ones_and_leaves_no_table(con, seen):
    assert seen(["2024-03-05 10:11:12"]).odd is None
    assert con.execute("SELECT count(*) FROM duckdb_tables() WHERE temporary").fetchone() == (0,)


def test_every_odd_value_is_found_once_and_blanks_are_not_odd(odd):
    assert odd(["soon", "soon", "2024-03-05", "", None, "昨天"]) == ["soon", "昨天"]


@pytest.mark.parametrize(("texts", "has_blank"), [(["x"], False), (["x", ""], True), (["x", None], True)])
def test_blanks_are_noticed(seen, texts, has_blank):
    assert seen(texts, field="sku", entity="products").has_blank is has_blank


def test_only_the_forms_that_occur_are_kept(seen):
    assert len(seen(["2024-03-05", "2024/3/5 10:11"]).forms) == 1
    assert len(seen(["2024-03-05", "2024-03-05T10:11:12+08:00", "20240305"]).forms) == 3
    assert seen(["soon"]).forms == ()


def test_a_column_of_one_form_is_read_without_a_test(seen):
    assert "CASE" not in seen(["2024-03-05", "2024-03-06"]).value
    assert "CASE" in seen(["2024-03-05", "20240305"]).value


def test_dates_that_the_rest_of_the_column_explains_are_not_odd(seen, odd):
    assert odd(["25/12/2023", "5/3/2024", "soon"]) == ["soon"]
    assert seen(["25/12/2023", "5/3/2024"]).context.order == "day-first"
    assert odd(["25/12/2023", "12/25/2023"]) == ["12/25/2023", "25/12/2023"]


def test_a_number_of_another_country_is_odd_together_with_its_country(odd):
    texts = ["13812345678"]
    assert odd(texts, field="phone", entity="customers", beside={"country": "Germany"}) == ["13812345678␟Germany"]
    assert odd(texts, field="phone", entity="customers", beside={"country": "China"}) is None


@pytest.mark.parametrize("rows", [3, 40], ids=["row by row", "value by value"])
def test_a_repetitive_column_is_looked_at_with_the_same_outcome(odd, rows):
    texts = [f"{n}x{'.0' * (n > 1)}" for n in range(3)] if rows == 3 else ["0x", "1x", "2x.0"] * rows
    assert odd(texts, field="sku", entity="products") == ["2x.0"]


def test_a_column_that_becomes_odd_after_the_first_rows_is_still_read_whole(odd):
    texts = ["a1"] * 11_000 + ["12.0", "a b"]
    assert odd(texts, field="sku", entity="products") == ["12.0", "a b"]

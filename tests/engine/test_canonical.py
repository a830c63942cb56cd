import pytest

from zhike.engine import canonical_hash


@pytest.fixture
def digest(session):
    def of(select):
        session.view("r", select)
        return canonical_hash(session, "r")

    return of


def test_the_order_of_rows_does_not_matter(digest):
    assert digest("values (1, 'a'), (2, 'b')") == digest("values (2, 'b'), (1, 'a')")


def test_how_often_a_row_repeats_matters(digest):
    assert digest("values (1), (1), (2)") != digest("values (1), (2), (2)") != digest("values (1), (2)")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("select '' as x", "select null::varchar as x"),
        ("select 'ab' as x, 'c' as y", "select 'a' as x, 'bc' as y"),
        ("select 1 as x", "select 1::bigint as x"),
        ("select 1 as x", "select 1 as y"),
        ("select null::varchar as x, 'a' as y", "select 'a' as x, null::varchar as y"),
        ("select 1 as x where false", "select 1 as x"),
    ],
)
def test_tables_that_differ_have_different_hashes(digest, one, other):
    assert digest(one) != digest(other)

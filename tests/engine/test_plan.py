import duckdb
import pytest

from zhike.engine import WrongDeclarationError, in_order
from zhike.engine.plan import step_of


def names(steps):
    return [s.table.name for s in steps]


def test_a_table_comes_after_what_it_reads(table):
    a, b, c = (
        table("a", "select x from b join c using (x)", x="INTEGER"),
        table("b", "select x from c", x="INTEGER"),
        table("c", "select x from given", x="INTEGER"),
    )
    assert names(in_order([a, b, c], ["given"])) == ["c", "b", "a"]


def test_a_named_step_of_a_statement_is_no_input(table):
    assert step_of(table("a", "with b as (select 1 as x) select x from b", x="INTEGER")).reads == frozenset()


def test_an_input_that_nothing_makes_is_named(table):
    with pytest.raises(WrongDeclarationError, match=r"reads \['lost'\], which nothing makes"):
        in_order([table("a", "select x from lost", x="INTEGER")])


def test_a_circle_is_named_with_its_path(table):
    with pytest.raises(WrongDeclarationError, match=r"a → b → a|b → a → b"):
        in_order([table("a", "select x from b", x="INTEGER"), table("b", "select x from a", x="INTEGER")])


def test_a_python_table_reads_what_its_statements_read(python_table):
    found = step_of(
        python_table("p", {"one": "select x from a where x > $least"}, lambda arrows: arrows["one"], x="INTEGER")
    )
    assert (found.reads, found.parameters) == ({"a"}, {"least"})


def test_the_fingerprint_knows_text_inputs_and_the_parameters_that_are_used(table):
    step = step_of(table("a", "select x from b where x > $least", x="INTEGER"))
    same = step.fingerprint({"b": "1", "c": "2"}, {"least": 1, "other": 5})
    assert same == step.fingerprint({"b": "1", "c": "9"}, {"least": 1, "other": 6})
    assert same != step.fingerprint({"b": "2"}, {"least": 1})
    assert same != step.fingerprint({"b": "1"}, {"least": 2})
    assert same != step_of(table("a", "select x from b where x >= $least", x="INTEGER")).fingerprint(
        {"b": "1"}, {"least": 1}
    )


def test_the_fingerprint_knows_the_version_of_the_engine(table, monkeypatch):
    step = step_of(table("a", "select 1 as x", x="INTEGER"))
    before = step.fingerprint({}, {})
    monkeypatch.setattr(duckdb, "__version__", "99.0.0")
    assert step.fingerprint({}, {}) != before

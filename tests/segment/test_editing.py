import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_rules import rules

from zhike.segment.rules import Compare, DaysAgo, Every, Not, Some, WrongRuleError, conditions, parsed, written
from zhike.segment.rules.editing import added, moved, negated, part_at, path_of, replaced, tied
from zhike.segment.rules.typed_in import said_of, values_in

RULE = parsed("orders > 1 and (city = 'a' or not (rank = 'b' and revenue > 2))")


def after(rule):
    return written(rule)


def test_a_part_is_found_by_its_path():
    assert after(part_at(RULE, path_of("1.0"))) == "city = 'a'"
    assert after(part_at(RULE, path_of("1.1.0"))) == "rank = 'b'", "a not is passed through"
    for nowhere in ("7", "1.5", "0.0", "1.x"):
        with pytest.raises(WrongRuleError, match="no part"):
            part_at(RULE, path_of(nowhere))


def test_parts_are_added_taken_out_turned_and_tied():
    more = parsed("orders < 9")
    assert after(added(RULE, (1, 1), more)).endswith("not (rank = 'b' and revenue > 2 and orders < 9))")
    assert after(replaced(RULE, (1,), lambda _p: None)) == "orders > 1"
    assert after(negated(RULE, (0,))).startswith("not orders > 1 and")
    assert negated(negated(RULE, (1, 1)), (1, 1)) == RULE
    assert after(tied(RULE, (1, 1))).endswith("not (rank = 'b' or revenue > 2))")
    with pytest.raises(WrongRuleError):
        added(RULE, (0,), more)


def test_parts_are_moved_up_down_and_into_groups():
    assert after(moved(RULE, (1,), (0,))).endswith("and orders > 1")
    assert after(moved(RULE, (0,), (2,))).endswith("and orders > 1")
    assert after(moved(RULE, (0,), (1, 1, 1))) == "(city = 'a' or not (rank = 'b' and orders > 1 and revenue > 2))"
    with pytest.raises(WrongRuleError):
        moved(RULE, (1,), (1, 0))


@given(st.lists(rules(), min_size=2, max_size=5), st.data())
def test_a_move_loses_nothing(parts, data):
    rule = Every(tuple(parts))
    start, end = data.draw(st.integers(0, len(parts) - 1)), data.draw(st.integers(0, len(parts)))
    if start != end:
        done = moved(rule, (start,), (end,))
        assert sorted(map(repr, conditions(done))) == sorted(map(repr, conditions(rule)))


@pytest.mark.parametrize(
    ("said", "kind", "op", "values"),
    [
        ("3", "number", ">=", (3,)), ("1,234.5", "number", "=", (1234.5,)), ("10 .. 30", "number", "between", (10, 30)),
        ("many", "number", "=", ("many",)), ("上海市，北京市, ", "text", "in", ("上海市", "北京市")), (" a ", "text", "=", (" a ",)),
        ("days_ago( 30 )", "day", ">=", (DaysAgo(30),)), ("2025-01-01", "day", "=", ("2025-01-01",)), ("true", "flag", "=", (True,)),
        ("x", "text", "is null", ()),
    ],
)  # fmt: skip
def test_what_is_typed_is_read_as_values(said, kind, op, values):
    assert values_in(said, kind=kind, op=op) == values
    assert values_in(said_of(values, op=op), kind=kind, op=op) == values


def test_a_negated_group_stays_negated_when_it_changes():
    rule = Every((Not(Some((Compare("orders", ">", (1,)), Compare("orders", "<", (0,))))),))
    assert isinstance(replaced(rule, (0, 1), lambda _p: None).parts[0], Not)

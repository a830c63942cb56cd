import pytest
from hypothesis import given
from random_rules import AS_OF, FIELDS, KNOWN, rules
from sqlglot import exp, parse_one

from zhike.segment.rules import (
    HAPPENINGS,
    Compare,
    Compiling,
    DaysAgo,
    Every,
    Happened,
    HasTag,
    InSegment,
    Known,
    Not,
    Some,
    Split,
    WrongRuleError,
    checked,
    from_shape,
    parsed,
    shaped,
    written,
)


def compiling():
    return Compiling(
        AS_OF, lambda n: exp.column(n, table="c"), lambda _s: exp.column("in_it"), lambda _t: exp.column("has_it")
    )


def read(text, known=KNOWN):
    return checked(parsed(text), known)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("orders >= 3 and city = '上海' and not in segment(\"员工\")", Every((Compare("orders", ">=", (3,)), Compare("city", "=", ("上海",)), Not(InSegment("员工"))))),
        ("did('view', at_least=3, within_days=30, sku like 'A%')", Happened("did", "view", 3, None, 30, (Compare("sku", "like", ("A%",)),))),
        ("tag('价格敏感') or orders is null", Some((HasTag("价格敏感"), Compare("orders", "is null")))),
        ("bought(category = '茶', at_most=0)", Happened("bought", None, None, 0, None, (Compare("category", "=", ("茶",)),))),
        ("last_on >= days_ago(30)", Compare("last_on", ">=", (DaysAgo(30),))),
        ("random_split('spring', 0, 50)", Split("spring", 0, 50)),
        ("3 <= orders", Compare("orders", ">=", (3,))),
        ("has_email", Compare("has_email", "=", (True,))),
        ("not has_email", Not(Compare("has_email", "=", (True,)))),
        ("city not in ('上海', '北京')", Compare("city", "not in", ("上海", "北京"))),
        ("city not like '上%'", Compare("city", "not like", ("上%",))),
        ("orders between -1 and 2.5", Compare("orders", "between", (-1, 2.5))),
        ("", Every(())),
    ],
)  # fmt: skip
def test_a_rule_is_read_as_it_is_written(text, rule):
    assert read(text) == rule


def test_signs_of_a_chinese_keyboard_are_read_as_the_same_signs():
    assert read("city＝“上海（浦东）”　and （orders＞3）") == read("city = '上海（浦东）' and (orders > 3)")


def test_a_column_may_be_named_by_its_label(shop):  # noqa: ARG001 - speaks English, as the shop does
    assert read("Orders >= 1") == Compare("orders", ">=", (1,))


@pytest.mark.parametrize(
    ("text", "word", "said"),
    [
        ("ordrs > 3", "ordrs", "Did you mean orders?"),
        ("orders > 3 and city = 5", "city = 5", "city is a text; 5 is not a text in quotes"),
        ("orders > 'many'", "orders > 'many", "'many' is not a number"),
        ("last_on > 'soon'", "last_on > 'soon", "'soon' is not a day"),
        ("city > 'a'", "city > 'a", "city is a text, which takes =, !="),
        ("orders > revenue", "revenue", "'revenue' is no value"),
        ("in segment('员')", "segment('员", "no segment called '员'"),
        ("tag('cheap')", "tag('cheap", "no tag called 'cheap'"),
        ("didd('view')", "didd", "Did you mean did?"),
        ("did('view', at_least=-1)", "1", "no whole number"),
        ("did('view', at_least=3, at_most=2)", "did('view', at_least=3, at_most=2", "did counts"),
        ("did('view', colour='red')", "colour", "no column called 'colour'"),
        ("bought('tea')", "bought('tea", "bought takes no name"),
        ("likely('tea', within_days=9)", "likely('tea', within_days=9", "what is to come"),
        ("random_split('a', 60, 50)", "random_split('a', 60, 50", "from a lower to a higher"),
        ("orders >=", ">=", "cannot be read at '>='"),
        ("orders > 1 orders", "orders", "cannot be read"),
        ("city = 'Shang", "city = 'Shang", "quotation mark"),
        ("orders + 1 > 2", "orders + 1", "no part of a rule"),
        ("orders > (select 1)", "1", "no part of a rule"),
        ("read_text('/etc/passwd') = 'x'", "read_text('/etc/passwd", "is no column"),
        ("orders > 1; drop table customers", "orders > 1; drop table customers", "not one condition"),
        ("city like 'a!%' escape '!'", "city like 'a!%' escape '!", "no part of a rule"),
        ("c.orders > 1", "c.orders", "no part of a rule"),
    ],
)
def test_what_is_wrong_is_said_at_the_word(text, word, said):
    with pytest.raises(WrongRuleError, match=r".") as wrong:
        read(text)
    assert said in str(wrong.value)
    start, end = wrong.value.place
    assert text[start:end].rstrip("')") == word.rstrip("')")


def test_a_rule_that_no_machine_should_compute_is_refused():
    for text in ["(" * 60 + "orders > 1" + ")" * 60, " and ".join(["orders > 1"] * 400), "x" * 20_000]:
        with pytest.raises(WrongRuleError):
            read(text)


def test_a_column_that_the_role_sees_masked_is_not_compared():
    known = Known(FIELDS, hidden={"city"})
    with pytest.raises(WrongRuleError, match="does not see"):
        read("city = '上海'", known)
    assert read("city is not null", known) == Compare("city", "is not null")


def test_what_is_foreseen_of_nobody_is_not_asked():
    known = Known(FIELDS, withheld={"likely"})
    with pytest.raises(WrongRuleError, match="likely is withheld"):
        read("orders > 1 and not likely('tea')", known)
    assert isinstance(read("did('view')", known), Happened)


@given(rules())
def test_what_is_written_is_read_again_as_the_same_rule(rule):
    whole = checked(rule, KNOWN)
    assert read(written(whole)) == whole
    assert checked(from_shape(shaped(whole)), KNOWN) == whole


@given(rules())
def test_no_text_in_any_slot_changes_the_shape_of_the_sql(rule):
    """The statement holds no literal of the rule: what somebody typed is bound, and only placeholders differ."""
    built = compiling()
    for dialect in ("duckdb", "spark"):
        sql = built.condition(checked(rule, KNOWN)).sql(dialect=dialect)
        tree = parse_one(f"select * from c where {sql}", read=dialect)
        assert not [n for n in tree.find_all(exp.Literal) if n.is_string]
        tables = {t.name for t in tree.find_all(exp.Table)} - {"c"}
        assert tables <= {h.table for h in HAPPENINGS.values()}
        assert not list(tree.find_all(exp.Command, exp.DDL, exp.DML))


@pytest.mark.parametrize("given", [None, [], {}, {"every": {}}, {"column": "orders"}, {"column": "orders", "op": "or 1=1", "values": []}, {"not": {"every": "x"}}, {"segment": 3}, {"tag": "价格敏感", "more": 1}, {"did": 3}])  # fmt: skip
def test_json_that_is_no_rule_is_refused(given):
    with pytest.raises(WrongRuleError):
        from_shape(given)

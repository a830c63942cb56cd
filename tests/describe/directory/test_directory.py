from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlglot import parse_one

from shop import customer_of
from zhike import pipeline
from zhike.clean.pinyin import sounds, spelled
from zhike.describe import directory
from zhike.describe.directory.answering import statement
from zhike.errors import ZhikeError
from zhike.govern import Actor
from zhike.govern.roles import VIEWER
from zhike.words import use_language

OWNER, SEER = Actor("the tests"), Actor("a viewer", VIEWER)
HIDDEN = ("phone", "email", "member_no", "birth_date", "address", "wechat_id")


def _question(shop, **asked):
    return directory.question_of(directory.prepare(shop, pipeline.tables()).fields, **asked)


def _found(shop, by=OWNER, **asked):
    return directory.find(shop, _question(shop, **asked), by=by, declared=pipeline.tables())


def _names(shop, by=OWNER, **asked):
    return [row["name"] for row in _found(shop, by, **asked).rows]


@pytest.mark.parametrize("typed", ["王芳", "wangfang", "WangFang", "wang fang", "wf", "wangf", " 王 芳 "])
def test_wang_fang_is_found_by_name_pinyin_and_initials(shop, typed):
    assert _names(shop, q=typed)[0] == "王芳"


def test_a_phone_number_finds_by_the_whole_by_its_end_and_by_its_beginning(shop):
    couple = {"王芳", "王强"}
    for typed in ("13800000004", "+86 138 0000 0004", "800000004", "1380000000 4"):
        assert set(_names(shop, q=typed)) == couple, typed
    assert {"王芳", "Ana Lima", "陈晓"} <= set(_names(shop, q="13800"))


def test_digits_inside_of_a_phone_number_are_found_when_nothing_else_is(shop):
    assert "晨光贸易有限公司" in _names(shop, q="90000000")


def test_an_e_mail_address_finds_by_the_whole_and_by_its_beginning_and_its_host(shop):
    for typed in ("Chloe@Example.com", "chloe@"):
        assert _names(shop, q=typed) == ["陈晓"]
    assert {"陈晓", "Ivo Novak"} <= set(_names(shop, q="@example.com"))


def test_the_number_in_a_source_and_the_customers_own_number_find(shop):
    assert _names(shop, q="T6") == ["Hana Sato"]
    assert _names(shop, q=customer_of(shop, "W3").lower()) == ["Ivo Novak"]


def test_the_exact_match_comes_before_the_one_that_contains_it(shop):
    assert _names(shop, q="chen")[0] in {"陈晓", "晨光贸易有限公司"}
    assert _names(shop, q="lea")[0] == "Lea Roy"


@pytest.mark.parametrize(
    ("name", "full", "initials"),
    [("单雄信", "shanxiongxin", "sxx"), ("尉迟恭", "yuchigong", "ycg"), ("曾国藩", "zengguofan", "zgf"), ("仇英", "qiuying", "qy"),
     ("查良镛", "zhaliangyong", "zly"), ("朴树", "piaoshu", "ps"), ("Ana Lima", "analima", "al"), ("José Díaz", "josediaz", "jd")],
)  # fmt: skip
def test_surnames_are_read_as_surnames_are(name, full, initials):
    assert spelled([name]) == ([full], [initials])
    assert sounds([name]) == [full]


def test_who_sees_masks_finds_a_phone_by_the_whole_or_the_last_four_digits_and_not_by_other_parts(shop):
    assert set(_names(shop, SEER, q="13800000004")) == {"王芳", "王强"}
    assert set(_names(shop, SEER, q="0004")) >= {"王芳", "王强"}
    assert _names(shop, SEER, q="00004") == _names(shop, SEER, q="13800") == []
    assert _names(shop, SEER, q="chloe@") == []
    assert _names(shop, SEER, q="chloe@example.com") == ["陈晓"]


def test_who_sees_masks_cannot_filter_or_sort_by_what_they_hide(shop):
    with pytest.raises(ZhikeError, match="your role"):
        _question(shop, f=["phone:has:138"], hidden=HIDDEN)
    with pytest.raises(ZhikeError, match="role"):
        _question(shop, sort="phone", hidden=HIDDEN)
    assert _question(shop, f=["phone:filled:"], hidden=HIDDEN).conditions


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        (["orders:at_least:6"], {"Ana Lima"}),
        (["orders:more_than:2", "orders:less_than:6"], {"Ben Okoro"}),
        (["bought_in:is:2025-03", "recency_days:at_most:100"], {"Ana Lima"}),
        (["bought_in:is:2025-03", "bought_in:not:2025-06"], {"Ben Okoro", "晨光贸易有限公司"}),
        (["last_purchase_on:between:2025-04-02..2025-04-03"], {"王芳", "王强"}),
        (["name:has:王"], {"王芳", "王强"}),
        (["kind:is:company"], {"晨光贸易有限公司"}),
        (["email:filled:", "orders:at_least:1", "revenue:at_least:1,000"], {"晨光贸易有限公司"}),
        (["registered_on:is:2025-01-07"], {"Nina Weiss"}),
    ],
)
def test_filters_hold_all_at_once(shop, filters, names):
    assert set(_names(shop, f=filters)) == names


def test_is_and_is_not_together_are_everybody(shop):
    both = [_found(shop, f=[f"gender:{op}:female"]).total for op in ("is", "not")]
    assert min(both) > 0
    assert sum(both) == _found(shop).total == _found(shop).of


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("recency_dys:at_most:30", "Did you mean recency_days?"),
        ("recency_days:atmost:30", "Did you mean at_most?"),
        ("recency_days:at_most:soon", "'soon' is not a number"),
        ("last_purchase_on:at_least:2025-02-30", "is not a day"),
        ("bought_in:is:2025-13", "is not a month"),
        ("orders:between:3", "needs two values"),
        ("orders:has:3", "There is no comparison"),
        ("orders:at_least:nan", "is not a number"),
        ("orders:at_least:1e99", "is not a number"),
    ],
)
def test_a_wrong_filter_says_which_word_is_wrong(shop, text, said):
    with pytest.raises(directory.WrongFilterError, match=said.replace("?", r"\?")):
        _question(shop, f=[text])


def test_filters_read_as_words_in_both_languages(shop):
    found = _question(
        shop,
        f=[
            "recency_days:at_most:30",
            "bought_in:is:2025-03",
            "rfm_group:is:champions,loyal",
            "return_rate:more_than:12.5%",
        ],
    ).conditions
    assert [directory.in_words(c) for c in found] == [
        "Recency, days ≤ 30", "Bought in 2025-03", "RFM group is Champions or Loyal", "Return rate > 12.5%",
    ]  # fmt: skip
    use_language("zh")
    assert directory.in_words(found[0]) == "距上次消费天数 ≤ 30"
    assert directory.in_words(found[2]) == "RFM 客群是冠军客户或忠诚客户" or "冠军客户或忠诚客户" in directory.in_words(
        found[2]
    )


def test_a_code_may_be_typed_as_its_word(shop):
    assert _question(shop, f=["rfm_group:is:Champions"]).conditions[0].values == ("champions",)


def test_a_question_survives_its_own_address(shop):
    asked = _question(
        shop, q="王", f=["city:is:a\\,b,c", "orders:between:1..2.5"], sort="-orders", columns=["margin,city"]
    )
    given_back = parse_qs(asked.text)
    again = _question(
        shop, q=given_back["q"][0], f=given_back["f"], sort=given_back["sort"][0], columns=given_back["columns"]
    )
    assert again == asked


def test_the_list_is_sorted_by_any_column_and_names_by_their_pinyin(shop):
    revenues = [row["revenue"] for row in _found(shop, sort="revenue", columns=["revenue"]).rows]
    known = [r for r in revenues if r is not None]
    assert known == sorted(known)
    assert revenues == known + [None] * (len(revenues) - len(known))
    names = [n for n in _names(shop, sort="name") if n]
    assert names == sorted(names, key=lambda n: spelled([n])[0][0])


def _shape(sql):
    tree = parse_one(sql, dialect="duckdb")
    return [type(node).__name__ for node in tree.walk()]


@given(value=st.text(max_size=40))
def test_no_value_changes_the_shape_of_the_sql(shop, value):
    listing = directory.prepare(shop, pipeline.tables())
    sql = "select 1 {}".format
    plain = statement(listing, _question(shop, f=["name:has:x", "company:has:x"]), by=OWNER)
    try:
        asked = _question(shop, f=[f"name:has:{value}", f"company:has:{value}"])
    except directory.WrongFilterError:
        return
    made = statement(listing, asked, by=OWNER)
    assert _shape(sql(made.source)) == _shape(sql(plain.source))
    assert listing.reader.value(f"select count(*) {made.source}", made.parameters) >= 0


@given(typed=st.text(max_size=40))
def test_whatever_is_searched_for_is_answered(shop, typed):
    found = _found(shop, q=typed)
    assert found.total <= found.of
    assert len(found.rows) == min(found.total, directory.PAGE)


@given(text=st.text(max_size=60), sort=st.text(max_size=20), columns=st.lists(st.text(max_size=10), max_size=3))
def test_any_text_is_a_question_or_an_error_in_words(shop, text, sort, columns):
    for asked in ({"f": [text]}, {"sort": sort}, {"columns": columns}):
        try:
            _found(shop, **asked)
        except ZhikeError as error:
            said = str(error)
        else:
            said = "answered"
        assert said


def test_columns_have_names_of_their_own():
    labels = [f.label for f in directory.fields_of(pipeline.tables()).values()]
    assert len(set(labels)) == len(labels)
    assert not [label for label in labels if "_" in label]


def test_the_export_is_the_list_in_its_order(shop):
    question = _question(shop, f=["orders:at_least:1"], sort="-orders", columns=["orders,revenue,rfm_group"])
    table = directory.exported(shop, question, by=OWNER, declared=pipeline.tables(), in_words=False)
    rows = directory.find(shop, question, by=OWNER, declared=pipeline.tables()).rows
    assert table.to_pylist() == list(rows)
    one = directory.exported(shop, question, by=OWNER, declared=pipeline.tables(), only=[rows[1]["customer_id"]])
    assert one.column("Name").to_pylist() == [rows[1]["name"]]

"""What must hold for every kind of field, whatever the text."""

import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhike.clean.kinds import KINDS
from zhike.clean.odd import ARROW_TYPES
from zhike.clean.reasons import PROBLEMS, REPAIRS, reason
from zhike.collect.entities import TYPES

# What people type, more often than chance would: digits, separators, signs, both alphabets, blanks, control characters.
TRICKY = st.text(
    st.sampled_from("0123456789-/.:,+() \t\n\x00年月日万亿元¥￥%eE$@＠１２王芳先生省市区县aZtT'\"\\#\u3000\u200b😀"),
    max_size=24,
)
TEXTS = st.one_of(
    st.text(max_size=40),
    TRICKY,
    st.from_regex(r"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}( [0-9:]{1,8})?", fullmatch=True),
)
QUICK = settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

VALUES = {
    "id": ["17850", "A-1"],
    "text": ["a text", "中文"],
    "name": ["王芳", "Ana Lima"],
    "phone": ["+8613812345678", "+16502530000", "+861062345678"],
    "email": ["ana@x.com"],
    "gender": ["female", "male", "other"],
    "national_id": ["ab" * 16],
    "address": ["广东省深圳市南山区12号"],
    "division": ["广东省"],
    "country": ["CN", "US"],
    "currency": ["CNY", "USD"],
    "instant": ["2024-03-05 10:11:12+00:00"],
    "date": ["2024-03-05"],
    "birth_date": ["1991-03-05"],
    "money": ["12.5000", "-3.0000"],
    "number": ["4.5", "-1.0"],
    "quantity": ["3.0000"],
    "integer": ["3"],
    "boolean": ["true", "false"],
    "choice:order_status": ["paid", "returned"],
    "choice:consent_state": ["granted"],
    "choice:customer_kind": ["person"],
    "choice:feedback_kind": ["nps"],
    "choice:interaction_kind": ["call"],
}


def test_every_kind_has_a_cleaner():
    assert set(KINDS) == set(TYPES)
    assert set(TYPES.values()) == set(ARROW_TYPES)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_cleaning_a_clean_value_changes_nothing(kind, context):
    for value in VALUES[kind]:
        if kind != "national_id":
            found = KINDS[kind].reading(value, context)
            assert (str(found.value).lower(), found.repair, found.problem) == (value.lower(), None, None)


@pytest.mark.parametrize("kind", sorted(KINDS))
@given(text=TEXTS)
@QUICK
def test_no_text_whatsoever_raises_and_every_code_has_a_sentence(kind, context, text):
    found = KINDS[kind].reading(text, context)
    assert found.repair is None or found.repair in REPAIRS
    assert found.problem is None or (found.problem in PROBLEMS and found.value is None)
    assert not (isinstance(found.value, float) and not math.isfinite(found.value))
    assert found.value != ""


@pytest.mark.parametrize("kind", ["id", "text", "name", "phone", "email", "gender", "address", "country", "currency"])
@given(text=TEXTS)
@QUICK
def test_cleaning_twice_is_cleaning_once(kind, context, text):
    once = KINDS[kind].reading(text, context).value
    assert once is None or KINDS[kind].reading(once, context).value == once


@pytest.mark.parametrize("kind", sorted(KINDS))
@given(text=TEXTS)
@QUICK
def test_sql_and_python_read_alike_what_both_can_read(kind, con, context, text):
    text = text.replace("\x00", "")
    found = KINDS[kind].reading(text, context)
    cast = f"CAST(({KINDS[kind].fast('x', context)}) AS VARCHAR)"
    (fast,) = con.execute(f"SELECT {cast} FROM (SELECT CAST(? AS VARCHAR) AS x)", [text]).fetchone()
    if fast is not None and kind != "national_id":
        (slow,) = con.execute("SELECT CAST(CAST(? AS " + TYPES[kind] + ") AS VARCHAR)", [str(found.value)]).fetchone()
        assert slow == fast


# One slip away from the usual: where SQL and Python are most likely to differ.
NEARLY_USUAL = {
    "instant": ["2024-03-05 10:11:12", "2024/3/5 1:02", "2024-03-05T10:11:12+08:00", "20240305", "2024-03-05"],
    "birth_date": ["1990-03-05", "1980/1/1", "19900305"],
    "money": ["¥27.90", "-1,234.50", "¥-1,346.70", "￥1,000"],
    "name": ["王芳", "Ana Lima", "ana lima", "wang ms", "Not Available"],
    "email": ["ana@x.com", "Ana.B@qq-mail.com", "a_@x.com", "x@gmial.com", "a@b.test"],
    "address": ["深圳市南山区12号", "12  Main St", "N/A", "#N/A"],
    "text": ["a text", "无", "#N/A", "NULL", "Select"],
}


def slips(text):
    """Return the text with one character out, or another in its place or before it."""
    for i in range(len(text) + 1):
        yield text[:i] + text[i + 1 :]
        for sign in "0 -/.:,+¥_ZT年王芳先A#１":
            yield from (text[:i] + sign + text[i:], text[:i] + sign + text[i + 1 :])


@pytest.mark.parametrize("kind", sorted(NEARLY_USUAL))
def test_sql_takes_no_value_and_no_repair_for_what_python_reads_otherwise(kind, con, context):
    texts = sorted({slip for text in NEARLY_USUAL[kind] for slip in slips(text) if slip.strip() == slip != ""})
    repair = " ".join(f"WHEN {form.test} THEN {form.repair}" for form in KINDS[kind].forms("x", context))
    select = f"SELECT x, CAST({KINDS[kind].fast('x', context)} AS VARCHAR), CASE {repair} END FROM (SELECT unnest(?::VARCHAR[]) AS x)"
    for text, value, repaired in con.execute(select, [texts]).fetchall():
        found = KINDS[kind].reading(text, context)
        if value is not None:
            assert (text, value[:19], repaired) == (text, str(found.value)[:19], found.repair)


def test_every_code_has_its_own_sentence_and_an_unknown_one_is_itself():
    sentences = [*PROBLEMS.values(), *REPAIRS.values()]
    assert len(set(sentences)) == len(sentences)
    assert reason("bad_money") == "This is not an amount that can be read."
    assert reason("no_such_code") == "no_such_code"

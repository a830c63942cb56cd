"""Households and accounts: groupings of customers, never merges."""

import pyarrow as pa
import pytest

from zhike import pipeline
from zhike.engine import Session

HOME = {"address": "锦江区春熙路1号2单元301", "city": "成都市", "province": "四川省"}
COLUMNS = ("customer_id", "kind", "name", "family_name", "company", "address", "province", "city", "district")


def person(number, family, **more):
    return {"customer_id": str(number), "name": f"{family}{number}", "family_name": family, **more}


@pytest.fixture
def made():
    """Return the rows of a table made from some customers: made("households", {...}, {...})."""
    with Session(timezone="Asia/Shanghai", threads=1, memory_gb=1) as session:

        def rows(table, *customers):
            texts = {c: pa.array([x.get(c) for x in customers], pa.string()) for c in COLUMNS}
            counts = pa.array([x.get("records", 1) for x in customers], pa.int64())
            session.connection.register("customers", pa.table({**texts, "records": counts}))
            sql = pipeline.tables()[table].sql
            return session.arrow(sql, {"largest_household": 8} if "$largest_household" in sql else None).to_pylist()

        yield rows


@pytest.fixture
def households(made):
    """Return the households of some customers, as sets of their numbers."""
    return lambda *customers: _grouped(made("households", *customers), "household_id")


@pytest.fixture
def accounts(made):
    """Return the accounts of some customers, as sets of their numbers."""
    return lambda *customers: _grouped(made("accounts", *customers), "account_id")


def _grouped(rows, key):
    found = {}
    for row in rows:
        found.setdefault(row[key], set()).add(row["customer_id"])
    return sorted(found.values(), key=sorted)


def test_people_of_one_address_and_family_name_are_a_household_and_stay_customers(made):
    rows = made("households", person(1, "王", **HOME), person(2, "王", **HOME), person(3, "李", **HOME))
    assert len(rows) == 2
    assert {(r["customer_id"], r["size"]) for r in rows} == {("1", 2), ("2", 2)}
    assert len({r["household_id"] for r in rows}) == 1


def test_an_address_is_compared_without_blanks_case_and_punctuation(households):
    one = {"address": "12 Rose Street, Flat 3", "city": "Leeds"}
    other = {"address": "12 ROSE STREET - FLAT 3", "city": "leeds"}
    assert households(person(1, "Hill", **one), person(2, "hill", **other)) == [{"1", "2"}]


def test_an_address_may_begin_with_its_province_or_not(households):
    place = {"province": "四川省", "city": "成都市", "district": "锦江区"}
    whole, street = {"address": "四川省成都市锦江区春熙路1号"}, {"address": "春熙路1号"}
    assert households(person(1, "王", **place, **whole), person(2, "王", **place, **street)) == [{"1", "2"}]


def test_the_same_street_and_number_of_another_town_is_another_home(households):
    assert households(person(1, "王", **HOME), person(2, "王", **{**HOME, "city": "绵阳市"})) == []


@pytest.mark.parametrize(
    ("address", "is_home"),
    [
        ("春熙路", False),
        ("Rose Street", False),
        ("春熙路1号", True),
        ("春熙路三号", True),
        ("三亚湾", False),
        ("春熙路１号", True),
    ],
)
def test_an_address_without_a_house_number_is_no_home(households, address, is_home):
    home = {"address": address, "city": "成都市"}
    assert bool(households(person(1, "王", **home), person(2, "王", **home))) is is_home


@pytest.mark.parametrize(("people", "is_home"), [(8, True), (9, False)])
def test_more_people_than_a_large_family_are_no_household(households, people, is_home):
    # Of whatever family names: an office has two Wangs, too.
    others = [person(n, "赵钱孙李周吴郑"[n % 7], **HOME) for n in range(2, people)]
    assert bool(households(person(0, "王", **HOME), person(1, "王", **HOME), *others)) is is_home


def test_a_company_lives_nowhere(households):
    assert households(person(1, "王", kind="company", **HOME), person(2, "王", **HOME)) == []


def test_a_household_keeps_its_number_when_somebody_joins_or_leaves(made):
    def number(*people):
        rows = made("households", *(person(n, "王", **HOME) for n in people))
        [found] = {r["household_id"] for r in rows}
        return found

    assert number(1, 2) == number(2, 3, 4)


def test_people_of_one_company_are_under_its_account_whatever_its_legal_form(accounts):
    assert accounts(
        {"customer_id": "1", "company": "晨光贸易有限公司"},
        {"customer_id": "2", "company": "晨光贸易"},
        {"customer_id": "3", "company": "Acme Co., Ltd."},
        {"customer_id": "4", "company": "ACME"},
        {"customer_id": "5", "company": "Acme Tools Inc"},
    ) == [{"1", "2"}, {"3", "4"}, {"5"}]


def test_the_company_that_is_a_customer_heads_the_account(made):
    rows = made(
        "accounts",
        {"customer_id": "1", "company": "晨光贸易"},
        {"customer_id": "2", "company": "晨光贸易"},
        {"customer_id": "3", "kind": "company", "name": "晨光贸易有限公司"},
        {"customer_id": "4", "kind": "company", "name": "晨光贸易集团", "records": 3},
    )
    assert {(r["company_id"], r["company"], r["size"]) for r in rows} == {("4", "晨光贸易集团", 4)}
    assert sorted(r["role"] for r in rows) == ["company", "company", "person", "person"]


def test_an_account_without_the_company_is_called_as_most_people_call_it(made):
    rows = made("accounts", *({"customer_id": c, "company": c.strip()} for c in ("Acme Ltd", "Acme Ltd ", "ACME")))
    assert {(r["company_id"], r["company"]) for r in rows} == {(None, "Acme Ltd")}


@pytest.mark.parametrize("company", ["个体户", "Self-employed", "自由职业", "student", "公司", "-"])
def test_who_works_for_nobody_has_no_colleagues(accounts, company):
    assert accounts({"customer_id": "1", "company": company}, {"customer_id": "2", "company": company}) == []

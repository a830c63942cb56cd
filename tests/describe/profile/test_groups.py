"""Whom a customer belongs with, on the page and in the API."""

import pytest

from shop import AS_OF, customer_of
from zhike import pipeline
from zhike.describe import profile
from zhike.govern import Actor

OWNER = Actor("the tests")
TEXT = """id,name,address,city,province,company,kind
1,王芳,春熙路1号2单元301,成都市,四川省,晨光贸易,person
2,王小明,春熙路1号2单元301,成都市,四川省,,person
3,李强,人民路9号,绵阳市,四川省,晨光贸易有限公司,person
4,晨光贸易有限公司,,,,,company
5,赵六,,,,,person
"""
MAPPING = {"id": "record_id", **{n: n for n in ("name", "address", "city", "province", "company", "kind")}}


@pytest.fixture
def grouped(empty_shop, deliver):
    """Return a shop of a family of two, a company, and somebody who belongs to nobody."""
    deliver(empty_shop, TEXT, into="customers", source="till", mapping=MAPPING)
    pipeline.run(empty_shop, as_of=AS_OF)
    return empty_shop


def test_a_customer_belongs_to_a_household_and_to_a_companys_account(grouped):
    found = {g.kind: g for g in profile.groups(grouped, customer_of(grouped, "1"), by=OWNER)}
    home, account = found["household"], found["account"]
    assert (home.name, home.size, sorted(m.name for m in home.members)) == ("王", 2, ["王小明", "王芳"])
    assert (account.name, account.size) == ("晨光贸易有限公司", 3)
    # The company heads its account.
    assert (account.members[0].name, account.members[0].is_company) == ("晨光贸易有限公司", True)
    assert profile.groups(grouped, customer_of(grouped, "5"), by=OWNER) == ()


def test_groupings_merge_nobody(grouped):
    assert grouped.query("select count(*) as n from customers")["n"][0].as_py() == 5

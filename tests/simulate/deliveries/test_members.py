import csv
import json
import re
from datetime import date, datetime

import duckdb
import pytest


@pytest.fixture(scope="module")
def members(company):
    with (company.folder / "till" / "会员.csv").open(encoding="gbk", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def users(company):
    with (company.folder / "shop" / "users.jsonl").open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


@pytest.fixture(scope="module")
def app_users(company):
    with (company.folder / "app" / "users.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def leads(company):
    with duckdb.connect() as connection:
        found = connection.sql(f"SELECT * FROM '{company.folder / 'crm' / 'leads.parquet'}'")
        return [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]


def test_the_crm_delivers_days_and_moments_as_such(leads):
    assert {type(lead["birthday"]) for lead in leads} == {date, type(None)}
    assert {type(lead["created_at"]) for lead in leads} == {datetime}


def test_staff_write_titles_and_names_as_in_a_passport(read):
    sql = """SELECT full_name, name_way, family_name FROM '{leads}' l
        JOIN '{records}' r ON l.lead_id = r.record_id AND r.source = 'crm' JOIN '{people}' p USING (person_id)"""
    files = {"leads": "crm/leads.parquet", "records": "truth/records.parquet", "people": "truth/people.parquet"}
    rows = read(sql, **files)
    titles = [(name, family) for name, way, family in rows if way == "title"]
    assert titles
    assert all(name in {f"{family}先生", f"{family}女士", f"Mr. {family}", f"Ms. {family}"} for name, family in titles)
    passport = [name for name, way, _ in rows if way == "passport"]
    assert passport
    assert all(re.fullmatch(r"[A-Z][a-z]+ [A-Z][a-z]+|[A-ZÜ]+, [A-Z][a-z]+", name) for name in passport)


def test_chinese_and_western_names_are_in_all_four_files(members, users, app_users, leads):
    files = (
        [row["姓名"] for row in members], [u["name"] for u in users], [a["profile.name"] for a in app_users],
        [lead["full_name"] for lead in leads],
    )  # fmt: skip
    for names in files:
        assert any(re.fullmatch(r"[一-鿿]{2,4}", name or "") for name in names)
        assert any(re.fullmatch(r"[A-Z][a-z]+ [A-Z][a-zü]+", name or "") for name in names)


def test_the_till_exports_gbk_that_is_no_utf8(company):
    with pytest.raises(UnicodeDecodeError):
        (company.folder / "till" / "会员.csv").read_text(encoding="utf-8")


def test_the_till_has_the_headers_of_a_till(members):
    assert {"会员编号", "会员卡号", "姓名", "性别", "生日", "手机号", "详细地址", "入会时间", "渠道"} <= members[
        0
    ].keys()


def test_addresses_of_the_web_shop_are_nested(users):
    with_address = [user["address"] for user in users if user["address"]]
    assert len(with_address) > len(users) / 2
    assert {"province", "city", "district", "street"} == with_address[0].keys()


def test_phones_are_written_in_many_ways(members, users):
    phones = [row["手机号"] for row in members] + [user["mobile"] or "" for user in users]
    ways = (r"1\d{10}", r"\+86 1\d{10}", r"1\d\d-\d{4}-\d{4}", r"1\d\d \d{4} \d{4}", r"[０-９]{11}", "无", "")
    for way in ways:
        assert any(re.fullmatch(way, phone) for phone in phones), way
    assert all(any(re.fullmatch(way, phone) for way in ways) for phone in phones)


def test_names_carry_honorifics_and_blanks(members):
    names = [row["姓名"] for row in members]
    assert any(name.endswith(("先生", "女士")) for name in names)
    assert any(re.fullmatch(r"[一-鿿]+ [一-鿿]+", name) for name in names)


def test_birth_dates_hold_a_sentinel_and_another_format(members):
    dates = [row["生日"] for row in members]
    assert "1900-01-01" in dates
    assert any(re.fullmatch(r"\d{4}年\d{1,2}月\d{1,2}日", day) for day in dates)


def test_every_email_is_at_a_reserved_domain(members, users, app_users, leads):
    emails = [row["邮箱"] for row in members] + [a["contact.email"] for a in app_users]
    emails += [u["email"] or "" for u in (*users, *leads)]
    hosts = {email.rpartition("@")[2].lower() for email in emails if "@" in email}
    assert hosts
    assert all(host.endswith((".example.com", ".example.org", ".example.net")) for host in hosts)


def test_a_bound_card_is_that_of_the_same_person(app_users, members, read):
    cards = {row["会员卡号"]: row["会员编号"] for row in members if row["会员编号"]}
    sql = "SELECT source, record_id, person_id FROM '{records}'"
    person = {(source, record): who for source, record, who in read(sql, records="truth/records.parquet")}
    bound = [(u["uid"], cards[u["member_card"]]) for u in app_users if u["uid"] and u["member_card"] in cards]
    assert len(bound) > 50
    assert all(person["app", uid] == person["till", member] for uid, member in bound)


def test_a_few_identity_numbers_are_noted(members):
    numbers = [row["身份证号"] for row in members if row["身份证号"]]
    assert 2 <= len(numbers) < 0.03 * len(members)
    assert all(re.fullmatch(r"999999\d{11}[\dX]", number) for number in numbers)

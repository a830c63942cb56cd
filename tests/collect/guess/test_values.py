"""What values look like."""

from __future__ import annotations

import pytest

from zhike.collect.guess.values import LOOKS, MOST_VALUES, as_number, day_and_month, is_identity_number, profile


@pytest.mark.parametrize(
    ("look", "yes", "no"),
    [
        ("email", ["a@b.cn", "first.last+tag@shop.example"], ["a@b", "@x.cn", "王芳"]),
        ("phone", ["13800138000", "+86 138-0013-8000", "138****1234", "010-62345678", "400-820-8820", "(512) 555-0147", "13800138000.0"], ["20240305", "2024-03-05", "17850", "12800138000"]),
        ("date", ["2024-03-05", "2024/3/5 8:02", "2024年3月5日", "20240305", "03/14/2024", "5 Mar 2024", "2024-01-02T08:00:00Z"], ["20241305", "2024-3", "12.50", "13800138000", "March", "99/99/2024"]),
        ("fraction", ["12.50", "¥5", "1,280.50", "3元"], ["17850.0", "12", "A12.50"]),
        ("small", ["1", "-12", "2.0"], ["0004", "2010", "1.5"]),
        ("chinese_name", ["王芳", "欧阳修远", "张*", "李先生"], ["小鱼儿", "北京市", "纯牛奶250ml", "Wang"]),
        ("address", ["浙江省杭州市西湖区文三路1号", "8 High Street", "435 s. la cienega blvd."], ["杭州", "王芳", "High Street shoes"]),
        ("division", ["浙江", "浙江省", "西湖区"], ["文三路", "王芳"]),
        ("postcode", ["310000", "73301-1234", "LS1 4AP", "4000-123"], ["1234567", "LS"]),
        ("url", ["https://shop.example/p/1", "/cart"], ["shop", "a/b"]),
    ],
)  # fmt: skip
def test_each_look_knows_its_own(look, yes, no):
    assert [v for v in yes if not LOOKS[look](v)] == []
    assert [v for v in no if LOOKS[look](v)] == []


def test_an_identity_number_needs_its_check_digit():
    assert is_identity_number("11010519491231002X")
    assert is_identity_number("11010519491231002x")
    assert [digit for digit in "0123456789X" if is_identity_number("44052419800101001" + digit)] == ["3"]
    assert [digit for digit in "0123456789X" if is_identity_number("11010519491231001" + digit)] == ["1"]
    assert not is_identity_number("110105194912310021")
    assert is_identity_number("1101**********002X")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,280.50", 1280.5),
        ("(12)", -12),
        ("-¥3", -3),
        ("3.5元", 3.5),
        (".5", 0.5),
        ("", None),
        ("-", None),
        ("1-2", None),
    ],
)
def test_numbers_are_read_as_people_write_them(text, number):
    assert as_number(text) == number


def test_day_and_month_stand_before_a_year():
    assert day_and_month("03/04/2024 10:00") == (3, 4)
    assert day_and_month("31.12.24") == (31, 12)
    assert day_and_month("2024/03/04") is None
    assert day_and_month("31/31/2024") is None


def test_a_profile_counts_shares_of_what_is_filled():
    seen = profile(["13811112222", "N/A", None, "无", "x@y.cn", "13811112222", "13933334444"])
    assert (seen.filled, seen.rows) == (4, 7)
    assert seen.share("mobile") == 0.75
    assert seen.distinct == 0.75
    assert profile([None, ""]).share("mobile") == 0


def test_a_long_sample_is_thinned_evenly():
    values = ["1.50"] * (4 * MOST_VALUES) + ["x@y.cn"] * (4 * MOST_VALUES)
    assert abs(profile(values).share("email") - 0.5) < 0.01


def test_a_huge_value_is_cut_before_it_is_looked_at():
    assert profile(["a@" * 5_000_000]).length <= 200

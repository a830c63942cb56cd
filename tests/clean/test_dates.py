from datetime import date

import pytest

# Workspace zone Asia/Shanghai: eight hours ahead of the UTC instants here.
INSTANTS = {
    "2024-03-05": ("2024-03-04 16:00:00+00", None, None),
    "2024-03-05 10:11:12": ("2024-03-05 02:11:12+00", None, None),
    "2024-03-05T10:11:12": ("2024-03-05 02:11:12+00", None, None),
    "2024-03-05 10:11": ("2024-03-05 02:11:00+00", None, None),
    "2024-03-05 10:11:12.345": ("2024-03-05 02:11:12.345+00", None, None),
    "2024-03-05T10:11:12Z": ("2024-03-05 10:11:12+00", None, None),
    "2024-03-05T10:11:12.5+08:00": ("2024-03-05 02:11:12.5+00", None, None),
    "2024-03-05T10:11:12-0500": ("2024-03-05 15:11:12+00", None, None),
    "2024-03-05 10:11+08": ("2024-03-05 02:11:00+00", None, None),
    "2024/3/5": ("2024-03-04 16:00:00+00", None, None),
    "2024/3/5 9:05": ("2024-03-05 01:05:00+00", None, None),
    "2024.3.5": ("2024-03-04 16:00:00+00", None, None),
    "2024.03.05 22:00:01": ("2024-03-05 14:00:01+00", None, None),
    "20240305": ("2024-03-04 16:00:00+00", None, None),
    "20240305123000": ("2024-03-05 04:30:00+00", None, None),
    "202403051230": ("2024-03-05 04:30:00+00", None, None),
    "20240305 12:30:00": ("2024-03-05 04:30:00+00", None, None),
    "20240305.0": ("2024-03-04 16:00:00+00", "excel_number", None),
    "2024年3月5日": ("2024-03-04 16:00:00+00", "chinese_date", None),
    "2024年3月5日 上午9点30分": ("2024-03-05 01:30:00+00", "chinese_date", None),
    "2024年3月5日 下午3:05": ("2024-03-05 07:05:00+00", "chinese_date", None),
    "2024年03月05日 15时05分20秒": ("2024-03-05 07:05:20+00", "chinese_date", None),
    "2024年3月5日星期二 晚上8点": ("2024-03-05 12:00:00+00", "chinese_date", None),
    "2024年3月5号 中午12点半": ("2024-03-05 04:30:00+00", "chinese_date", None),
    "2024-03-05 上午12:10:00": ("2024-03-04 16:10:00+00", None, None),
    "２０２４－０３－０５": ("2024-03-04 16:00:00+00", "full_width", None),
    " 2024-03-05 ": ("2024-03-04 16:00:00+00", "trimmed", None),
    "05-Mar-2024": ("2024-03-04 16:00:00+00", "month_name", None),
    "5 March 2024": ("2024-03-04 16:00:00+00", "month_name", None),
    "Mar 5 2024": ("2024-03-04 16:00:00+00", "month_name", None),
    "March 5th, 2024 3:05 PM": ("2024-03-05 07:05:00+00", "month_name", None),
    "Tue, 05 Mar 2024 10:11:12 GMT": ("2024-03-05 10:11:12+00", "month_name", None),
    "Tue Mar  5 10:11:12 2024": ("2024-03-05 02:11:12+00", "month_name", None),
    "Tue Mar 05 2024 10:11:12 GMT+0800 (CST)": ("2024-03-05 02:11:12+00", "month_name", None),
    "45356": ("2024-03-04 16:00:00+00", "excel_serial", None),
    "45356.5": ("2024-03-05 04:00:00+00", "excel_serial", None),
    "1709618400": ("2024-03-05 06:00:00+00", "unix_time", None),
    "1709618400000": ("2024-03-05 06:00:00+00", "unix_time", None),
    "25/12/2023": ("2023-12-24 16:00:00+00", "day_first", None),
    "25.12.23": ("2023-12-24 16:00:00+00", "two_digit_year", None),
    "98/12/25": ("1998-12-24 16:00:00+00", "two_digit_year", None),
    "2024-03-05 24:00:00": ("2024-03-05 16:00:00+00", None, None),
    "": (None, None, None),
    "  ": (None, None, None),
    "N/A": (None, "sentinel", None),
    "0000-00-00 00:00:00": (None, "invalid", "bad_instant"),
    "0000-00-00": (None, "sentinel", None),
    "9999-12-31": (None, "sentinel", None),
    "1900-01-01 00:00:00": (None, "sentinel", None),
    "1970-01-01": ("1969-12-31 16:00:00+00", "suspicious", None),
    "2024-02-30": (None, "invalid", "bad_instant"),
    "2024-13-01": (None, "invalid", "bad_instant"),
    "2024-03-05 25:00": (None, "invalid", "bad_instant"),
    "yesterday": (None, "invalid", "bad_instant"),
    "1899-05-05": (None, "invalid", "out_of_range"),
    "2031-01-01": (None, "invalid", "out_of_range"),
    "#REF!": (None, "excel_error", "excel_error"),
}


def test_instants_are_read_as_people_write_them(read):
    assert read(INSTANTS, field="started_at", entity="subscriptions") == INSTANTS


def test_day_and_month_are_told_apart_by_the_rest_of_the_column(read):
    assert (
        read(["5/3/2024", "25/12/2023"], field="started_at", entity="subscriptions")["5/3/2024"][0]
        == "2024-03-04 16:00:00+00"
    )
    assert (
        read(["5/3/2024", "12/25/2023"], field="started_at", entity="subscriptions")["5/3/2024"][0]
        == "2024-05-02 16:00:00+00"
    )


@pytest.mark.parametrize("others", [[], ["25/12/2023", "12/25/2023"]], ids=["nothing says", "both occur"])
def test_a_date_that_may_be_two_days_is_not_guessed(read, others):
    found = read(["5/3/2024", *others], field="started_at", entity="subscriptions")
    assert found["5/3/2024"] == (None, "invalid", "ambiguous_date")


@pytest.mark.parametrize(
    ("order", "expected"), [("day-first", "2024-03-05 01:05:00+00"), ("month-first", "2024-05-03 01:05:00+00")]
)
def test_the_order_of_the_mapping_decides_an_ambiguous_date(read, order, expected):
    found = read(["5/3/2024 9:05"], field="started_at", entity="subscriptions", formats={"started_at": order})
    assert found["5/3/2024 9:05"] == (expected, order.replace("-", "_"), None)


def test_an_impossible_month_overrules_the_stated_order(read):
    found = read(["25/12/2023"], field="started_at", entity="subscriptions", formats={"started_at": "month-first"})
    assert found["25/12/2023"][0] == "2023-12-24 16:00:00+00"


def test_a_pattern_of_the_mapping_is_followed_and_other_ways_are_still_read(read):
    found = read(
        ["05|03|2024 10h11", "2024-03-06"],
        field="started_at",
        entity="subscriptions",
        formats={"started_at": "%d|%m|%Y %Hh%M"},
    )
    assert [value for value, *_ in found.values()] == ["2024-03-05 02:11:00+00", "2024-03-05 16:00:00+00"]


def test_a_naive_time_is_in_the_workspaces_zone_with_its_summer_time(clean):
    rows = clean(
        "subscriptions",
        [{"started_at": "2024-01-10 12:00:00"}, {"started_at": "2024-07-10 12:00:00"}],
        timezone="Europe/London",
    )
    assert [row["started_at"] for row in rows] == ["2024-01-10 12:00:00+00", "2024-07-10 11:00:00+00"]


def test_an_unreadable_instant_that_is_not_strict_is_left_out_and_the_row_stays(read):
    assert read(["soon"], field="registered_at") == {"soon": (None, "invalid", None)}


def test_a_blank_instant_that_must_be_there_is_a_missing_value(read):
    assert read(["", "无"], field="ordered_at", entity="orders") == {
        "": (None, None, "missing_value"),
        "无": (None, "sentinel", "missing_value"),
    }


@pytest.mark.parametrize("text", ["0001-01-01", "1900-01-01 00:00:00", "2999-12-31", "9999-12-31"])
def test_the_end_of_time_is_out_of_range_where_an_instant_must_be_and_empty_elsewhere(read, text):
    assert read([text], field="ordered_at", entity="orders")[text] == (None, "invalid", "out_of_range")
    assert read([text], field="ended_at", entity="subscriptions")[text] == (None, "sentinel", None)


def test_a_zero_date_is_a_missing_value_where_an_instant_must_be(read):
    assert read(["0000-00-00"], field="ordered_at", entity="orders")["0000-00-00"][2] == "missing_value"


DAYS = {
    "2024-03-05": (date(2024, 3, 5), None, None),
    "20240305": (date(2024, 3, 5), None, None),
    "2024/3/5 23:59": (date(2024, 3, 5), None, None),
    "2024-03-05T23:00:00Z": (date(2024, 3, 6), None, None),
    "2024年3月5日": (date(2024, 3, 5), "chinese_date", None),
    "45356": (date(2024, 3, 5), "excel_serial", None),
    "someday": (None, "invalid", "bad_date"),
}


def test_a_day_is_a_day_in_the_workspaces_zone(read):
    assert read(DAYS, field="date", entity="costs") == DAYS

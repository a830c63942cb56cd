from datetime import date

CASES = {
    "1990-03-05": (date(1990, 3, 5), None, None),
    "1990/3/5": (date(1990, 3, 5), None, None),
    "19900305": (date(1990, 3, 5), None, None),
    "1990.03.05": (date(1990, 3, 5), None, None),
    "1990年3月5日": (date(1990, 3, 5), "chinese_date", None),
    "1990-03-05 00:00:00": (date(1990, 3, 5), None, None),
    "5 Mar 1990": (date(1990, 3, 5), "month_name", None),
    "25/12/1985": (date(1985, 12, 25), "day_first", None),
    "25/12/85": (date(1985, 12, 25), "two_digit_year", None),
    "32937": (date(1990, 3, 5), "excel_serial", None),
    "2025-06-30": (date(2025, 6, 30), None, None),
    "1915-06-30": (date(1915, 6, 30), None, None),
    "1914-06-30": (None, "invalid", None),
    "2025-07-01": (None, "invalid", None),
    "1907-01-01": (None, "invalid", None),
    "1900-01-01": (None, "sentinel", None),
    "1970-01-01": (date(1970, 1, 1), "suspicious", None),
    "1990-02-30": (None, "invalid", None),
    "19991332": (None, "invalid", None),
    "不详": (None, "sentinel", None),
    "118": (None, "invalid", None),
    "": (None, None, None),
}


def test_birth_dates_are_days_of_people_now_alive(read):
    assert read(CASES, field="birth_date") == CASES

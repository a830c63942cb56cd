from decimal import Decimal

CASES = {
    "1234.5": ("1234.5", None),
    "0": ("0", None),
    "-12.50": ("-12.5", None),
    "+3": ("3", None),
    ".5": ("0.5", None),
    "1e3": ("1000", None),
    "0.12345": ("0.1235", None),
    "¥1,234.50": ("1234.5", "thousands"),
    "￥99": ("99", "currency_sign"),
    "$ 12.00": ("12", "currency_sign"),
    "€1.234,56": ("1234.56", "decimal_comma"),
    "1.234.567,8": ("1234567.8", "decimal_comma"),
    "12,5": ("12.5", "decimal_comma"),
    "12,34": ("12.34", "decimal_comma"),
    "1,234": ("1234", "thousands"),
    "1,234,567.89": ("1234567.89", "thousands"),
    "12,34,567.00": ("1234567", "thousands"),
    "1 234,56": ("1234.56", "decimal_comma"),
    "1'234.50": ("1234.5", "thousands"),
    "12元": ("12", "currency_sign"),
    "人民币12.3元": ("12.3", "currency_sign"),
    "CNY 88": ("88", "currency_sign"),
    "88 USD": ("88", "currency_sign"),
    "HK$10": ("10", "currency_sign"),
    "1.5万": ("15000", "wan"),
    "¥3万元": ("30000", "wan"),
    "2亿": ("200000000", "wan"),
    "3千": ("3000", "wan"),
    "500百万": ("500000000", "wan"),
    "12k": ("12000", "wan"),
    "(1,234.50)": ("-1234.5", "brackets"),
    "（88）": ("-88", "brackets"),
    "(¥88)": ("-88", "brackets"),
    "100-": ("-100", "trailing_minus"),
    "-¥5": ("-5", "currency_sign"),
    "¥-5": ("-5", "currency_sign"),
    "¥27.90": ("27.9", "currency_sign"),
    "¥-1,346.70": ("-1346.7", "thousands"),
    "-1,791.80": ("-1791.8", "thousands"),
    "¥1234567890123.5": ("1234567890123.5", "currency_sign"),
    "１２３．４５": ("123.45", "full_width"),
    " 7 ": ("7", None),
    "免费": ("0", "free"),
    "99999999999999": ("99999999999999", None),
}
NOTHING = ("", "无", "N/A", "-", "NULL", "--")
UNREADABLE = (
    "abc",
    "12.3.4",
    "1,23",
    "1,2345",
    "100000000000000",
    "1e15",
    "NaN",
    "inf",
    "1_000",
    "12%",
    "--5",
    "(-5)",
    "12 34",
    "1e999999999",
    "12-13",
    "1,234.5.6",
    "万",
    "¥",
)


def test_amounts_are_read_as_people_write_them(read):
    found = read(CASES, field="fee", entity="subscriptions")
    assert {text: (str(v.normalize().__format__("f")), r) for text, (v, r, _) in found.items()} == CASES
    assert all(isinstance(value, Decimal) for value, *_ in found.values())


def test_words_for_nothing_are_no_amount_and_no_problem(read):
    assert {value for value, *_ in read(NOTHING, field="fee", entity="subscriptions").values()} == {None}
    assert {problem for *_, problem in read(NOTHING, field="fee", entity="subscriptions").values()} == {None}


def test_what_is_no_amount_quarantines_the_row(read):
    found = read(UNREADABLE, field="fee", entity="subscriptions")
    expected = dict.fromkeys(UNREADABLE, (None, "invalid", "bad_money"))
    expected["1,23"] = (Decimal("1.2300"), "decimal_comma", None)
    assert found == expected


def test_an_error_of_a_spreadsheet_has_its_own_reason(read):
    assert read(["#DIV/0!"], field="fee", entity="subscriptions") == {"#DIV/0!": (None, "excel_error", "excel_error")}


def test_an_unreadable_amount_that_is_not_strict_is_left_out(read):
    assert read(["lots"], field="acquisition_cost") == {"lots": (None, "invalid", None)}

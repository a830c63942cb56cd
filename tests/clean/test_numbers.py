from decimal import Decimal

from zhike.clean.kinds import KINDS

NUMBERS = {
    "5": (5.0, None, None),
    "4.5": (4.5, None, None),
    "-1": (-1.0, None, None),
    "1e2": (100.0, None, None),
    "9分": (9.0, "unit", None),
    "5星": (5.0, "unit", None),
    "4 stars": (4.0, "unit", None),
    "12个月": (12.0, "unit", None),
    "1,000": (1000.0, "thousands", None),
    "８": (8.0, "full_width", None),
    "": (None, None, None),
    "n/a": (None, "sentinel", None),
    "NaN": (None, "invalid", "bad_number"),
    "inf": (None, "invalid", "bad_number"),
    "1e400": (None, "invalid", "bad_number"),
    "90%": (None, "invalid", "bad_number"),
    "good": (None, "invalid", "bad_number"),
    "1_0": (None, "invalid", "bad_number"),
}
QUANTITIES = {
    "3": (Decimal("3.0000"), None, None),
    "-2": (Decimal("-2.0000"), None, None),
    "0.755": (Decimal("0.7550"), None, None),
    "3件": (Decimal("3.0000"), "unit", None),
    "2 pcs": (Decimal("2.0000"), "unit", None),
    "1,200": (Decimal("1200.0000"), "thousands", None),
    "(3)": (Decimal("-3.0000"), "brackets", None),
    "3-": (Decimal("-3.0000"), "trailing_minus", None),
    "two": (None, "invalid", "bad_number"),
    "100000000000000": (None, "invalid", "bad_number"),
}


def test_numbers_are_read_with_units_and_separators(read):
    assert read(NUMBERS, field="score", entity="feedback") == NUMBERS


def test_quantities_are_decimals_and_may_be_negative(read):
    assert read(QUANTITIES, field="quantity", entity="order_lines") == QUANTITIES


def test_a_whole_number_is_not_rounded_into_being(con, context):
    kind = KINDS["integer"]
    assert con.execute(f"SELECT {kind.fast('x', context)} FROM (VALUES ('3'), ('1.5'), ('x')) t(x)").fetchall() == [
        (3,),
        (None,),
        (None,),
    ]
    read = [kind.reading(text, context) for text in ("3.0", "1.5", "1,000")]
    assert [(r.value, r.problem) for r in read] == [(3, None), (None, "bad_number"), (1000, None)]

CASES = {
    "17850": ("17850", None),
    "17850.0": ("17850", "excel_number"),
    "C536379": ("C536379", None),
    "85123A": ("85123A", None),
    "000123": ("000123", None),
    "000123.00": ("000123", "excel_number"),
    " 42 ": ("42", "trimmed"),
    "４２": ("42", "full_width"),
    "A 42": ("A 42", None),
    "POST": ("POST", None),
    "会员001": ("会员001", None),
    "6f1ed002-ab5c-4c4e-8f6b-0a1c1d0f6c11": ("6f1ed002-ab5c-4c4e-8f6b-0a1c1d0f6c11", None),
    "wx_zhangsan": ("wx_zhangsan", None),
    "1.785E+04": ("17850", "scientific"),
    "1.23457E+11": ("1.23457E+11", "digits_lost"),
    "1E5": ("1E5", None),
    "'00042": ("00042", "excel_quote"),
    "12.5": ("12.5", None),
    "42\x00": ("42", "control_characters"),
    "NULL": (None, "sentinel"),
    "无": (None, "sentinel"),
    "-": (None, "sentinel"),
    "": (None, None),
    "0": ("0", None),
}


def test_identifiers_stay_text_and_lose_what_excel_added(read):
    found = read(CASES, field="member_no")
    assert {text: (value, repair) for text, (value, repair, _) in found.items()} == CASES


def test_a_row_without_its_identifier_waits(read):
    found = read(["", "  ", "N/A", "#N/A", "7"], field="record_id")
    assert [problem for *_, problem in found.values()] == ["missing_value"] * 4 + [None]

CASES = {
    "WHITE HANGING HEART": ("WHITE HANGING HEART", None),
    "  padded  ": ("padded", "trimmed"),
    "　全角空格　": ("全角空格", "trimmed"),
    "ＡＢＣ，全角照旧": ("ＡＢＣ，全角照旧", None),
    "two\nlines": ("two\nlines", None),
    "bell\x07": ("bell", "control_characters"),
    "\ufeffbom": ("bom", "control_characters"),
    "zero\u200bwidth": ("zerowidth", "control_characters"),
    "👨‍👩‍👧 family": ("👨‍👩‍👧 family", None),
    "select": (None, "sentinel"),
    "Select all": ("Select all", None),
    "无": (None, "sentinel"),
    "无锡": ("无锡", None),
    "None": (None, "sentinel"),
    "?": (None, "sentinel"),
    "#N/A": (None, "excel_error"),
    "########": (None, "excel_error"),
    "#1 seller": ("#1 seller", None),
    "test": ("test", None),
    "0": ("0", None),
    "": (None, None),
    " ": (None, None),
}


def test_text_is_kept_but_for_blanks_and_what_nobody_sees(read):
    found = read(CASES, field="job_title")
    assert {text: (value, repair) for text, (value, repair, _) in found.items()} == CASES

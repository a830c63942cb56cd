CASES = {
    **dict.fromkeys(
        ("Yes", "yes", "Y", "true", "TRUE", "1", "1.0", "是", "有", "√", "已流失", "Churned", " Yes "), True
    ),
    **dict.fromkeys(
        ("No", "no", "N", "false", "False", "0", "0.0", "否", "无", "没有", "×", "未流失", "Active"), False
    ),
    **dict.fromkeys(("", "N/A", "-", "未知"), None),
}


def test_yes_and_no_are_read_in_both_languages(read):
    assert {text: value for text, (value, *_) in read(CASES, field="churned", entity="subscriptions").items()} == CASES


def test_a_word_that_is_neither_quarantines_the_row(read):
    assert read(["maybe", "2"], field="churned", entity="subscriptions") == dict.fromkeys(
        ("maybe", "2"), (None, "invalid", "bad_boolean")
    )

import pytest

CASES = {
    **dict.fromkeys(("男", "男性", "先生", "M", "m", "Male", "MALE", "1", "１", "Mr.", "男士"), "male"),
    **dict.fromkeys(("女", "女性", "女士", "小姐", "F", "f", "Female", "2", "2.0", "Ms"), "female"),
    **dict.fromkeys(("其他", "Other", "non-binary", "X"), "other"),
    **dict.fromkeys(("", "0", "9", "未知", "保密", "未说明的性别", "Unknown", "N/A", "abc", "男女"), None),
}


def test_genders_are_read_by_word_letter_and_the_digits_of_the_standard(read):
    assert {text: value for text, (value, *_) in read(CASES, field="gender").items()} == CASES


@pytest.mark.parametrize(
    ("text", "repair"), [("male", None), ("男", "standard_word"), ("9", "sentinel"), ("abc", "invalid")]
)
def test_a_repair_says_how_a_gender_was_read(read, text, repair):
    assert read([text], field="gender")[text][1] == repair

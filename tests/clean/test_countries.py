import pytest

CASES = {
    **dict.fromkeys(("CN", "cn", "CHN", "中国", "China", "中华人民共和国", "P.R. China", "大陆"), "CN"),
    **dict.fromkeys(("GB", "United Kingdom", "UK", "英国", "GBR"), "GB"),
    **dict.fromkeys(("US", "USA", "United States", "美国"), "US"),
    **dict.fromkeys(("EIRE", "Ireland"), "IE"),
    **dict.fromkeys(("RSA", "South Africa"), "ZA"),
    **dict.fromkeys(("Hong Kong", "香港", "中国香港"), "HK"),
    **dict.fromkeys(("Germany", "德国", "DEU"), "DE"),
    **dict.fromkeys(("Czech Republic", "Czechia"), "CZ"),
    "European Community": "European Community",
    "Unspecified": None,
    "未知": None,
    "": None,
}


def test_countries_become_iso_codes_and_unknown_names_stay(read):
    assert {text: value for text, (value, *_) in read(CASES, field="country").items()} == CASES


@pytest.mark.parametrize(
    ("text", "repair"), [("CN", None), ("中国", "standard_word"), ("European Community", "unrecognised")]
)
def test_a_repair_says_how_a_country_was_read(read, text, repair):
    assert read([text], field="country")[text][1] == repair

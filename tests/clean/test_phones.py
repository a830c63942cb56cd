CASES = {
    "13812345678": ("+8613812345678", "country_code_added"),
    "+8613812345678": ("+8613812345678", None),
    "+86 138 1234 5678": ("+8613812345678", "reformatted"),
    "+86-138-1234-5678": ("+8613812345678", "reformatted"),
    "(+86)13812345678": ("+8613812345678", "reformatted"),
    "008613812345678": ("+8613812345678", "reformatted"),
    "0086-13812345678": ("+8613812345678", "reformatted"),
    "8613812345678": ("+8613812345678", "reformatted"),
    "86-13812345678": ("+8613812345678", "reformatted"),
    "138 1234 5678": ("+8613812345678", "country_code_added"),
    "138-1234-5678": ("+8613812345678", "country_code_added"),
    "13812345678.0": ("+8613812345678", "country_code_added"),
    "１３８１２３４５６７８": ("+8613812345678", "country_code_added"),
    " 13812345678": ("+8613812345678", "country_code_added"),
    "1.3812345678E+10": ("+8613812345678", "scientific"),
    "手机：13812345678": ("+8613812345678", "country_code_added"),
    "13812345678/13987654321": ("+8613812345678", "several"),
    "13812345678 13987654321": ("+8613812345678", "several"),
    "010-62345678": ("+861062345678", "country_code_added"),
    "(010)62345678": ("+861062345678", "country_code_added"),
    "010/62345678": ("+861062345678", "country_code_added"),
    "(0755)/26543210": ("+8675526543210", "country_code_added"),
    "+1 650/253-0000": ("+16502530000", "reformatted"),
    "010 6234 5678": ("+861062345678", "country_code_added"),
    "0755-26543210": ("+8675526543210", "country_code_added"),
    "0755 26543210": ("+8675526543210", "country_code_added"),
    "+86 10 6234 5678": ("+861062345678", "reformatted"),
    "+86 (0755) 26543210": ("+8675526543210", "reformatted"),
    "010-62345678-801": ("+861062345678", "extension"),
    "010-62345678转801": ("+861062345678", "extension"),
    "400-123-4567": ("+864001234567", "country_code_added"),
    "4001234567": ("+864001234567", "country_code_added"),
    "+1 650 253 0000": ("+16502530000", "reformatted"),
    "0044 20 7946 0958": ("+442079460958", "reformatted"),
    "+852 2345 6789": ("+85223456789", "reformatted"),
    "12345": (None, "invalid"),
    "1381234567": (None, "invalid"),
    "1.38E+10": (None, "invalid"),
    "phone": (None, "invalid"),
    "13800138000": (None, "sentinel"),
    "+86 13800138000": (None, "sentinel"),
    "无": (None, "sentinel"),
    "-": (None, "sentinel"),
    "": (None, None),
}
ABROAD = {
    ("020 7946 0958", "United Kingdom"): "+442079460958",
    ("650-253-0000", "美国"): "+16502530000",
    ("650/253-0000", "USA"): "+16502530000",
    ("030/901820", "Germany"): "+4930901820",
    ("2345 6789", "香港"): "+85223456789",
    ("13812345678", "Germany"): "+8613812345678",
    ("13812345678", "中国"): "+8613812345678",
    ("010-62345678", ""): "+861062345678",
    ("-", "France"): None,
}


def test_phone_numbers_become_e164(read):
    found = read(CASES, field="phone")
    assert {text: (value, repair) for text, (value, repair, _) in found.items()} == CASES


def test_a_blank_number_lacks_nothing_and_is_not_repaired(read):
    found = read(["13812345678", "", None], field="phone")
    assert [repair for _, repair, _ in found.values()] == ["country_code_added", None, None]


def test_the_country_beside_a_number_says_where_it_is_dialled(clean):
    found = clean("customers", [{"phone": phone, "country": country} for phone, country in ABROAD])
    assert {key: row.get("phone") for key, row in zip(ABROAD, found, strict=True)} == ABROAD


def test_a_word_for_nothing_is_nothing_with_a_country_beside_it_too(clean):
    (row,) = clean("customers", [{"phone": "-", "country": "France"}])
    assert row["phone__repair"] == "sentinel"

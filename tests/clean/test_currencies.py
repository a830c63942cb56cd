CASES = {
    **dict.fromkeys(("CNY", "cny", "RMB", "¥", "￥", "人民币", "元", "Chinese Yuan", "CNH"), "CNY"),
    **dict.fromkeys(("USD", "$", "US$", "美元", "US Dollar"), "USD"),
    **dict.fromkeys(("EUR", "€", "欧元", "euro"), "EUR"),
    **dict.fromkeys(("GBP", "£", "英镑"), "GBP"),
    **dict.fromkeys(("HKD", "港币", "HK$"), "HKD"),
    **dict.fromkeys(("JPY", "日元", "円"), "JPY"),
    **dict.fromkeys(("", "N/A"), None),
}


def test_currencies_become_iso_codes(read):
    assert {text: value for text, (value, *_) in read(CASES, field="currency", entity="orders").items()} == CASES


def test_an_unknown_currency_quarantines_the_row(read):
    assert read(["ZZZ", "barter"], field="currency", entity="orders") == dict.fromkeys(
        ("ZZZ", "barter"), (None, "invalid", "unknown_currency")
    )

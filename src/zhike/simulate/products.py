"""The products: what the company sells, at what price, how popular each is and in which months."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from zhike.simulate.chance import Chance, Floats, Ints, ladder, stream

BRANDS = "青禾里 山月 拾光 木棉家 云朵屋 澄一 南枝 半夏集 白桦林 小满记 知春 海盐社 松果优选 暖橙 原野物语 一方 栗子家 星河造物"


@dataclass(frozen=True)
class Category:
    """One category: share of lines, middle price in yuan, cost share, the months in which it sells best, its goods and their kinds."""

    name: str
    share: float
    price: float
    cost: float
    best_months: tuple[int, ...]
    goods: str
    styles: str


CATEGORIES = (
    Category(
        "休闲食品",
        0.19,
        32,
        0.66,
        (1, 2, 9),
        "坚果 肉脯 饼干 果干 巧克力 燕麦片 茶点 海苔 麻薯 锅巴",
        "原味 每日 轻盐 低糖 家庭装 礼盒装 独立小包装 量贩装",
    ),
    Category(
        "家居日用",
        0.15,
        45,
        0.58,
        (3, 10),
        "收纳箱 四件套 抱枕 浴巾 拖鞋 衣架 晾衣架 香薰 地垫 雨伞",
        "简约 加厚 可折叠 素色 北欧风 升级款 大号 便携",
    ),
    Category(
        "个人护理",
        0.13,
        48,
        0.55,
        (5, 6, 11),
        "洗发水 沐浴露 牙膏 护手霜 洗手液 洁面乳 身体乳 漱口水",
        "温和 清爽 滋润 氨基酸 大容量 旅行装 香氛 家庭装",
    ),
    Category(
        "美妆",
        0.09,
        138,
        0.42,
        (3, 6, 11),
        "口红 面霜 精华液 面膜 眼霜 粉底液 防晒霜 卸妆油",
        "水润 持久 轻透 哑光 焕亮 修护 敏感肌 限定",
    ),
    Category(
        "服饰",
        0.11,
        148,
        0.47,
        (4, 9, 11, 12),
        "T恤 衬衫 连衣裙 卫衣 羽绒服 牛仔裤 针织衫 袜子 围巾",
        "宽松 修身 纯棉 基础款 复古 轻薄 加绒 印花",
    ),
    Category(
        "母婴",
        0.08,
        96,
        0.64,
        (6, 11),
        "纸尿裤 婴儿湿巾 奶瓶 辅食 连体衣 积木 绘本 儿童水杯",
        "柔软 婴幼儿 加厚 安心 便携 彩色 有机 大号",
    ),
    Category(
        "小家电",
        0.05,
        239,
        0.70,
        (6, 11),
        "电热水壶 空气炸锅 加湿器 吹风机 榨汁机 电饭煲 台灯 风扇",
        "家用 迷你 静音 智能 便携 升级款 大容量 复古",
    ),
    Category(
        "数码配件",
        0.06,
        79,
        0.60,
        (6, 8, 11),
        "数据线 充电宝 蓝牙耳机 手机壳 键盘 鼠标 支架 音箱",
        "快充 磁吸 便携 加长 静音 轻薄 升级款 透明",
    ),
    Category(
        "运动户外",
        0.05,
        129,
        0.52,
        (4, 5, 7, 10),
        "瑜伽垫 跑步鞋 运动水壶 速干衣 帐篷 跳绳 露营椅 双肩包",
        "轻量 防滑 加厚 速干 可折叠 专业 入门 大号",
    ),
    Category(
        "厨房用品",
        0.05,
        69,
        0.57,
        (1, 10),
        "炒锅 保鲜盒 刀具 砧板 保温杯 餐具套装 密封罐",
        "不锈钢 家用 多功能 加厚 耐热 简约 三件套 大号",
    ),
    Category(
        "宠物用品",
        0.05,
        62,
        0.61,
        (),
        "猫粮 狗粮 猫砂 宠物零食 牵引绳 猫抓板",
        "幼宠 成宠 天然 大包装 耐咬 便携 升级款 小号",
    ),
    Category(
        "文具礼品",
        0.04,
        36,
        0.50,
        (2, 8, 9),
        "笔记本 钢笔 手账 贺卡 马克杯 拼图 日历",
        "复古 手绘 礼盒装 磨砂 简约 节日限定 商务 插画",
    ),
)


@dataclass(frozen=True)
class Products:
    """What is sold: one entry per product, grouped by category; amounts in fen."""

    sku: list[str]
    name: list[str]
    category: Ints
    brand: Ints
    price: Ints
    cost: Ints
    popularity: Floats  # ladder by category: see chance.ladder
    offset: Ints  # first product of each category
    companion: Ints  # the product that is often bought with it
    month_ladder: Floats  # categories by month, shares adding up to a year of CATEGORIES.share

    def draw(self, category: Ints, uniform: Floats) -> Ints:
        """Return a product of each category, by popularity."""
        return np.minimum(np.searchsorted(self.popularity, category + uniform, side="right"), len(self.sku) - 1)


def products(order_lines: int, *, seed: int) -> Products:
    """Return a range that fits the size of the company: 1,000 to 5,000 products."""
    chance = stream(seed, "products")
    count = int(np.clip(order_lines // 200, 1000, 5000))
    sizes = _sizes(count)
    category = np.repeat(np.arange(len(CATEGORIES)), sizes)
    price = _prices(chance, category)
    brand = chance.integers(0, len(BRANDS.split()), count)
    margin = np.array([c.cost for c in CATEGORIES])[category] * chance.uniform(0.85, 1.15, count)
    return Products(
        sku=[f"{c + 10}{i:05d}" for i, c in enumerate(category)],
        name=_names(chance, category, brand=brand),
        category=category,
        brand=brand,
        price=price,
        cost=np.rint(price * margin).astype(np.int64),
        popularity=_popularity(chance, sizes),
        offset=np.concatenate([[0], np.cumsum(sizes)[:-1]]),
        companion=(np.arange(count) * 7 + 3) % count,
        month_ladder=ladder(_by_month()),
    )


def category_shares() -> Floats:
    """Return the share of each category in what people like."""
    return np.array([c.share for c in CATEGORIES])


def _sizes(count: int) -> Ints:
    sizes = np.floor(category_shares() / category_shares().sum() * count).astype(np.int64)
    sizes[0] += count - sizes.sum()
    return np.asarray(sizes)


def _prices(chance: Chance, category: Ints) -> Ints:
    """Return prices in fen, log-normal around the category's middle, ending in .90 as price tags do."""
    middle = np.array([c.price for c in CATEGORIES])[category]
    yuan = np.maximum(middle * np.exp(0.55 * chance.standard_normal(len(category))), 3.0)
    return np.asarray(np.floor(yuan).astype(np.int64) * 100 + 90)


def _names(chance: Chance, category: Ints, *, brand: Ints) -> list[str]:
    goods, styles = [c.goods.split() for c in CATEGORIES], [c.styles.split() for c in CATEGORIES]
    kind, style = chance.integers(0, 1 << 30, (2, len(category))).tolist()
    brands = BRANDS.split()
    return [
        f"{brands[b]} {styles[c][s % len(styles[c])]}{goods[c][k % len(goods[c])]}"
        for b, s, c, k in zip(brand.tolist(), style, category.tolist(), kind, strict=True)
    ]


def _popularity(chance: Chance, sizes: Ints) -> Floats:
    """Return the ladder of products: within a category the n-th has weight 1 / n^0.9 (Zipf), in a shuffled order."""
    steps = []
    for i, size in enumerate(sizes.tolist()):
        weights = chance.permutation(1 / np.arange(1, size + 1) ** 0.9)
        steps.append(i + np.cumsum(weights) / weights.sum())
    return np.concatenate(steps)


def _by_month() -> Floats:
    lift = [[1.6 if month + 1 in c.best_months else 1.0 for c in CATEGORIES] for month in range(12)]
    return np.asarray(np.array(lift) * category_shares())

"""Names of people: Chinese ones as frequent as they are, foreign ones, and the ways in which they get mistyped."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from zhike.simulate.chance import Chance, Flags, Floats, Ints, at

# Per cent of the population (published by the Ministry of Public Security), with the pinyin.
FAMILIES = """
王wang7.17 李li7.00 张zhang6.74 刘liu5.10 陈chen4.61 杨yang3.22 黄huang2.45 吴wu2.00 赵zhao2.00 周zhou1.90 徐xu1.45
孙sun1.38 马ma1.29 朱zhu1.28 胡hu1.16 林lin1.13 郭guo1.13 何he1.06 高gao1.00 罗luo0.95 郑zheng0.93 梁liang0.85 谢xie0.76
宋song0.70 唐tang0.69 许xu0.66 邓deng0.62 冯feng0.62 韩han0.61 曹cao0.58 曾zeng0.58 彭peng0.58 肖xiao0.56 蔡cai0.52
潘pan0.51 田tian0.51 董dong0.51 袁yuan0.49 于yu0.48 余yu0.47 叶ye0.46 蒋jiang0.46 杜du0.45 苏su0.44 魏wei0.43 程cheng0.43
吕lv0.42 丁ding0.41 沈shen0.40 任ren0.39 姚yao0.38 卢lu0.38 傅fu0.37 钟zhong0.36 姜jiang0.36 崔cui0.35 谭tan0.35 廖liao0.34
范fan0.34 汪wang0.33 陆lu0.33 金jin0.32 石shi0.31 戴dai0.31 贾jia0.30 韦wei0.29 夏xia0.29 邱qiu0.28 方fang0.28 侯hou0.27
邹zou0.27 熊xiong0.26 孟meng0.26 秦qin0.25 白bai0.25 江jiang0.25 阎yan0.24 薛xue0.23 尹yin0.22 段duan0.21 雷lei0.21 黎li0.20
史shi0.20 龙long0.20 陶tao0.20 贺he0.20 顾gu0.19 毛mao0.19 郝hao0.19 龚gong0.18 邵shao0.18 万wan0.18 钱qian0.17 严yan0.15
覃qin0.15 武wu0.15 欧阳ouyang0.08 司徒situ0.02 上官shangguan0.01 诸葛zhuge0.01
"""
# Given names of one character, the commonest first, and the first and second characters of those of two.
FEMALE = (
    (
        "芳fang 丽li 娟juan 敏min 静jing 艳yan 霞xia 燕yan 玲ling 婷ting 雪xue 琳lin 洁jie 慧hui 倩qian 颖ying 红hong 梅mei 莉li "
        "萍ping 丹dan 娜na 晶jing 蕾lei 薇wei 蓉rong 欢huan 瑶yao 佳jia 悦yue"
    ),
    (
        "秀xiu 淑shu 桂gui 玉yu 美mei 晓xiao 小xiao 雅ya 思si 欣xin 诗shi 雨yu 梦meng 子zi 佳jia 嘉jia 婉wan 若ruo 可ke 怡yi 语yu "
        "紫zi 春chun 海hai 丽li 文wen"
    ),
    (
        "英ying 兰lan 珍zhen 华hua 芬fen 芳fang 萍ping 琴qin 红hong 娟juan 婷ting 涵han 琪qi 萱xuan 彤tong 怡yi 雯wen 妍yan 瑶yao "
        "月yue 梅mei 莹ying 君jun 玲ling 洁jie 宁ning 然ran 菲fei"
    ),
)
MALE = (
    (
        "伟wei 强qiang 磊lei 军jun 勇yong 杰jie 涛tao 超chao 明ming 刚gang 平ping 辉hui 鹏peng 华hua 飞fei 斌bin 波bo 宇yu 浩hao "
        "凯kai 俊jun 帆fan 旭xu 健jian 峰feng 亮liang 龙long 鑫xin 毅yi 博bo 睿rui 林lin"
    ),
    (
        "建jian 志zhi 国guo 文wen 明ming 永yong 海hai 晓xiao 小xiao 子zi 俊jun 浩hao 宇yu 嘉jia 天tian 泽ze 博bo 家jia 振zhen 立li "
        "德de 金jin 春chun 思si 一yi 梓zi 铭ming 庆qing"
    ),
    (
        "华hua 国guo 军jun 平ping 明ming 强qiang 伟wei 杰jie 辉hui 涛tao 峰feng 林lin 宇yu 轩xuan 豪hao 然ran 浩hao 鑫xin 鹏peng "
        "飞fei 龙long 洋yang 阳yang 东dong 文wen 斌bin 成cheng 生sheng 新xin 航hang 辰chen 诚cheng"
    ),
)
FOREIGN_FAMILIES = (
    "Smith Johnson Brown Taylor Wilson Martin Anderson Clark Lewis Walker Müller Schmidt Weber Dubois Bernard Moreau Rossi "
    "Ferrari Garcia Lopez Silva Santos Ivanov Petrov Kim Park Tanaka Suzuki Sato Nguyen Tran Singh Sharma Khan Haddad Novak"
)
FOREIGN_FEMALE = (
    "Anna Maria Emma Sophie Laura Julia Olga Elena Yuki Mina Linh Priya Sara Chloe Alice Nina Eva Rosa Clara Mei"
)
FOREIGN_MALE = (
    "James John Michael David Thomas Peter Paul Marco Ivan Sergei Ken Hiroshi Minh Raj Omar Luis Pedro Jan Erik Max"
)
# Characters that people mistake for one another at the till: same sound or nearly the same look.
CONFUSED = (
    "伟玮 丽莉 芳方 婷亭 静靖 敏闵 杰洁 涛滔 磊蕾 俊峻 峰锋 辉晖 明铭 宇雨 琪祺 萱宣 怡宜 颖莹 燕艳 芬芳 英瑛 玲铃 欣心 佳嘉 梅玫 浩皓 轩宣 "
    "阳洋 文雯 华桦 琳林 晓小 子梓 建健 志智 军君 霞侠 艳燕 红虹 娟绢 洁杰 倩茜 强墙 勇永 超朝 刚钢 平萍 鹏朋 飞菲 斌彬 波博 凯恺"
)
TWO_CHARACTERS = 0.78  # share of Chinese given names that have two characters


@dataclass(frozen=True)
class NameBook:
    """All names there are: spelling, pinyin, usual typing mistake and weight of each; foreign ones come last."""

    family: list[str]
    family_pinyin: list[str]
    family_weight: Floats
    given: list[str]
    given_pinyin: list[str]
    given_mistyped: list[str]
    # One cumulative distribution of given names for men, one for women.
    given_male: Floats
    given_female: Floats
    chinese_families: int
    foreign_given: int


def name_book() -> NameBook:
    """Return the names from which people are named."""
    families = [_spelled(word) for word in FAMILIES.split()]
    foreign = FOREIGN_FAMILIES.split()
    given, female_weight, male_weight = _given_names()
    confused = {pair[0]: pair[1] for pair in CONFUSED.split()}
    abroad = [*FOREIGN_FEMALE.split(), *FOREIGN_MALE.split()]
    return NameBook(
        family=[name for name, _, _ in families] + foreign,
        family_pinyin=[pinyin for _, pinyin, _ in families] + [_ascii(name) for name in foreign],
        family_weight=np.array([weight for _, _, weight in families]),
        given=[name for name, _ in given] + abroad,
        given_pinyin=[pinyin for _, pinyin in given] + [_ascii(name) for name in abroad],
        given_mistyped=[_mistyped(name, confused) for name, _ in given] + [_swapped(name) for name in abroad],
        given_male=np.cumsum(male_weight) / np.sum(male_weight),
        given_female=np.cumsum(female_weight) / np.sum(female_weight),
        chinese_families=len(families),
        foreign_given=len(given),
    )


def draw_names(chance: Chance, book: NameBook, *, female: Flags, foreign: Flags) -> tuple[Ints, Ints]:
    """Return family and given name of each person, as indices into the book."""
    n = len(female)
    weight = np.cumsum(book.family_weight)
    family = at(weight / weight[-1], chance.random(n))
    abroad = chance.integers(book.chinese_families, len(book.family), n)
    uniform = chance.random(n)
    given = np.where(female, at(book.given_female, uniform), at(book.given_male, uniform))
    half = len(FOREIGN_FEMALE.split())
    named = book.foreign_given + chance.integers(0, half, n) + np.where(female, 0, half)
    return np.where(foreign, abroad, family), np.where(foreign, named, given)


def _spelled(word: str) -> tuple[str, str, float]:
    """Split "王wang7.17" into character, pinyin and weight."""
    pinyin = "".join(c for c in word if c.isascii() and c.isalpha())
    name, weight = word.split(pinyin)
    return name, pinyin, float(weight or 0)


def _given_names() -> tuple[list[tuple[str, str]], Floats, Floats]:
    women, men = _composed(FEMALE), _composed(MALE)
    names = [(name, pinyin) for name, pinyin, _ in (*women, *men)]
    female = np.array([w for _, _, w in women] + [0.0] * len(men))
    male = np.array([0.0] * len(women) + [w for _, _, w in men])
    return names, female, male


def _composed(parts: tuple[str, str, str]) -> list[tuple[str, str, float]]:
    """Return the given names of one gender with weights: the n-th commonest character has weight 1 / (n + 3)."""
    single, first, second = ([(name, pinyin) for name, pinyin, _ in map(_spelled, part.split())] for part in parts)
    one = _ranked(len(single)) * (1 - TWO_CHARACTERS)
    two = np.outer(_ranked(len(first)), _ranked(len(second))) * TWO_CHARACTERS
    names = [(name, pinyin, float(one[i])) for i, (name, pinyin) in enumerate(single)]
    for i, (a, a_pinyin) in enumerate(first):
        names += [(a + b, a_pinyin + b_pinyin, float(two[i, j])) for j, (b, b_pinyin) in enumerate(second) if a != b]
    return names


def _ranked(count: int) -> Floats:
    weights = 1 / (np.arange(count) + 3.0)
    return np.asarray(weights / weights.sum())


def _mistyped(name: str, confused: dict[str, str]) -> str:
    for i, character in enumerate(name):
        if character in confused:
            return name[:i] + confused[character] + name[i + 1 :]
    return name[::-1] if len(name) > 1 else name + name


def _swapped(name: str) -> str:
    i = next(i for i in range(1, len(name) - 1) if name[i] != name[i + 1])
    return name[:i] + name[i + 1] + name[i] + name[i + 2 :]


def _ascii(name: str) -> str:
    return name.lower().replace("ü", "ue")

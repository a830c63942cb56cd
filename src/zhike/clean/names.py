"""Names of people: width, blanks, forms of address off; and family and given name told apart."""

from __future__ import annotations

import re

from zhike.clean.kind import Context, Form, Kind, Reading, literal, literals, unreadable
from zhike.clean.sentinels import PATTERN

_COMPOUND = """
    欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离
    长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭
    南门 羊舌 微生 梁丘 左丘 东门 西门 南荣 第五 纳兰 完颜 叶赫 歐陽 司馬 諸葛 東方 尉遲"""
COMPOUND_SURNAMES = frozenset(_COMPOUND.split())
_FORMS_OF_ADDRESS = ("先生", "女士", "小姐", "太太", "夫人", "老师", "医生", "教授", "同学", "阿姨", "师傅")
_COMPANY_ENDS = "公司 集团 商店 超市 银行 学校 医院 工厂 经营部 商行 事务所 店 厂 部 中心"
_COMPANY = tuple(_COMPANY_ENDS.split())
_TITLE = re.compile(
    r"^(?:(?:mr|mrs|ms|miss|mx|dr|prof|professor|sir|madam|mme|herr|frau)\b\.?\s+)+(?=\S)", re.IGNORECASE
)
_SUFFIX_TITLE = re.compile(r"[\s,]+(?:mr|mrs|ms|miss|ph\.?d|m\.?d|esq)\.?$", re.IGNORECASE)
_REMARK = re.compile(r"\s*[(\[【〔][^()\[\]【】〔〕]*[)\]】〕]\s*$")
_HAN = r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇"
_HAN_NAME = re.compile(rf"[{_HAN}][{_HAN}\s]*")
_DOTS = re.compile(r"\s*[·•・‧．]\s*")
_USUAL = r"\p{Han}{2,4}|[A-Za-z][a-z]+(?: [A-Za-z][a-z]+){1,2}"
_RE2_TITLE = (
    "(?i)^(?:mr|mrs|ms|miss|mx|dr|prof|professor|sir|madam|mme|herr|frau) | (?:mr|mrs|ms|miss|phd|md|esq)$|"
    + "|".join(f"{t}$" for t in _FORMS_OF_ADDRESS)
)
_ODD = literal(f"{_RE2_TITLE}|{PATTERN}")


def forms(x: str, _context: Context) -> tuple[Form, ...]:
    """Return the one usual form: two to four Chinese characters, or two or three Latin words."""
    return (Form(f"regexp_full_match({x}, '{_USUAL}') AND NOT regexp_matches({x}, {_ODD})", x),)


def read(text: str, _context: Context) -> Reading:
    """Read a name: forms of address and remarks in brackets taken off, the case of Western names kept."""
    if not any(character.isalpha() for character in text):
        return unreadable("bad_name")
    first = found = _once(text)
    # 陈静女士（VIP） has a form of address before the remark: taken off in turn, until there is nothing to take.
    while found.value is not None and (again := _once(found.value)).value != found.value:
        found = again
    return Reading(found.value, first.repair)


def family_sql(name: str) -> str:
    """Return SQL: the family name in a cleaned name, NULL where there is none to tell.

    Chinese: a compound surname or the first character; 王先生 has a family name alone. Transcribed (约翰·史密斯) and
    Western names: the last word, with van, de and the like. Companies are not split.
    """
    han = f"regexp_full_match({name}, '\\p{{Han}}{{1,4}}') AND NOT regexp_matches({name}, '(?:{'|'.join(_COMPANY)})$|^[小阿老]')"
    size = f"CASE WHEN strlen({name}) > 6 AND left({name}, 2) IN {literals(COMPOUND_SURNAMES)} THEN 2 ELSE 1 END"
    particles = r"(?i)(?:^| )((?:(?:van|von|de|da|del|della|der|den|di|du|la|le|bin|al|el|st\.?) )*\S+)$"
    dotted = rf"regexp_full_match({name}, '[\p{{Han}}]+·[\p{{Han}}·]+')"
    return (
        f"CASE WHEN {han} THEN left({name}, {size}) WHEN contains({name}, ' ') AND {_western_sql(name)} "
        f"THEN regexp_extract({name}, '{particles}', 1) WHEN {dotted} THEN regexp_extract({name}, '[^·]+$') END"
    )


def given_sql(name: str, *, family: str) -> str:
    """Return SQL: the given name in a cleaned name of which `family` is the family name (see `family_sql`)."""
    first = f"trim(left({name}, length({name}) - length({family})))"
    given = (
        f"CASE WHEN {family} IS NULL THEN CASE WHEN {_western_sql(name)} THEN {name} END WHEN contains({name}, ' ') THEN {first} "
        f"WHEN contains({name}, '·') THEN regexp_extract({name}, '^[^·]+') ELSE substr({name}, 1 + length({family})) END"
    )
    return f"nullif({given}, '')"


def _western_sql(name: str) -> str:
    return rf"regexp_full_match({name}, '[\p{{Latin}} .''’-]+')"


def _once(text: str) -> Reading:
    name, repair = _without_remark(" ".join(text.split()))
    name, repair = _without_title(name, repair=repair)
    name = _DOTS.sub("·", name)
    if _HAN_NAME.fullmatch(name):
        return Reading(name.replace(" ", ""), repair or ("spaces" if " " in name else None))
    return _western(name, repair=repair or (None if name == text else "spaces"))


def _without_remark(text: str) -> tuple[str, str | None]:
    name = _REMARK.sub("", text)
    return (name, "remark") if name and name != text else (text, None)


def _without_title(text: str, *, repair: str | None) -> tuple[str, str | None]:
    name = _SUFFIX_TITLE.sub("", _TITLE.sub("", text)) or text
    for form in _FORMS_OF_ADDRESS:
        # 王先生 keeps its form of address out of the name, but 先生 alone is left for what it is.
        if name.endswith(form) and name != form:
            name = name.removesuffix(form).strip()
            break
    return (name, "honorific") if name != text else (text, repair)


def _western(name: str, *, repair: str | None) -> Reading:
    family, comma, given = name.partition(", ")
    if (
        comma
        and family
        and given
        and "," not in given
        and given.lower().rstrip(".") not in {"jr", "sr", "ii", "iii", "inc", "ltd", "llc", "co", "gmbh"}
    ):
        return Reading(f"{given} {family}", repair or "reordered")
    return Reading(name, repair)


KIND = Kind(read=read, forms=forms)

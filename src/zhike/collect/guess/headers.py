"""What a header claims: which field of an entity a column's name means, and how plainly it says so."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from zhike.collect.entities import ENTITIES
from zhike.collect.guess.synonyms import COMMON, IGNORED, OWN

EXACT, VAGUE, DECORATED, CONTAINED = 1.0, 0.6, 0.85, 0.6

# "amount (CNY)", "金额（元）", "Amount[USD]": what stands in brackets is a unit or an example.
_BRACKETS = re.compile(r"[(\[{<【「].*?[)\]}>】」]")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SEPARATORS = re.compile(r"[\W_]+")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")

# "Last order date" and 最近消费时间 are facts about a customer, not the date of the row; a plain synonym goes before.
_DERIVED = frozenset(
    {
        "last", "previous", "prior", "next", "average", "avg", "mean", "median", "max", "min", "num", "number",
        "count", "times", "days", "since", "most", "first", "ratio", "rate", "percent", "pct", "parent", "total",
        "agent", "sales", "owner", "partner", "spouse", "emergency",
    }
)  # fmt: skip
_DERIVED_CHINESE = re.compile(
    r"最近|最后|上次|末次|首次|首单|平均|累计|次数|天数|总数|占比|比率|紧急|配偶|父|上级|发货|退款|推荐人|介绍人|销售员|店员|操作"
)

# Words that say whose or which, and may be taken off: "Billing Email", 会员生日. Only those of the entity itself.
_WHOSE = {
    "customers": "customer client member user contact buyer account billing shipping mailing default primary main home work personal "
    "address crm lead guest person patient profile 客户 会员 用户 顾客 买家 联系人 收货人 收件人 收货 收件 主要 首要 默认 常用 注册 绑定 本人 个人 患者 学员 粉丝 线索 所在 常住",
    "orders": "order sales invoice transaction payment pos web checkout cart 订单 交易 单据 销售 支付 平台 线上 线下 主",
    "order_lines": "order sales invoice transaction payment pos web line lineitem item product cart 订单 交易 单据 销售 商品 明细 子订单 产品 货品 宝贝",
    "products": "product item article variant goods catalog 商品 产品 物料 货品 存货",
    "events": "event session visit context hit web app 事件 行为 访问",
    "subscriptions": "subscription contract plan customer current membership service billing 订阅 合同 套餐 合约 服务",
    "feedback": "feedback review survey rating response nps csat complaint answer 评价 反馈 问卷 调查 投诉 评论 答卷",
    "interactions": "interaction call ticket case chat activity contact visit task conversation engagement 工单 通话 会话 拜访 跟进 服务 来电 沟通",
    "costs": "ad ads media campaign marketing cost spend 广告 投放 推广 营销 媒体",
    "consents": "consent permission opt policy 授权 同意 协议",
}
# The record's number is named after the customer in every entity, so the customer's words may not be taken off elsewhere.


@dataclass(frozen=True)
class Claim:
    """What a header says: a field, and how plainly (1 exactly, 0.6 vaguely)."""

    field: str
    strength: float


def words(header: str) -> tuple[str, ...]:
    """Return a header's words in lower case: full-width folded, brackets dropped, camelCase and separators split."""
    text = unicodedata.normalize("NFKC", header).strip()
    text = _BRACKETS.sub(" ", text) if _SEPARATORS.sub("", _BRACKETS.sub("", text)) else text
    return tuple(_SEPARATORS.sub(" ", _CAMEL.sub(" ", text)).casefold().split())


def claims(header: str, *, entity: str) -> tuple[Claim, ...]:
    """Return what the header claims to be among the entity's fields, plainest first; empty when it says nothing."""
    parts = words(header)
    if not parts:
        return ()
    exact = _lookup(entity, "".join(parts))
    found = exact or _bracketed(header, entity) or ({} if is_ignored(header) else _inexact(parts, entity))
    return tuple(
        Claim(name, strength) for name, strength in sorted(found.items(), key=lambda item: (-item[1], item[0]))
    )


def is_ignored(header: str) -> bool:
    """Whether the header names something that no field takes, such as remarks or a tracking number."""
    return "".join(words(header)) in _ignored()


def _bracketed(header: str, entity: str) -> dict[str, float]:
    """Look up the header with its brackets' content as words: "Ended At (UTC)" is a name of its own."""
    return _lookup(entity, _SEPARATORS.sub("", unicodedata.normalize("NFKC", header)).casefold())


def _inexact(parts: tuple[str, ...], entity: str) -> dict[str, float]:
    text = "".join(parts)
    if _CHINESE.search(text):
        bare = _without_whose_chinese(text, entity)
        return (
            {} if _DERIVED_CHINESE.search(text) else _times(_lookup(entity, bare), DECORATED) or _ending(text, entity)
        )
    bare_words = _without_whose(parts, entity)
    plain = _times(_lookup(entity, "".join(bare_words)), DECORATED) if bare_words != parts else {}
    return plain or ({} if _DERIVED.intersection(parts) else _ending_words(bare_words, entity))


def _without_whose(parts: tuple[str, ...], entity: str) -> tuple[str, ...]:
    """Take words that say whose off both ends, but never all of them."""
    whose = frozenset(_WHOSE[entity].split())
    while len(parts) > 1 and parts[0] in whose:
        parts = parts[1:]
    while len(parts) > 1 and (parts[-1] in whose or parts[-1].isdigit()):
        parts = parts[:-1]
    return parts


def _without_whose_chinese(text: str, entity: str) -> str:
    for word in sorted((w for w in _WHOSE[entity].split() if _CHINESE.search(w)), key=len, reverse=True):
        if text.startswith(word) and len(text) > len(word):
            return text[len(word) :]
    return ""


def _ending(text: str, entity: str) -> dict[str, float]:
    """Find the longest synonym a Chinese header ends with: the head of a Chinese noun stands last."""
    for start in range(1, len(text) - 1):
        if found := _lookup(entity, text[start:]):
            return _times(found, CONTAINED + 0.2 * (len(text) - start) / len(text))
    return {}


def _ending_words(parts: tuple[str, ...], entity: str) -> dict[str, float]:
    """Find the longest synonym of two words or more that an English header ends with; one word says too little."""
    for start in range(1, len(parts) - 1):
        if found := _lookup(entity, "".join(parts[start:])):
            return _times(found, CONTAINED + 0.2 * (len(parts) - start) / len(parts))
    return {}


def _times(found: dict[str, float], factor: float) -> dict[str, float]:
    return {name: strength * factor for name, strength in found.items()}


def _lookup(entity: str, text: str) -> dict[str, float]:
    return _dictionary(entity).get(text, {})


@lru_cache(maxsize=len(ENTITIES))
def _dictionary(entity: str) -> dict[str, dict[str, float]]:
    """Build word → {field: strength} of one entity; its own words replace the same words of the common list."""
    own = _collect(entity, OWN.get(entity, {}))
    common = _collect(entity, COMMON)
    return {**common, **own}


def _collect(entity: str, listed: dict[str, str]) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for name in ENTITIES[entity].known:
        for word in _split(listed.get(name, "")):
            text = "".join(words(word.removeprefix("~")))
            found.setdefault(text, {})[name] = VAGUE if word.startswith("~") else EXACT
        found.setdefault("".join(words(name)), {}).setdefault(name, EXACT)
    return found


@lru_cache(maxsize=1)
def _ignored() -> frozenset[str]:
    return frozenset("".join(words(word)) for word in _split(IGNORED))


def _split(listed: str) -> list[str]:
    return [word.strip() for word in listed.split(",") if word.strip()]

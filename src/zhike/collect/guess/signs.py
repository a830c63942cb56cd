"""Which entity a file holds: what each field says for an entity, and what an entity cannot do without.

The weights were set by hand on the files of the tests; they say how often a field, surely found, means that entity.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

SIGNS: dict[str, dict[str, float]] = {
    "customers": {
        **dict.fromkeys(("phone", "email", "birth_date", "wechat_id", "member_no"), 0.35),
        **dict.fromkeys(("name", "given_name", "family_name", "registered_at", "acquisition_cost"), 0.3),
        **dict.fromkeys(("gender", "job_title"), 0.25),
        **dict.fromkeys(("address", "acquisition_channel", "record_id"), 0.18),
        **dict.fromkeys(("province", "city", "district", "postcode", "language", "company", "updated_at", "kind"), 0.1),
        "national_id": 0.4,
        "country": 0.05,
    },
    "orders": {
        **dict.fromkeys(("ordered_at", "net_amount"), 0.45),
        "order_id": 0.4,
        **dict.fromkeys(("gross_amount", "discount_amount", "coupon"), 0.28),
        "record_id": 0.25,
        **dict.fromkeys(("status", "cost_amount", "store", "currency"), 0.15),
        **dict.fromkeys(("channel", "campaign"), 0.05),
    },
    "order_lines": {
        "quantity": 0.4,
        "unit_price": 0.35,
        **dict.fromkeys(("sku", "order_id", "line_no", "line_amount"), 0.3),
        **dict.fromkeys(("product_name", "ordered_at", "line_cost"), 0.25),
        **dict.fromkeys(("category", "record_id", "status", "store", "net_amount", "discount_amount", "coupon"), 0.1),
    },
    "products": {
        "brand": 0.4,
        **dict.fromkeys(("sku", "product_name", "price", "cost"), 0.35),
        "category": 0.25,
    },
    "events": {
        "event": 0.5,
        "anonymous_id": 0.4,
        **dict.fromkeys(("occurred_at", "page"), 0.35),
        "referrer": 0.3,
        **dict.fromkeys(("event_id", "record_id", "value"), 0.1),
    },
    "subscriptions": {
        "churned": 0.5,
        "tenure_months": 0.45,
        "plan": 0.4,
        **dict.fromkeys(("fee", "started_at", "ended_at"), 0.3),
        **dict.fromkeys(("status", "record_id"), 0.1),
    },
    "feedback": {
        "score": 0.5,
        "scale_max": 0.4,
        "text": 0.35,
        "feedback_id": 0.25,
        **dict.fromkeys(("kind", "given_at"), 0.2),
        **dict.fromkeys(("record_id", "order_id", "channel"), 0.05),
    },
    "interactions": {
        "agent": 0.4,
        **dict.fromkeys(("outcome", "topic"), 0.33),
        **dict.fromkeys(("kind", "started_at", "ended_at", "interaction_id"), 0.25),
        "text": 0.2,
        **dict.fromkeys(("record_id", "channel"), 0.1),
    },
    "costs": {"amount": 0.45, "date": 0.35, **dict.fromkeys(("campaign", "channel"), 0.3), "currency": 0.1},
    "consents": {
        **dict.fromkeys(("purpose", "state"), 0.45),
        "text_version": 0.4,
        "given_at": 0.3,
        "record_id": 0.15,
        "channel": 0.1,
    },
}

# Groups of fields of which one must be there; an entity without one of its groups is hardly that entity.
NEEDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "customers": (
        ("name", "given_name", "family_name", "phone", "email", "member_no", "wechat_id", "national_id", "record_id"),
    ),
    "orders": (("ordered_at",), ("order_id", "net_amount", "gross_amount")),
    "order_lines": (("sku", "product_name"), ("quantity", "line_amount", "unit_price"), ("order_id", "ordered_at")),
    "products": (("sku",), ("product_name", "price")),
    "events": (("event",), ("occurred_at",)),
    "subscriptions": (("record_id",), ("plan", "fee", "churned", "tenure_months")),
    "feedback": (("score", "text"), ("given_at",)),
    "interactions": (("started_at",), ("agent", "topic", "outcome", "kind", "text")),
    "costs": (("date",), ("amount",), ("channel", "campaign")),
    "consents": (("record_id",), ("purpose",), ("state",)),
}

_UNMET = 0.4
# Names, phones and addresses stand in every file about customers, so they pull such a file towards customers only a
# little; products and costs are not about customers.
_PULL, _PULL_COMPANION = 0.6, 0.15
_NOT_ABOUT_CUSTOMERS = frozenset({"products", "costs"})

_FILE_NAMES = {
    "customers": "customer|member|contact|user|client|lead|subscriber|会员|客户|用户|顾客|粉丝|联系人",
    "orders": "order|sale|invoice|transaction|payment|receipt|订单|交易|销售|流水",
    "order_lines": "line|item|detail|retail|pos|明细|订单|销售|小票|商品销售",
    "products": "product|sku|catalog|item|material|商品|产品|物料|货品",
    "events": "event|click|log|track|activit|behavio|事件|行为|日志|埋点",
    "subscriptions": "subscri|contract|churn|plan|membership|订阅|合同|套餐",
    "feedback": "feedback|survey|nps|csat|review|rating|complaint|评价|问卷|反馈|评论|满意度",
    "interactions": "interaction|call|ticket|case|chat|visit|工单|通话|会话|拜访|跟进|客服",
    "costs": "cost|spend|ads|budget|media|投放|花费|消耗|费用",
    "consents": "consent|opt|permission|授权|同意",
}
_FILE_NAME_SAYS = 0.2


def weigh(found: Mapping[str, float], *, entity: str) -> float:
    """Return from 0 to 1 how much the fields found (field → confidence) speak for the entity, taken by itself."""
    signs = SIGNS[entity]
    against = 1.0
    for name, sure in found.items():
        against *= 1 - signs.get(name, 0.03) * sure
    unmet = sum(not any(name in found for name in group) for group in NEEDS[entity])
    return float((1 - against) * _UNMET**unmet)


def pull(field: str, sure: float, *, of: str, weight: float, instead_of: str) -> float:
    """Return the factor that lowers our confidence in an entity that leaves out a column which another (`of`) takes."""
    companion = of == "customers" and instead_of not in _NOT_ABOUT_CUSTOMERS
    return 1 - (_PULL_COMPANION if companion else _PULL) * SIGNS[of].get(field, 0.0) * sure * weight


def hint_of_name(sure: float, *, entity: str, file_name: str) -> float:
    """Return the confidence after looking at the file's name, which may support an entity and never speaks against one."""
    named = re.search(_FILE_NAMES[entity], file_name.casefold()) if file_name else None
    return 1 - (1 - sure) * (1 - _FILE_NAME_SAYS) if named and sure > _FILE_NAME_SAYS else sure

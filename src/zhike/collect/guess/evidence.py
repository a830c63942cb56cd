"""How well a column's values suit a field: with a header's claim as a check, and alone when there is no header."""

from __future__ import annotations

from collections.abc import Callable

from zhike.collect.entities import Field
from zhike.collect.guess.values import Profile

# Below this share the values speak against the header: a column called "phone" full of dates is no phone.
VETO = 0.25
# Values alone never make us surer than this.
MOST_ALONE = 0.75

# Numbers of days since 1899-12-30, as Excel writes dates without a format: 1954 to 2064.
_EXCEL_DAYS = (20_000, 60_000)
# Fields that tell one row from the next in their own entity.
_UNIQUE = frozenset(
    {
        ("customers", "record_id"),
        ("orders", "order_id"),
        ("products", "sku"),
        ("events", "event_id"),
        ("feedback", "feedback_id"),
        ("interactions", "interaction_id"),
    }
)


def fit(field: Field, seen: Profile, *, entity: str) -> float:
    """Return from 0 to 1 how well the values suit the field; 0.6 when there are none to ask."""
    if not seen.filled:
        return 0.6
    judge = _BY_FIELD.get(field.name) or _BY_KIND.get(field.kind, _fits_choice)
    how_well = max(0.0, min(1.0, judge(seen, field.kind)))
    return how_well * (0.55 + 0.45 * seen.distinct) if (entity, field.name) in _UNIQUE else how_well


def alone(field: Field, seen: Profile, *, entity: str, headless: bool) -> float:
    """Return from 0 to 0.75 how sure the values make us of a field when the header says nothing.

    Under a header that we do not know only unmistakable looks count; without any header also dates, ids and amounts.
    """
    if seen.filled < 2:
        return 0.0
    plain = _PLAIN.get(field.name)
    sure = plain(seen) if plain and field.kind in _PLAIN_KINDS else 0.0
    guessed = _HEADLESS.get(field.name) if headless else None
    sure = max(sure, guessed(seen, entity)) if guessed else sure
    return min(MOST_ALONE, sure) if sure >= 0.3 else 0.0


def _wrong(seen: Profile) -> float:
    """Return the share of values that are plainly of another kind than free words."""
    return seen.share("dated", "email", "mobile")


def _fits_id(seen: Profile, _kind: str) -> float:
    # A nickname can be a shop's only customer number, so Chinese words pass, if less well.
    # A point in twenty digits belongs to a cookie's number, not to an amount.
    if (seen.share("fraction") > 0.5 and seen.length < 15) or seen.share("dated") > 0.5:
        return 0.0
    return max(seen.share("code"), 0.65 if seen.length <= 24 else 0.2)


def _fits_text(seen: Profile, _kind: str) -> float:
    if seen.share("fraction") > 0.6:
        return 0.2
    return 0.85 * (1 - _wrong(seen)) - (0.3 if seen.share("number") > 0.8 else 0.0)


def _fits_name(seen: Profile, _kind: str) -> float:
    other = seen.share("address", "gender_word", "email", "number")
    return max(seen.share("chinese_name"), 0.85 * seen.share("western_name")) * (1 - other)


def _fits_phone(seen: Profile, _kind: str) -> float:
    digits = seen.share("number") if 7 <= seen.length <= 14 and not seen.share("date", "fraction") > 0.5 else 0.0
    return max(seen.share("phone"), 0.6 * digits)


def _fits_address(seen: Profile, _kind: str) -> float:
    words = 0.8 * (1 - max(_wrong(seen), seen.share("number", "url")))
    return max(seen.share("address"), words)


def _fits_division(seen: Profile, _kind: str) -> float:
    words = 0.8 * (1 - max(_wrong(seen), seen.share("number", "url", "boolean")))
    return max(seen.share("division"), words - 0.5 * seen.share("address"))


def _fits_country(seen: Profile, _kind: str) -> float:
    return max(seen.share("country"), 0.6 * (seen.share("western_name") - seen.share("boolean")))


def _fits_time(seen: Profile, _kind: str) -> float:
    low, high = _EXCEL_DAYS
    serial = 0.7 * seen.share("number") if low <= seen.middle <= high else 0.0
    return max(seen.share("date", "epoch"), serial)


def _fits_number(seen: Profile, _kind: str) -> float:
    # 20240301 is a number as well, but a column of them is a column of days; 11 digits that begin 13x are phones.
    return seen.share("number") * (0.1 if seen.share("date", "mobile", "epoch") > 0.8 else 1.0)


def _fits_quantity(seen: Profile, _kind: str) -> float:
    return _fits_number(seen, "") * (1.0 - 0.3 * seen.share("fraction"))


def _fits_choice(seen: Profile, kind: str) -> float:
    known = seen.share(kind)
    # Every system has states of its own, which cleaning may learn; but VIP and 普通 are no person and no company.
    own_words = 0.55 if kind in {"choice:order_status", "choice:interaction_kind"} else 0.2
    return max(known, own_words * (1 - max(_wrong(seen), seen.share("number"))))


def _fits_consent(seen: Profile, kind: str) -> float:
    return max(seen.share(kind), 0.3 * (1 - seen.share("number", "dated")))


def _fits_wechat(seen: Profile, _kind: str) -> float:
    return max(seen.share("openid"), 0.85 * seen.share("code") * (1 - seen.share("fraction", "dated")))


def _fits_page(seen: Profile, _kind: str) -> float:
    return max(seen.share("url"), 0.7 * (1 - max(_wrong(seen), seen.share("number"))))


def _share_of(*looks: str) -> Callable[[Profile, str], float]:
    return lambda seen, _kind: seen.share(*looks)


_BY_FIELD: dict[str, Callable[[Profile, str], float]] = {
    "postcode": _share_of("postcode"),
    "wechat_id": _fits_wechat,
    "page": _fits_page,
    "referrer": _fits_page,
    "language": lambda seen, _kind: max(seen.share("language"), 0.6 * seen.share("western_name")),
}

_BY_KIND: dict[str, Callable[[Profile, str], float]] = {
    "id": _fits_id,
    "text": _fits_text,
    "name": _fits_name,
    "phone": _fits_phone,
    "email": _share_of("email"),
    "gender": _share_of("gender"),
    # Only a Chinese number has a check digit to trust; another country's number would be hashed as if it were one.
    "national_id": _share_of("identity"),
    "address": _fits_address,
    "division": _fits_division,
    "country": _fits_country,
    "currency": lambda seen, _kind: max(seen.share("currency"), 0.5 * seen.share("western_name") * (seen.length == 3)),
    "instant": _fits_time,
    "date": _fits_time,
    "birth_date": _fits_time,
    "money": _fits_number,
    "number": _fits_number,
    "quantity": _fits_quantity,
    "integer": _fits_number,
    "boolean": _share_of("boolean"),
    "choice:consent_state": _fits_consent,
}

_PLAIN_KINDS = frozenset({"phone", "email", "national_id", "gender", "name", "address", "id"})
_PLAIN: dict[str, Callable[[Profile], float]] = {
    "phone": lambda seen: 0.75 * seen.share("mobile"),
    "email": lambda seen: 0.75 * seen.share("email"),
    "national_id": lambda seen: 0.75 * seen.share("identity"),
    "wechat_id": lambda seen: 0.75 * seen.share("openid"),
    "gender": lambda seen: 0.7 * seen.share("gender_word"),
    "name": lambda seen: 0.7 * seen.share("chinese_name") * min(1.0, 0.5 + seen.distinct),
    "address": lambda seen: 0.7 * seen.share("address"),
}


def _looks_like_ids(seen: Profile) -> float:
    return max(
        0.0, seen.share("code") - seen.share("small", "fraction", "date", "mobile", "email", "gender", "identity")
    )


def _happened(seen: Profile, _entity: str) -> float:
    return 0.65 * seen.share("date", "epoch")


def _customer_number(seen: Profile, entity: str) -> float:
    return _looks_like_ids(seen) * (0.6 * seen.distinct if entity == "customers" else 0.56)


def _order_number(seen: Profile, entity: str) -> float:
    return _looks_like_ids(seen) * (0.58 * seen.distinct**2 if entity == "orders" else 0.58)


def _words_of_some_length(seen: Profile, _entity: str) -> float:
    other = seen.share("code", "number", "chinese_name", "address", "division", "date", "email")
    return 0.55 * (1 - other) if seen.length >= 4 else 0.0


def _amount(seen: Profile, _entity: str) -> float:
    return 0.62 * seen.share("fraction")


_HEADLESS: dict[str, Callable[[Profile, str], float]] = {
    "ordered_at": _happened,
    "occurred_at": _happened,
    "given_at": _happened,
    "date": lambda seen, _entity: 0.65 * (seen.share("date") - seen.share("moment")),
    "registered_at": lambda seen, _entity: 0.5 * seen.share("moment"),
    "birth_date": lambda seen, _entity: 0.5 * (seen.share("date") - seen.share("moment")),
    "order_id": _order_number,
    "record_id": _customer_number,
    "sku": lambda seen, _entity: 0.57 * _looks_like_ids(seen),
    "product_name": _words_of_some_length,
    "quantity": lambda seen, _entity: 0.58 * seen.share("small"),
    "unit_price": _amount,
    "line_amount": _amount,
    "net_amount": lambda seen, entity: _amount(seen, entity) if entity == "orders" else 0.0,
    "price": _amount,
    "amount": _amount,
    "province": lambda seen, _entity: 0.55 * seen.share("province"),
}

"""What a setting may be: the error for a wrong one, and the checks of settings that are rules for fields or stages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from zhike.errors import UnknownNameError, WrongUseError
from zhike.words import N_

# The rules by which a customer's value is chosen among its records, and the fields that have one. Parts of a name and of a
# place go together: what is said of one of them holds for all.
GOLDEN_RULES = ("trusted", "newest", "frequent", "complete")
GOLDEN_PARTS = (("given_name", "family_name"), ("province", "city", "district"))
GOLDEN_FIELDS = (
    "kind", "name", "given_name", "family_name", "gender", "birth_date", "phone", "email", "national_id", "wechat_id",
    "member_no", "company", "job_title", "address", "province", "city", "district", "postcode", "country", "language",
    "attributes",
)  # fmt: skip
# A customer is late after as many of the own gaps; see segment/lifecycle_changes.sql.
LIFECYCLE: dict[str, float] = {"at_risk": 2.0, "dormant": 4.0, "lost": 8.0, "loyal": 5.0, "least_gap": 14.0}


def setting(default: Any, meaning: str, *, values: type = float) -> Any:
    """Return a field of the settings; `values` is the type of a list's or table's values."""
    factory = {"default_factory": lambda: dict(default)} if isinstance(default, dict) else {"default": default}
    return field(metadata={"help": meaning, "values": values}, **factory)


class WrongSettingError(WrongUseError):
    """A setting that has a wrong value."""

    code = "wrong_setting"
    sentence = N_(
        "The setting {name!r} is {value!r}; expected something like {expected}. Correct it in zhike.toml or in ZHIKE_{upper}."
    )

    def __init__(self, *, name: str, value: Any, expected: str) -> None:
        super().__init__(name=name, value=value, expected=expected, upper=name.upper())


def check_golden(given: Mapping[str, str]) -> None:
    """Refuse a rule of the golden record that there is not, or that contradicts another."""
    for name, rule in given.items():
        if name != "default" and name not in GOLDEN_FIELDS:
            raise UnknownNameError(
                what=N_("field in the setting golden"), value=name, known=("default", *GOLDEN_FIELDS)
            )
        if rule not in GOLDEN_RULES:
            raise UnknownNameError(what=N_("rule in the setting golden"), value=rule, known=GOLDEN_RULES)
    for parts in GOLDEN_PARTS:
        said = {p: given[p] for p in parts if p in given}
        if len(set(said.values())) > 1:
            raise WrongSettingError(
                name="golden", value=said, expected=f"{parts[0]} = {next(iter(said.values()))!r} ({', '.join(parts)})"
            )


def check_lifecycle(rules: Mapping[str, float]) -> None:
    """Refuse thresholds of the lifecycle that are unknown, or not in their order."""
    for name in rules:
        if name not in LIFECYCLE:
            raise UnknownNameError(what=N_("rule in the setting lifecycle"), value=name, known=LIFECYCLE)
    if not 0 < rules["at_risk"] < rules["dormant"] < rules["lost"] or min(rules.values()) < 1:
        raise WrongSettingError(name="lifecycle", value=dict(rules), expected=toml(LIFECYCLE))


def toml(value: Any) -> str:
    """Return a value as TOML writes it."""
    if isinstance(value, tuple | list):
        return f"[{', '.join(toml(v) for v in value)}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{k} = {toml(v)}' for k, v in value.items())} }}" if value else "{}"
    # JSON's string is a basic string of TOML, but for the one control character that JSON leaves bare.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f") if isinstance(value, str) else str(value)


@dataclass(frozen=True)
class Clustering:
    """The section [clusters]: by what customers are compared, and from how many orders on."""

    features: tuple[str, ...] = setting(
        ("recency_days", "tenure_days", "orders", "average_order_value", "categories", "discount_rate", "return_rate", "weekend_share", "favourite_channel_share"),
        N_("columns of customer_features by which customers are compared to find clusters; all count alike"), values=str,
    )  # fmt: skip
    least_orders: int = setting(
        3, N_("orders from which on a customer's habits can be told; with fewer a customer is in no cluster")
    )

    def __post_init__(self) -> None:
        if not 2 <= len(set(self.features)) == len(self.features):
            raise WrongSettingError(name="clusters.features", value=self.features, expected='["orders", "discount_rate"]')  # fmt: skip
        if self.least_orders < 1:
            raise WrongSettingError(name="clusters.least_orders", value=self.least_orders, expected="≥ 1")

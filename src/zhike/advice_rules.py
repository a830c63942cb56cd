"""The section [advice] of the settings: rules from the first to the last, what each action costs and moves, and which stage allows it.

In: what the workspace says. Out: `Advice`, whose `parameters` the SQL of the table next_action names.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from zhike.errors import UnknownNameError
from zhike.setting_rules import WrongSettingError, setting, toml
from zhike.words import N_

LEAVE_ALONE = "leave_alone"
# Each rule with its action, in the order that holds unless the workspace says another.
ACTIONS = {
    "call": "call", "lapsed": "win_back", "at_risk": "win_back", "late": "win_back", "silent": "win_back", "due_soon": LEAVE_ALONE,
    "bought_once": "second_order", "champion": "thank", "goes_with": "cross_sell", "likely_category": "cross_sell",
}  # fmt: skip
# What each stage of the lifecycle allows; to leave alone is always allowed. Who bought nothing yet has no action at all.
STAGES: dict[str, tuple[str, ...]] = {
    "new": ("call", "second_order", "thank", "cross_sell"),
    "active": ("call", "win_back", "thank", "cross_sell"),
    "loyal": ("call", "win_back", "thank", "cross_sell"),
    "won_back": ("call", "win_back", "thank", "cross_sell"),
    "at_risk": ("call", "win_back", "second_order", "cross_sell"),
    "dormant": ("call", "win_back", "second_order"),
    "lost": ("call", "win_back"),
}
# What each rule says unless the workspace says otherwise; see the fields below. Shares and costs are assumptions.
FIGURES: dict[str, dict[str, float]] = {
    "call": {"moved": 0.1, "cost": 20.0, "days": 7.0, "limit": 0.1},
    "lapsed": {"moved": 0.03, "cost": 2.0, "days": 30.0},
    "at_risk": {"moved": 0.05, "cost": 2.0, "days": 14.0},
    "late": {"moved": 0.03, "cost": 2.0, "days": 14.0, "limit": 2.0},
    "silent": {"moved": 0.03, "cost": 2.0, "days": 30.0},
    "due_soon": {"days": 7.0, "limit": 7.0},
    "bought_once": {"moved": 0.05, "cost": 1.0, "days": 30.0, "limit": 90.0},
    "champion": {"moved": 0.01, "cost": 0.5, "days": 30.0},
    "goes_with": {"moved": 0.03, "cost": 0.1, "days": 30.0, "limit": 0.05},
    "likely_category": {"moved": 0.02, "cost": 0.1, "days": 30.0, "limit": 0.05},
}  # fmt: skip
# Between which bounds each figure may lie; a limit's are those of its rule.
_BOUNDS = {"moved": (0, 1), "cost": (0, 1e9), "days": (1, 3650)}
_LIMITS = {
    "call": (0, 1),
    "late": (0, 1000),
    "due_soon": (0, 3650),
    "bought_once": (1, 3650),
    "goes_with": (0, 1),
    "likely_category": (0, 1),
}


@dataclass(frozen=True)
class Rule:
    """One rule that holds: the share of customers whom its action is taken to move, its cost for each, the days it is of use.

    What the limit limits is the rule's; None where it has none.
    """

    name: str
    action: str
    moved: float
    cost: float
    days: int
    limit: float | None

    @property
    def reason(self) -> str:
        """Return the reason that next_action gives where this rule decides: a call has that of who is at risk."""
        return "at_risk" if self.name == "call" else self.name


@dataclass(frozen=True)
class Advice:
    """The section [advice]: which rules hold in which order, the figures of each, and the actions of each stage."""

    rules: tuple[str, ...] = setting(
        tuple(ACTIONS), N_("rules that hold, from the first to the last: the first that fits and gains more than it costs is the action; one that is not named is off"), values=str,
    )  # fmt: skip
    call: Mapping[str, float] = setting(
        FIGURES["call"],
        N_("call: at medium or high risk of staying away, and among the most valuable share `limit`. Of each rule: `moved` is the share of customers whom the action is taken to move, `cost` what it costs for each, `days` how long it is of use"),
    )  # fmt: skip
    lapsed: Mapping[str, float] = setting(
        FIGURES["lapsed"], N_("win back: has stayed away as long as the churn score looks ahead")
    )  # fmt: skip
    at_risk: Mapping[str, float] = setting(FIGURES["at_risk"], N_("win back: at high risk of staying away"))
    late: Mapping[str, float] = setting(
        FIGURES["late"],
        N_("win back: even the earliest day of the next order lies `limit` of the customer's usual gaps after the last one, or more"),
    )  # fmt: skip
    silent: Mapping[str, float] = setting(
        FIGURES["silent"], N_("win back: where there is no churn score, one of the silent groups of RFM")
    )  # fmt: skip
    due_soon: Mapping[str, float] = setting(
        FIGURES["due_soon"], N_("leave alone: the next order is expected within `limit` days anyway")
    )
    bought_once: Mapping[str, float] = setting(
        FIGURES["bought_once"], N_("bring the second order: bought on one day only, in the last `limit` days")
    )  # fmt: skip
    champion: Mapping[str, float] = setting(FIGURES["champion"], N_("thank: a champion of RFM"))
    goes_with: Mapping[str, float] = setting(
        FIGURES["goes_with"], N_("cross-sell: a new product goes with what they bought, and its score is `limit` at least")
    )  # fmt: skip
    likely_category: Mapping[str, float] = setting(
        FIGURES["likely_category"], N_("cross-sell: likely to buy of a category that is new to them, with a probability of `limit` at least")
    )  # fmt: skip
    stages: Mapping[str, tuple[str, ...]] = setting(
        STAGES, N_("actions that each stage of the lifecycle allows; to leave alone is always allowed"), values=tuple
    )

    def __post_init__(self) -> None:
        _check_known(self.rules, ACTIONS, what=N_("rule in the setting advice.rules"))
        if len(set(self.rules)) < len(self.rules):
            raise WrongSettingError(name="advice.rules", value=self.rules, expected=toml(tuple(ACTIONS)))
        for rule in ACTIONS:
            _check_figures(rule, getattr(self, rule), default=FIGURES[rule])
        _check_known(self.stages, STAGES, what=N_("stage in the setting advice.stages"))
        for allowed in self.stages.values():
            _check_known(allowed, (*dict.fromkeys(ACTIONS.values()),), what=N_("action in the setting advice.stages"))

    @property
    def in_force(self) -> tuple[Rule, ...]:
        """Return the rules that hold, in their order."""
        return tuple(self.rule(name) for name in self.rules)

    @property
    def allowed(self) -> dict[str, tuple[str, ...]]:
        """Return the actions of every stage: the defaults, with what the workspace says."""
        return {**STAGES, **self.stages}

    def rule(self, name: str) -> Rule:
        """Return one rule, whether it holds or not."""
        said = {**FIGURES[name], **getattr(self, name)}
        return Rule(name, ACTIONS[name], said.get("moved", 0.0), said.get("cost", 0.0), int(said["days"]), said.get("limit"))  # fmt: skip

    @property
    def parameters(self) -> dict[str, list[Any]]:
        """Return what the SQL of next_action names: lists of one length for the rules, and `stage action` for what is allowed."""
        rules = self.in_force
        columns = {f"advice_{n}": [getattr(r, n) for r in rules] for n in ("action", "moved", "cost", "days", "limit")}
        allowed = [f"{stage} {action}" for stage, actions in self.allowed.items() for action in (*actions, LEAVE_ALONE)]
        return {"advice_rules": list(self.rules), **columns, "advice_allowed": allowed}


def _check_known(given: Collection[str], known: Collection[str], *, what: str) -> None:
    for name in given:
        if name not in known:
            raise UnknownNameError(what=what, value=name, known=known)


def _check_figures(rule: str, given: Mapping[str, float], *, default: Mapping[str, float]) -> None:
    """Refuse a figure that a rule does not have, or that lies beyond its bounds."""
    for name, value in given.items():
        full = f"advice.{rule}.{name}"
        if name not in default:
            raise UnknownNameError(what=N_("setting"), value=full, known=[f"advice.{rule}.{n}" for n in default])
        low, high = _LIMITS[rule] if name == "limit" else _BOUNDS[name]
        if not low <= value <= high:
            raise WrongSettingError(name=full, value=value, expected=f"{low:g} … {high:g}")

"""Next actions: what to do for how many customers, what it may gain and cost, why, and the rules that say so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zhike import pipeline
from zhike.advice_rules import ACTIONS, LEAVE_ALONE, STAGES, Advice, Rule
from zhike.describe import directory
from zhike.describe.directory.labels import value_in_words
from zhike.describe.periods import as_of
from zhike.explain.advice import for_whom
from zhike.predict import SCORES
from zhike.predict.read_back import (
    Advised,
    Whole,
    advised,
    advised_by_stage,
    buyers_unprofiled,
    whole,
    withheld_of,
)
from zhike.web import formats
from zhike.web.asking import Asked, Question
from zhike.web.behind import customers_with
from zhike.web.charts import Chart, Series, height_for
from zhike.web.room import Room
from zhike.web.scores import WithheldScore, withheld_scores
from zhike.words import _, ngettext, sentences

room = Room("next actions")

_ALL = (*dict.fromkeys(a for a in ACTIONS.values() if a != LEAVE_ALONE), LEAVE_ALONE)
# Who has no action at all is not left alone either.
_ACTED = (f"action:not:{LEAVE_ALONE}", "action:filled:")
_COLUMNS = ("action", "expected_gain", "cost", "reason", "until", "stage")


@dataclass(frozen=True)
class ActionRow:
    """One action for one reason in words, its figures, and the address of its customers."""

    action: str
    reason: str
    figures: Advised
    share: float
    link: str


@dataclass(frozen=True)
class RuleRow:
    """One rule as people read it; `place` is None where it is off, `customers` are those it decided for in this run."""

    place: int | None
    action: str
    whom: str
    rule: Rule
    customers: int
    link: str


@dataclass(frozen=True)
class StageCell:
    """Customers of one stage with one action, and whether the settings allow it there."""

    customers: int
    is_allowed: bool
    link: str


@dataclass(frozen=True)
class StageRow:
    """A stage of the lifecycle with a cell for every action."""

    stage: str
    cells: tuple[StageCell, ...]


@dataclass(frozen=True)
class NextActionsPage:
    """What to do, by action and reason, by stage, by which rules, and for whom first; `refused` are buyers without any."""

    title: str
    sentence: str
    actions: Chart
    worth: Chart
    rows: tuple[ActionRow, ...]
    total: Whole
    rules: tuple[RuleRow, ...]
    action_names: tuple[str, ...]
    stages: tuple[StageRow, ...]
    first: tuple[dict[str, Any], ...]
    all_link: str
    refused: int
    withheld: tuple[WithheldScore, ...]

    def said(self, column: str, code: str) -> str:
        """Return a code of next_action in words."""
        return value_in_words(column, code)


@room.page("/prediction/next-actions", template="prediction/next_actions.html")
def next_actions(ask: Question) -> NextActionsPage:
    """Show what to do next for whom, what it may gain, and by which rule."""
    found = advised(ask.shop)
    sums, advice = whole(found), ask.shop.settings.advice
    return NextActionsPage(
        title=_("Next actions"),
        sentence=_said(ask, found, sums),
        actions=_actions_chart(found),
        worth=_worth_chart(found),
        rows=tuple(_row(a, sums) for a in found),
        total=sums,
        rules=_rules(advice, found),
        action_names=tuple(value_in_words("action", a) for a in _ALL),
        stages=_stages(advice, advised_by_stage(ask.shop)) if found else (),
        first=_first(ask) if sums.acted else (),
        all_link=f"{customers_with(*_ACTED)}&sort=-expected_gain&columns={','.join(_COLUMNS)}" if sums.acted else "",
        refused=buyers_unprofiled(ask.shop),
        withheld=withheld_scores(withheld_of(ask.shop, SCORES)),
    )  # fmt: skip


def _said(ask: Asked, found: Sequence[Advised], sums: Whole) -> str:
    if not found:
        return _("Nothing is advised yet: there is no run with buyers.")
    money, currency = formats.short_money, ask.shop.settings.currency
    said = ngettext(
        "For {acted} of {count} buyer there is something to do, which may gain {gain} and costs {cost}. As of {day}.",
        "For {acted} of {count} buyers there is something to do, which may gain {gain} and costs {cost}. As of {day}.",
        sums.customers,
    ).format(
        acted=formats.number(sums.acted), count=formats.number(sums.customers), gain=money(sums.gain, currency),
        cost=money(sums.cost, currency), day=formats.day(as_of(ask.shop)),
    )  # fmt: skip
    by = _by_action(found)
    best = max(by, key=lambda a: by[a].gain)
    if not sums.acted:
        return said
    most = _("Most may come from “{action}”: {gain}, of {count} customers.")
    return sentences(said, most.format(action=value_in_words("action", best), gain=money(by[best].gain, currency), count=formats.number(by[best].customers)))  # fmt: skip


def _by_action(found: Sequence[Advised]) -> dict[str, Whole]:
    """Return the sums of every action that somebody has, in the order of the rules."""
    return {a: whole(rows) for a in _ALL if (rows := [f for f in found if f.action == a])}


def _actions_chart(found: Sequence[Advised]) -> Chart:
    """Return the customers of every action."""
    by = _by_action(found)
    alone = by.get(LEAVE_ALONE)
    said = _("{count} are left alone: nothing is due, they order soon anyway, or it would cost more than it gains.")
    return Chart(
        id="actions", kind="rows", title=_("Customers by next action"), unit="count",
        sentence=said.format(count=formats.number(alone.customers if alone else 0)) if by else "",
        categories=[value_in_words("action", a) for a in by],
        series=[Series(_("Customers"), [w.customers for w in by.values()], [customers_with(f"action:is:{a}") for a in by])] if by else [],
        over=_("Next action"), definition="next_action.action", height=height_for(len(by)),
    )  # fmt: skip


def _worth_chart(found: Sequence[Advised]) -> Chart:
    """Return what every action may gain beside what it costs."""
    by = {a: w for a, w in _by_action(found).items() if a != LEAVE_ALONE}
    gain, cost = sum(w.gain for w in by.values()), sum(w.cost for w in by.values())
    said = _(
        "Each 1 spent may bring {times}. The gain counts on what an action is taken to move: an assumption, see the rules."
    )
    return Chart(
        id="action-money", kind="rows", title=_("What it may gain, and costs"), unit="money",
        sentence=said.format(times=formats.number(gain / cost, 1)) if cost else "", categories=[value_in_words("action", a) for a in by],
        series=[
            Series(_("May gain"), [round(w.gain, 2) for w in by.values()], colour="for"),
            Series(_("Costs"), [round(w.cost, 2) for w in by.values()], colour="against"),
        ] if by else [],
        over=_("Next action"), definition="next_action.expected_gain", height=height_for(len(by)),
    )  # fmt: skip


def _row(found: Advised, sums: Whole) -> ActionRow:
    return ActionRow(
        value_in_words("action", found.action), value_in_words("reason", found.reason), found, found.customers / sums.customers,
        _behind(found.action, found.reason),
    )  # fmt: skip


def _behind(action: str, reason: str) -> str:
    return customers_with(f"action:is:{action}", f"reason:is:{reason}")


def _rules(advice: Advice, found: Sequence[Advised]) -> tuple[RuleRow, ...]:
    """Return the rules that hold in their order, then those that are off."""
    counts = {(a.action, a.reason): a.customers for a in found}
    off = [name for name in ACTIONS if name not in advice.rules]
    rows = []
    for place, name in enumerate((*advice.rules, *off), 1):
        rule = advice.rule(name)
        key = (rule.action, rule.reason)
        count = counts.get(key, 0)
        rows.append(RuleRow(
            place if name in advice.rules else None, value_in_words("action", rule.action), for_whom(rule), rule, count, _behind(*key) if count else "",
        ))  # fmt: skip
    return tuple(rows)


def _stages(advice: Advice, counts: Mapping[tuple[str, str], int]) -> tuple[StageRow, ...]:
    def cell(stage: str, action: str) -> StageCell:
        count = counts.get((stage, action), 0)
        link = customers_with(f"stage:is:{stage}", f"action:is:{action}") if count else ""
        return StageCell(count, action == LEAVE_ALONE or action in advice.allowed[stage], link)

    return tuple(StageRow(value_in_words("stage", s), tuple(cell(s, a) for a in _ALL)) for s in STAGES)


def _first(ask: Asked) -> tuple[dict[str, Any], ...]:
    """Return the ten customers whose action may gain most, as the asker may see them."""
    declared = pipeline.tables()
    fields = directory.fields_now(ask.shop, declared)
    columns = [c for c in _COLUMNS if c in fields]
    question = directory.question_of(fields, f=_ACTED, sort="-expected_gain", columns=columns)  # fmt: skip
    return directory.find(ask.shop, question, by=ask.actor, declared=declared).rows[:10]

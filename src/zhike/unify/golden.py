"""The golden record's rules: how the settings choose each field's value among the records of a customer.

trusted    the most trusted source that has it; the newest record first within a source
newest     the record that was changed last, of whatever source
frequent   the value that most records have
complete   the record in which the most fields are filled

What a rule leaves open, trust decides. customers.sql is written for `trusted`; the settings' other rules are put into its
syntax tree, so that a run pays only for the rules that are used, and a changed rule makes the table anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace

import sqlglot
from sqlglot import exp

from zhike.engine import Input, Table, literal
from zhike.setting_rules import GOLDEN_FIELDS, GOLDEN_PARTS, GOLDEN_RULES

_TRUSTED = GOLDEN_RULES[0]
_BY_TRUST = "coalesce(t.trust, 1000000), coalesce(r.updated_at, r.registered_at) desc nulls last, r.arrived desc"
_BY_DATE = "coalesce(r.updated_at, r.registered_at) desc nulls last, coalesce(t.trust, 1000000), r.arrived desc"
# SQL over a record r: how many of its fields are filled.
FILLED = " + ".join(f"(r.{name} is not null)::integer" for name in GOLDEN_FIELDS)
# Columns of `placed` that put a customer's records in order, the first first. What is not named here is the field's own.
_ORDERS = {
    "newest": f"row_number() over (partition by i.customer_id order by {_BY_DATE})",
    "complete": f"row_number() over (partition by i.customer_id order by {FILLED} desc, {_BY_TRUST})",
}
# One more record with the value counts for more than any place in the order of trust.
_ABOVE_TRUST = 1_000_000


def ruled(customers: Table, rules: Mapping[str, str]) -> Table:
    """Return the table `customers` with the SQL of these rules (field → rule); with the usual ones it is as it stands."""
    others = {name: rule for name, rule in rules.items() if rule != _TRUSTED}
    if not others:
        return customers
    tree = sqlglot.parse_one(customers.sql, read="duckdb")
    steps = {cte.alias: cte.this for cte in tree.find_all(exp.CTE)}
    orders = {_order_name(name, rule): _order(name, rule) for name, rule in others.items()}
    for called, order in orders.items():
        steps["placed"].select(f"{order} as {called}", copy=False, dialect="duckdb")
    for column in steps["several"].selects:
        if column.alias in others:
            _put(column, _key(column.alias, others[column.alias]))
    return replace(customers, sql=tree.sql(dialect="duckdb", pretty=True))


def chosen_rules(rules: Mapping[str, str]) -> Input:
    """Return the relation golden_choices (field, rule) that a run keeps as golden_rules."""
    rows = ", ".join(f"({literal(name)}, {literal(rule)})" for name, rule in rules.items())
    text = f"select field, rule from (values {rows}) t (field, rule)"
    return Input(text, hashlib.sha256(text.encode()).hexdigest())


def together(name: str) -> tuple[str, ...]:
    """Return the fields that are taken from one record with a field: itself, or the parts of a name or a place."""
    return next((parts for parts in GOLDEN_PARTS if name in parts), (name,))


def _order_name(name: str, rule: str) -> str:
    return f"most_{together(name)[0]}" if rule == "frequent" else rule


def _order(name: str, rule: str) -> str:
    same = ", ".join(f"r.{part}" for part in together(name))
    return _ORDERS.get(rule) or f"count(*) over (partition by i.customer_id, {same})"


def _key(name: str, rule: str) -> str:
    """Return SQL over `placed`: the record with the least gives the value."""
    called = _order_name(name, rule)
    return f"trusted - {called} * {_ABOVE_TRUST}" if rule == "frequent" else called


def _put(column: exp.Expression, key: str) -> None:
    """Put another order in place of trust."""
    for found in list(column.find_all(exp.Column)):
        if found.name == _TRUSTED:
            found.replace(sqlglot.parse_one(key, read="duckdb"))

"""Whom a customer belongs with: the household, and the account of the company. Groupings: every customer stays who they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from zhike.govern import Actor
from zhike.govern.visibility import visible_customers
from zhike.workspace import Workspace

# As many as a page shows; `size` says how many there are.
_MOST = 20


@dataclass(frozen=True)
class Member:
    """One customer of a group."""

    customer_id: str
    name: str
    is_company: bool


@dataclass(frozen=True)
class Group:
    """A household or an account; `name` is the family's or the company's, `size` counts all members."""

    kind: str
    id: str
    name: str
    size: int
    members: tuple[Member, ...]


def groups(shop: Workspace, customer_id: str, *, by: Actor) -> tuple[Group, ...]:
    """Return the groups of a customer that have another member; who may see the customer is asked before."""
    # A run of an older version has no groups.
    found = [_group(shop, customer_id, kind, by) for kind, (table, *_) in _KINDS.items() if table in shop.now.tables]
    return tuple(g for g in found if g is not None)


def _group(shop: Workspace, customer_id: str, kind: str, by: Actor) -> Group | None:
    table, key, called, role = _KINDS[kind]
    # Most customers are in none: that is told by a few rows, and what asks a million customers waits until it is known.
    mine = f"select {key} as id, size from {table} where customer_id = $customer_id and size > 1"
    rows = shop.now.rows(mine, {"customer_id": customer_id}, reads=[table])
    if not rows:
        return None
    visible = visible_customers(by)
    members = shop.now.rows(
        f"select c.customer_id, c.name, {role} as is_company, {called} as called from {table} g join customers c using (customer_id) "
        f"where g.{key} = $id and ({visible.condition}) order by is_company desc, c.customer_id limit {_MOST}",
        {"id": rows[0]["id"], **visible.parameters},
        reads=[table, "customers"],
    )
    name = next((r["called"] for r in members if r["called"]), "")
    return Group(kind, rows[0]["id"], name, rows[0]["size"], tuple(_member(r) for r in members))


def _member(row: dict[str, Any]) -> Member:
    return Member(row["customer_id"], row["name"] or row["customer_id"], row["is_company"])


# kind → table, the group's number, its name, and SQL for whether a member is the company itself
_KINDS: dict[str, tuple[str, str, str, str]] = {
    "household": ("households", "household_id", "c.family_name", "false"),
    "account": ("accounts", "account_id", "g.company", "g.role = 'company'"),
}

"""Groups of tags: exclusive or not, and those whose tags are the values that a statistic finds.

In: a workspace, and who keeps which group for which reason. Out: `TagGroup`, the version that counts.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping

from zhike.errors import UnknownNameError, WrongUseError
from zhike.segment.rules import HAPPENINGS, Happened, Known, checked, parsed, written
from zhike.segment.rules.errors import unknown
from zhike.segment.versioned import newest
from zhike.store import tag_group_versions as kept
from zhike.words import N_, _
from zhike.workspace import Workspace

# Between the name of a group by statistic and the value that is its tag: tag('Favourite category:tea').
MARK = ":"
TAKEN = ("most", "first", "last")


@dataclass(frozen=True)
class Statistic:
    """Which values of a column of what happened are a customer's tags: the `count` most frequent, first or last ones.

    `of` says what is counted in the rule language: `bought(within_days=365, is_return = false)`.
    """

    take: str
    column: str
    of: str
    count: int = 1

    @property
    def happened(self) -> Happened:
        """Return what is counted as a checked tree, or raise what is wrong with it."""
        tree = checked(parsed(self.of), Known({}))
        if not isinstance(tree, Happened) or tree.is_foreseen:
            raise WrongUseError(detail=_("{part!r} does not say what happened, such as bought(within_days=365)").format(part=self.of[:60]))  # fmt: skip
        return tree


@dataclass(frozen=True)
class TagGroup:
    """One version of a group of tags."""

    id: str
    version: int
    what: str
    name: str
    exclusive: bool
    statistic: Statistic | None
    about: str
    owner: str
    because: str
    by: str
    made_at: datetime


def groups(shop: Workspace) -> tuple[TagGroup, ...]:
    """Return the groups there are, by name."""
    found = (_group(r) for r in newest(shop, kept, "group_id") if r["what"] != "deleted")
    return tuple(sorted(found, key=lambda g: g.name))


def deleted_groups(shop: Workspace) -> tuple[TagGroup, ...]:
    """Return the last version of each group that was deleted, the newest first."""
    found = (_group(r) for r in newest(shop, kept, "group_id") if r["what"] == "deleted")
    return tuple(sorted(found, key=lambda g: g.made_at, reverse=True))


def group_called(shop: Workspace, said: str) -> TagGroup:
    """Return the group of a name or an id."""
    there = groups(shop)
    found = next((g for g in there if said in {g.name, g.id}), None)
    if found is None:
        raise UnknownNameError(what=N_("tag group"), value=said[:80], known=[g.name for g in there])
    return found


def a_statistic(given: Statistic) -> Statistic:
    """Return a statistic that can be computed, with what it counts as it is written; else raise what is wrong."""
    happened = given.happened
    there = {n: k for n, k in HAPPENINGS[happened.what].columns.items() if k == "text"}
    name = HAPPENINGS[happened.what].name
    there |= {name: "text"} if name else {}
    if given.column not in there:
        raise unknown(N_("column"), given.column, there, None)
    if given.take not in TAKEN or not 1 <= given.count <= 20:
        detail = _("A statistic takes {ways}, from 1 to 20 values; not {take} {count}.")
        raise WrongUseError(detail=detail.format(ways=", ".join(TAKEN), take=given.take, count=given.count))
    return Statistic(given.take, given.column, written(happened), given.count)


def columns_of_group(group: TagGroup) -> dict[str, Any]:
    """Return a group as its row has it, but for who changes it when and why."""
    told = None if group.statistic is None else asdict(group.statistic)
    return {"group_id": group.id, "name": group.name, "exclusive": group.exclusive, "statistic": told, "about": group.about, "owner": group.owner}  # fmt: skip


def _group(row: RowMapping) -> TagGroup:
    told = row["statistic"]
    return TagGroup(
        row["group_id"], row["version"], row["what"], row["name"], row["exclusive"], Statistic(**told) if told else None,
        row["about"], row["owner"], row["because"], row["by"], row["made_at"],
    )  # fmt: skip

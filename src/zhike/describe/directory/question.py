"""A question to the list of customers: what is searched, which filters hold, how it is sorted, which columns are shown."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from zhike.describe.directory.conditions import Condition, conditions_of
from zhike.describe.directory.fields import Field
from zhike.errors import UnknownNameError, WrongUseError
from zhike.words import N_, _

# What the list shows unless other columns are chosen; the customer's name comes first in any case.
COLUMNS = (
    "phone", "city", "orders", "revenue", "average_order_value", "last_purchase_on", "recency_days", "rfm_group",
)  # fmt: skip
MOST_COLUMNS, LONGEST_SEARCH = 30, 100
DEFAULT_SORT = "-revenue"


@dataclass(frozen=True)
class ListQuestion:
    """One question; `sort` is a column's name, with a minus before it for falling order, or "" for the best matches first."""

    q: str = ""
    conditions: tuple[Condition, ...] = ()
    sort: str = ""
    columns: tuple[str, ...] = COLUMNS

    @property
    def sort_column(self) -> str:
        """Return the column it is sorted by, or ""."""
        return self.sort.removeprefix("-")

    @property
    def is_falling(self) -> bool:
        """Whether the largest comes first."""
        return self.sort.startswith("-")

    @property
    def text(self) -> str:
        """Return it as the query string of an address; what is usual is left out."""
        usual = DEFAULT_SORT if not self.q else ""
        pairs = [
            *([("q", self.q)] if self.q else []),
            *(("f", c.text) for c in self.conditions),
            *([("sort", self.sort)] if self.sort not in {usual, ""} else []),
            *([("columns", ",".join(self.columns))] if self.columns != COLUMNS else []),
        ]
        return urlencode(pairs)

    def without(self, condition: Condition) -> ListQuestion:
        """Return it without one of its filters."""
        return replace(self, conditions=tuple(c for c in self.conditions if c != condition))

    def sorted_by(self, sort: str) -> ListQuestion:
        """Return it in another order."""
        return replace(self, sort=sort)


def question_of(
    fields: Mapping[str, Field],
    *,
    q: str = "",
    f: Iterable[str] = (),
    sort: str = "",
    columns: Iterable[str] = (),
    hidden: Collection[str] = (),
) -> ListQuestion:
    """Return what an address asks as a checked question; `hidden` are fields of which the asker sees a mask only."""
    searched = q.strip()
    if len(searched) > LONGEST_SEARCH:
        raise WrongUseError(detail=_("Search for at most {count} characters.").format(count=LONGEST_SEARCH))
    return ListQuestion(
        searched,
        conditions_of(f, fields, hidden=hidden),
        _sort(sort, fields, hidden=hidden) or ("" if searched else DEFAULT_SORT),
        _columns(columns, fields),
    )


def _sort(sort: str, fields: Mapping[str, Field], *, hidden: Collection[str]) -> str:
    column = sort.removeprefix("-")
    if not column:
        return ""
    if column not in fields:
        raise UnknownNameError(what=N_("column"), value=column[:60], known=fields)
    if column in hidden:
        raise WrongUseError(detail=_("Your role does not see this column in full, so the list is not sorted by it."))
    return sort


def _columns(columns: Iterable[str], fields: Mapping[str, Field]) -> tuple[str, ...]:
    wanted = [name.strip() for text in columns for name in text.split(",") if name.strip()]
    found = tuple(dict.fromkeys(name for name in wanted if name != "name"))
    for name in found:
        if name not in fields:
            raise UnknownNameError(what=N_("column"), value=name[:60], known=fields)
    if len(found) > MOST_COLUMNS:
        raise WrongUseError(detail=_("A list shows at most {count} columns.").format(count=MOST_COLUMNS))
    return found or tuple(name for name in COLUMNS if name in fields)

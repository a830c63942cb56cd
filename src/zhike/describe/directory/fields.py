"""What a list of customers can show, filter and sort by: the columns of every declared per-customer table, by their names."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from zhike.describe.directory.labels import label_of
from zhike.engine import Column, Table

Kind = Literal["text", "number", "day", "flag", "month", "segment", "tag", "deed", "slice"]

# Hashes and raw JSON tell a reader nothing; the same number in every row tells nobody apart.
_LEFT_OUT = {"national_id", "attributes", "gini"}
# Of scores: the same in every row, or a part of a sum that says nothing alone.
_OF_MODELS = re.compile(r"as_of|horizon_days|base|model|.+_model|value_\d|contribution_rest")
BOUGHT_IN, IN_SEGMENT, HAS_TAG, IN_SLICE = "bought_in", "in_segment", "has_tag", "in_slice"


@dataclass(frozen=True)
class Field:
    """One column: its table, its kind, its unit ("" for none), its meaning, and whether it is personal data."""

    name: str
    table: str
    kind: Kind
    unit: str
    meaning: str
    type: str
    personal: bool = False

    @classmethod
    def of(cls, table: Table, column: Column) -> Field:
        """Return a declared column as a field."""
        unit = "hour" if column.unit.startswith("hour") else column.unit
        kind = _kind(column.type)
        return cls(column.name, table.name, kind, unit, column.meaning, column.type, personal=column.personal)

    @property
    def label(self) -> str:
        """Return its short name in the reader's language."""
        return label_of(self.name)


def is_by_horizon(table: Table) -> bool:
    """Whether a table has one row per customer and horizon."""
    return table.key == ("customer_id", "horizon_days")


def is_foreseen(table: Table) -> bool:
    """Whether a table says of each customer what a model foresees."""
    return table.room == "predict" and (table.per_customer or is_by_horizon(table))


def fields_of(tables: Mapping[str, Table], present: Collection[str] | None = None) -> dict[str, Field]:
    """Return the fields of the declared per-customer tables (those `present` in a run), `customers` first.

    Where two tables have a column of one name, the first table's counts: both mean the same.
    """
    found: dict[str, Field] = {}
    wanted = [t for t in tables.values() if t.per_customer and (present is None or t.name in present)]
    for table in sorted(wanted, key=lambda t: t.name != "customers"):
        for column in table.columns:
            if says_something(table, column):
                found.setdefault(column.name, Field.of(table, column))
    return found


def says_something(table: Table, column: Column) -> bool:
    """Whether a column of a table tells customers apart."""
    return column.name not in _LEFT_OUT and not (is_foreseen(table) and _OF_MODELS.fullmatch(column.name))


def _kind(declared: str) -> Kind:
    head = declared.split("(", maxsplit=1)[0]
    if head in {"DATE", "TIMESTAMP WITH TIME ZONE"}:
        return "day"
    return {"VARCHAR": "text", "BOOLEAN": "flag"}.get(head, "number")  # type: ignore[return-value]


# Not a column: at least one purchase in a month.
BOUGHT = Field(BOUGHT_IN, "customer_features", "month", "", "", "MONTH")
# Neither: membership of a segment, by its name.
SEGMENT = Field(IN_SEGMENT, "segment_members", "segment", "", "", "SEGMENT")
# A tag, by the name by which rules call it.
TAG = Field(HAS_TAG, "tag_members", "tag", "", "", "TAG")
# Nor this: the orders of two periods within some values of dimensions, as a diagnosis names them.
SLICE = Field(IN_SLICE, "customer_features", "slice", "", "", "SLICE")

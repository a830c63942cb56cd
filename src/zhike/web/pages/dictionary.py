"""The data dictionary: tables, their columns, and where each column comes from."""

from __future__ import annotations

from dataclasses import dataclass

from zhike import explain, pipeline
from zhike.explain import ColumnInFull, TableEntry, TableInFull
from zhike.web.asking import Question
from zhike.web.charts import Chart, Series, height_for
from zhike.web.formats import number
from zhike.web.room import Room
from zhike.words import N_, _

room = Room("dictionary")

# What each room of tables is called.
ROOMS: dict[str, str] = {
    "clean": N_("Data quality"),
    "unify": N_("Unified data"),
    "describe": N_("Description of customers"),
    "predict": N_("Predictions"),
    "segment": N_("Segments and lifecycle"),
}


@dataclass(frozen=True)
class DictionaryPage:
    """Every table, in the order in which a run makes them, and what their rooms are called."""

    title: str
    tables: tuple[TableEntry, ...]
    rooms: dict[str, str]
    columns: int


@dataclass(frozen=True)
class TablePage:
    """One table with its columns and its SQL."""

    title: str
    table: TableInFull
    rooms: dict[str, str]


@dataclass(frozen=True)
class ColumnPage:
    """One column: what it means, what it holds, where it comes from; `tables` are those that have a page."""

    title: str
    column: ColumnInFull
    frequent: Chart | None
    rooms: dict[str, str]
    tables: tuple[str, ...]


@room.page("/data/dictionary", template="data/dictionary.html")
def dictionary(ask: Question) -> DictionaryPage:
    """List the tables."""
    found = tuple(explain.dictionary(ask.shop))
    return DictionaryPage(_("Data dictionary"), found, _rooms(), sum(t.columns for t in found))


@room.page("/data/dictionary/{table}", template="data/table.html")
def table_page(ask: Question, table: str) -> TablePage:
    """Show one table."""
    return TablePage(table, explain.table_in_full(ask.shop, table), _rooms())


@room.page("/data/dictionary/{table}/{column}", template="data/column.html")
def column_page(ask: Question, table: str, column: str) -> ColumnPage:
    """Show one column."""
    found = explain.column_in_full(ask.shop, table, column)
    return ColumnPage(column, found, _frequent(found), _rooms(), tuple(pipeline.tables()))


def _rooms() -> dict[str, str]:
    return {name: _(words) for name, words in ROOMS.items()}


def _frequent(found: ColumnInFull) -> Chart | None:
    spread = found.spread
    if spread is None or not spread.frequent:
        return None
    said = _("About {count} different values; these are the most frequent.").format(count=number(spread.different))
    return Chart(
        id="frequent_values",
        kind="rows",
        title=_("The most frequent values"),
        sentence=said,
        unit="count",
        categories=[value or "—" for value, _rows in spread.frequent],
        series=(Series(_("rows"), [float(rows) for _value, rows in spread.frequent]),),
        over=found.entry.name,
        height=height_for(len(spread.frequent), 28),
    )

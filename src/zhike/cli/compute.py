"""zhike run, tables, query, export: compute, look at what there is, ask, take away."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from zhike import pipeline, refreshing
from zhike.cli.printing import Folder, Json, print_json, print_table, progress_bar, say, shop_in
from zhike.engine import Origin, Table, export, write_csv_rows
from zhike.errors import UnknownNameError
from zhike.words import N_, _, unit

# A person reads no more than this in a terminal; files take all.
_ROWS_SHOWN = 1000


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("run")(run)
    app.command("refresh")(refresh)
    app.command("tables")(tables)
    app.command("query")(query)
    app.command("export")(export_)


def run(
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", help="Last day that is known, as 2025-06-30; default: the last day with data."),
    ] = None,
    workspace: Folder = None,
    json: Json = False,
) -> None:
    """Compute all tables as of a day and publish them together."""
    with shop_in(workspace) as shop, progress_bar() as progress:
        done = pipeline.run(shop, as_of=as_of, progress=progress)
    if json:
        print_json({"run": done.id, "as_of": done.as_of, "seconds": done.seconds, "tables": done.report.tables})
        return
    header = [_("table"), _("rows"), _("seconds"), _("state")]
    rows = [
        [t.table, t.rows, round(t.seconds, 2), _("not changed") if t.taken_over else _("computed")]
        for t in done.report.tables
    ]
    print_table(header, rows)
    say(
        _("Published as of {day}: {count} tables in {seconds:.1f} s.").format(
            day=done.as_of, count=len(rows), seconds=done.seconds
        )
    )


def refresh(workspace: Folder = None, json: Json = False) -> None:
    """Bring what is known of customers up to date, quicker than a run: models and figures of groups follow at the next one."""
    with shop_in(workspace) as shop, progress_bar() as progress:
        done = refreshing.refresh(shop, progress=progress)
        later = pipeline.last_day(shop)
    if done is None:
        say(_("Nothing came, went or was corrected since the current run."))
        if json:
            print_json({"run": None})
        return
    waiting = sorted(refreshing.left() & {t.table for t in done.report.tables})
    made = [t for t in done.report.tables if not t.taken_over]
    if json:
        print_json({"run": done.id, "as_of": done.as_of, "seconds": done.seconds, "tables": done.report.tables, "waiting": waiting})  # fmt: skip
        return
    print_table([_("table"), _("rows"), _("seconds")], [[t.table, t.rows, round(t.seconds, 2)] for t in made])
    said = _("Up to date as of {day}: {made} tables in {seconds:.1f} s. {waiting} tables wait for the next run: models, and figures of groups.")  # fmt: skip
    say(said.format(day=done.as_of, made=len(made), seconds=done.seconds, waiting=len(waiting)))
    if later > done.as_of:
        say(_("What happened after {day} counts from the next run on.").format(day=done.as_of))


def tables(
    name: Annotated[str | None, typer.Argument(help="A table, or table.column for where it comes from.")] = None,
    workspace: Folder = None,
    json: Json = False,
) -> None:
    """List the tables, show one's columns, or a column's lineage."""
    declared = pipeline.tables()
    if name is None:
        _list(declared, workspace, json=json)
        return
    table, _dot, column = name.partition(".")
    if table not in declared:
        raise UnknownNameError(what=N_("table"), value=table, known=declared)
    if column:
        _lineage(declared, table, column, json=json)
    else:
        _columns(declared[table], json=json)


def query(
    sql: Annotated[str, typer.Argument(metavar="SQL", help="One SELECT, in DuckDB's dialect.")],
    form: Annotated[str, typer.Option("--format", help="table, csv or json")] = "table",
    workspace: Folder = None,
    json: Json = False,
) -> None:
    """Answer one SELECT over the current run's tables."""
    if form not in {"table", "csv", "json"}:
        raise UnknownNameError(what=N_("format"), value=form, known=("table", "csv", "json"))
    with shop_in(workspace) as shop:
        answer = shop.query(sql)
        zone = shop.settings.timezone
    names, rows = answer.column_names, list(zip(*(c.to_pylist() for c in answer.columns), strict=True))
    if json or form == "json":
        print_json([dict(zip(names, row, strict=True)) for row in rows])
    elif form == "csv":
        write_csv_rows(Path("/dev/stdout"), names, iter(rows), bom=False)
    else:
        print_table(names, rows[:_ROWS_SHOWN], timezone=zone)
        if len(rows) > _ROWS_SHOWN:
            say(
                _("… {count} more rows; --format csv or `zhike export` gives all").format(count=len(rows) - _ROWS_SHOWN)
            )


def export_(
    what: Annotated[str, typer.Argument(metavar="TABLE|SQL", help="A table's name, or a SELECT.")],
    to: Annotated[Path, typer.Option("--to", help="File to write: .csv, .xlsx or .parquet.")],
    workspace: Folder = None,
    json: Json = False,
) -> None:
    """Write a table or the answer to a SELECT as CSV, Excel or Parquet."""
    with shop_in(workspace) as shop:
        sql = what if " " in what.strip() else f'select * from "{what.strip()}"'
        rows = export(shop.query(sql), to)
    if json:
        print_json({"rows": rows, "file": str(to)})
    else:
        say(_("{rows} rows written to {file}").format(rows=f"{rows:,}", file=to))


def _list(declared: dict[str, Table], folder: Path | None, *, json: bool) -> None:
    with shop_in(folder) as shop:
        there = {name: shop.query(f'select count(*) as n from "{name}"')["n"][0].as_py() for name in shop.tables()}
    found = [
        {"table": n, "room": declared[n].room, "rows": there[n], "one_row_is": _(declared[n].grain)}
        for n in there
        if n in declared
    ]
    if json:
        print_json(found)
    else:
        print_table([_("table"), _("room"), _("rows"), _("what it holds")], [list(f.values()) for f in found])


def _columns(table: Table, *, json: bool) -> None:
    if json:
        print_json(
            {"table": table.name, "room": table.room, "key": table.key, "grain": table.grain, "columns": table.columns}
        )
        return
    say(f"{table.name}: {_(table.grain)}")
    say(_("key: {key}").format(key=", ".join(table.key)))
    rows = [
        [c.name, c.type, unit(c.unit) or None, _("personal") if c.personal else None, _(c.meaning)]
        for c in table.columns
    ]
    print_table([_("column"), _("type"), _("unit"), _("personal data"), _("meaning")], rows)


def _lineage(declared: dict[str, Table], table: str, column: str, *, json: bool) -> None:
    found = declared[table].column(column)
    if found is None:
        raise UnknownNameError(
            what=N_("column"), value=f"{table}.{column}", known=[f"{table}.{c.name}" for c in declared[table].columns]
        )
    origin = pipeline.origin(table, column)
    if json:
        print_json(
            {"column": f"{table}.{column}", "meaning": found.meaning, "type": found.type, "from": _tree(origin)["from"]}
        )
        return
    say(f"{table}.{column} ({found.type}): {_(found.meaning)}")
    _draw(origin, "")


def _tree(origin: Origin) -> dict[str, Any]:
    return {"column": f"{origin.table}.{origin.column}", "from": [_tree(o) for o in origin.via]}


def _draw(origin: Origin, indent: str) -> None:
    for place, part in enumerate(origin.via):
        last = place == len(origin.via) - 1
        say(f"{indent}{'└─ ' if last else '├─ '}{part.table}.{part.column}")
        _draw(part, indent + ("   " if last else "│  "))

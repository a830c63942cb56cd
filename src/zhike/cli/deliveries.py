"""zhike import, zhike imports: bring data in, see what became of each row, mend it, take it back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.status import Status

from zhike import collect
from zhike.cli.printing import Folder, Json, err, print_json, print_table, say, shop_in
from zhike.collect import Receipt
from zhike.engine import folder_size
from zhike.words import N_, _, language
from zhike.workspace import Workspace

PHASES = {
    "looking": N_("looking at the file"),
    "receiving": N_("reading"),
    "cleaning": N_("cleaning"),
    "comparing": N_("comparing with what is there"),
    "checking": N_("checking quality"),
}

imports = typer.Typer(
    help="List imports; show one, write its errors, retry them, undo it.", invoke_without_command=True
)


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("import")(import_)
    app.add_typer(imports, name="imports")


def import_(
    files: Annotated[list[str], typer.Argument(help="Files, or database URLs.")],
    into: Annotated[
        str | None, typer.Option("--as", help="What the file holds: customers, orders, order_lines, …")
    ] = None,
    source: Annotated[
        str | None, typer.Option(help="The system it comes from; numbers of customers are the source's own.")
    ] = None,
    mapping: Annotated[Path | None, typer.Option("--map", help="Mapping file (TOML).")] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would happen to the whole file; write nothing.")
    ] = False,
    sheet: Annotated[str | None, typer.Option(help="Sheet of an Excel file.")] = None,
    table: Annotated[str | None, typer.Option(help="Table of a database.")] = None,
    select: Annotated[str | None, typer.Option(help="SELECT for a database.")] = None,
    cursor: Annotated[
        str | None, typer.Option(help="Column of a database that grows: only rows past its last value are taken.")
    ] = None,
    workspace: Folder = None,
    json: Json = False,
) -> None:
    """Import files: the columns are guessed, or mapped with --map; the same file again changes nothing."""
    done = []
    with shop_in(workspace) as shop, err.status("") as status:
        requests = [
            collect.Request.of(
                file, into=into, source=source, mapping=mapping, sheet=sheet, dry_run=dry_run, table=table, select=select, cursor=cursor
            )
            for file in files
        ]  # fmt: skip
        for one in collect.load_all(shop, requests, progress=_telling(status)):
            status.stop()
            done.append(one)
            if not json:
                _tell(shop, one)
    if json:
        print_json([described(one) for one in done])
    elif not dry_run:
        say(_("Next: zhike run"))


@imports.callback()
def list_imports(context: typer.Context, workspace: Folder = None, json: Json = False) -> None:
    """List all imports, undone ones too."""
    if context.invoked_subcommand is not None:
        return
    with shop_in(workspace) as shop:
        there = collect.receipts(shop, undone=True)
        zone = shop.settings.timezone
    if json:
        print_json([described(r) for r in there])
    elif not there:
        say(_("Nothing has been imported yet. Begin with: zhike import FILE"))
    else:
        header = [_("id"), _("received"), _("source"), _("holds"), _("file"), _("rows"), _("created"), _("updated"), _("unchanged"), _("duplicate"), _("quarantined"), _("state")]  # fmt: skip
        rows = [
            [r.id, r.received_at, r.source, r.entity, r.file_name, r.received, *r.outcomes.values(), _state(r)]
            for r in there
        ]
        print_table(header, rows, timezone=zone)


@imports.command("show")
def show(
    import_id: Annotated[int, typer.Argument(metavar="ID", help="Number of the import.")],
    workspace: Folder = None,
    json: Json = False,
) -> None:
    """Show one import: its file, mapping, and what became of its rows."""
    with shop_in(workspace) as shop:
        one = collect.receipt(shop, import_id)
        open_errors = _open(shop, one)
        if json:
            size = folder_size(one.delivery(shop).folder)
            print_json({**described(one), "open_errors": open_errors, "bytes_in_lake": size})
            return
        _tell(shop, one)
        say(
            _("received {when} by {who}; SHA-256 {hash}").format(
                when=f"{one.received_at:%Y-%m-%d %H:%M:%SZ}", who=one.by, hash=one.file_sha256
            )
        )
        say(_("errors still open: {count}").format(count=open_errors))


@imports.command("errors")
def errors(
    import_id: Annotated[int, typer.Argument(metavar="ID", help="Number of the import.")],
    to: Annotated[Path, typer.Option("--to", help="File to write: .csv, .xlsx or .parquet.")],
    workspace: Folder = None,
    json: Json = False,
) -> None:
    """Write the rows that could not be used, with the reason, to be mended and given to `zhike imports retry`."""
    with shop_in(workspace) as shop:
        count = collect.write_errors(shop, collect.receipt(shop, import_id), to=to)
    if json:
        print_json({"import": import_id, "errors": count, "file": str(to)})
    else:
        say(
            _("{count} rows written to {file}. Mend them, then: zhike imports retry {id} {file}").format(
                count=count, file=to, id=import_id
            )
        )


@imports.command("retry")
def retry(
    import_id: Annotated[int, typer.Argument(metavar="ID", help="Number of the import.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The mended file.")],
    workspace: Folder = None,
    json: Json = False,
) -> None:
    """Take a mended error file: its rows join the import they came from."""
    with shop_in(workspace) as shop:
        one = collect.retry(shop, import_id, path=file)
        left = _open(shop, collect.receipt(shop, import_id))
        if json:
            print_json({**described(one), "open_errors": left})
            return
        _tell(shop, one)
        say(_("errors still open in import {id}: {count}").format(id=import_id, count=left))


@imports.command("undo")
def undo(
    import_id: Annotated[int, typer.Argument(metavar="ID", help="Number of the import.")],
    workspace: Folder = None,
    json: Json = False,
) -> None:
    """Take a whole import back, with the mended rows that joined it; tables follow at the next run."""
    with shop_in(workspace) as shop:
        gone = collect.undo(shop, import_id)
    if json:
        print_json([described(r) for r in gone])
    else:
        rows = sum(r.received for r in gone)
        say(_("Import {id} is undone: {rows} rows taken back. Next: zhike run").format(id=import_id, rows=rows))


def described(one: Receipt) -> dict[str, Any]:
    """Return a receipt as plain values for JSON."""
    return {**one.__dict__, "outcomes": one.outcomes}


def _tell(shop: Workspace, one: Receipt) -> None:
    """Say what became of a file's rows, in words."""
    dry = one.id == 0
    head = (
        _("{file}: {rows} rows of {entity} from source {source}")
        if not dry
        else _("{file}: {rows} rows of {entity} from source {source} (dry run, nothing written)")
    )
    say(
        head.format(file=one.file_name, rows=f"{one.received:,}", entity=one.entity, source=one.source)
        + ("" if dry else f"  [{one.id}]")
    )
    say("  " + _and(f"{_(f)} ← {c}" for c, f in dict(one.mapping["columns"]).items()))
    for note in one.notes:
        say(f"  ! {note}")
    say(
        "  "
        + _and(f"{count:,} {_(outcome)}" for outcome, count in one.outcomes.items() if count or outcome == "created")
    )
    for reason, count in one.reasons.items():
        say(f"    {count:,} × {collect.sentence(shop, reason)}")
    if one.quarantined and not dry:
        say("  " + _("To mend them: zhike imports errors {id} --to errors.csv").format(id=one.id))


def _telling(status: Status) -> Callable[[collect.Request, str], None]:
    def tell(request: collect.Request, phase: str) -> None:
        status.update(f"{request.path}: {_(PHASES.get(phase, phase))}")
        status.start()

    return tell


def _and(parts: Any) -> str:
    return ("、" if language() == "zh" else ", ").join(parts)


def _open(shop: Workspace, one: Receipt) -> int:
    with shop.session() as session:
        return int(session.value(f"select count(*) from ({collect.still_open(shop, one)})"))


def _state(one: Receipt) -> str:
    if one.undone_at:
        return _("undone")
    return _("mends {id}").format(id=one.retry_of) if one.retry_of else _("done")


# The outcomes, as the catalogue has to know them.
OUTCOME_WORDS = (N_("created"), N_("updated"), N_("unchanged"), N_("duplicate"), N_("quarantined"))

"""How things are printed: tables for people, JSON for programs, progress and errors on standard error."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

import zhike
from zhike.errors import ZhikeError
from zhike.words import _
from zhike.workspace import Workspace

# Wide enough for any table where nobody looks through a window: a file or a pipe is never folded to 80 columns.
_WIDTH = None if sys.stdout.isatty() else 220
out = Console(highlight=False, width=_WIDTH)
err = Console(stderr=True, highlight=False)

# A cell longer than this may be folded; shorter ones never are.
_LONG = 30

Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
Folder = Annotated[Path | None, typer.Option("--workspace", "-w", help="Folder of the workspace.")]


def shop_in(folder: Path | None) -> Workspace:
    """Open the workspace that was named, or ZHIKE_WORKSPACE, or the current folder."""
    return zhike.open(folder or Path(os.environ.get("ZHIKE_WORKSPACE") or "."))


def complain(error: ZhikeError) -> None:
    """Print an error with its code on standard error."""
    err.print(f"[bold red]{_('Error')}[/] \\[{error.code}] ", end="")
    err.print(str(error), markup=False, soft_wrap=True)


def print_json(value: Any) -> None:
    """Print a value as JSON."""
    text = json.dumps(value, ensure_ascii=False, indent=2, default=_plain)
    sys.stdout.write(text + "\n")


def say(sentence: str) -> None:
    """Print a sentence for people."""
    out.print(sentence, markup=False, soft_wrap=True)


def print_table(
    header: Sequence[str], rows: Sequence[Sequence[Any]], *, title: str = "", timezone: str = "UTC"
) -> None:
    """Print rows as a table; numbers stand right, nothing is shown as "—"."""
    table = Table(title=title or None, title_justify="left", header_style="bold", box=None, pad_edge=False)
    for place, name in enumerate(header):
        numeric = any(isinstance(r[place], int | float | Decimal) and not isinstance(r[place], bool) for r in rows)
        long = any(len(str(r[place])) > _LONG for r in rows)
        table.add_column(name, justify="right" if numeric else "left", overflow="fold", no_wrap=not long)
    for row in rows:
        table.add_row(*(shown(v, timezone) for v in row))
    out.print(table, markup=False)


def shown(value: Any, timezone: str = "UTC") -> str:
    """Return a value as a person reads it."""
    if value is None:
        return "—"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Decimal):
        cents = value.quantize(Decimal("0.01"))
        return f"{cents:f}" if value == cents != value.to_integral_value() else f"{value.normalize():f}"
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, datetime):
        return f"{value.astimezone(ZoneInfo(timezone)):%Y-%m-%d %H:%M:%S}"
    return str(value)


@contextmanager
def progress_bar(total: int | None = None) -> Iterator[Any]:
    """Give a function (done, total, what) that shows progress on standard error, where that is a terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task("", total=total)
        yield lambda done, of, what: bar.update(task, completed=done, total=of, description=what)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, Mapping):
        return dict(value)
    return str(value)

"""zhike init, demo, simulate, overview, doctor: start, see, check the installation."""

from __future__ import annotations

import os
import platform
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import fields
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import duckdb
import typer

import zhike
from zhike import collect, pipeline
from zhike.cli.overview import print_overview
from zhike.cli.printing import Folder, Json, err, print_json, print_table, progress_bar, say, shop_in
from zhike.describe.overview import overview
from zhike.errors import WrongUseError, ZhikeError
from zhike.settings import Settings
from zhike.words import N_, _
from zhike.workspace import make_workspace

if TYPE_CHECKING:
    from zhike.simulate import Company, Delivery
    from zhike.simulate.behaviour import Behaviour

# The demo's people buy about ten lines each, as the company that the simulation was modelled on.
_LINES_PER_CUSTOMER = 10
_DEMO_MARK = ".demo"


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("init")(init)
    app.command("demo")(demo)
    app.command("simulate")(simulate_)
    app.command("overview")(overview_)
    app.command("doctor")(doctor)


def init(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Folder; the current one when empty.")] = Path(),
    json: Json = False,
) -> None:
    """Make a folder a workspace; one that is there stays as it is."""
    made = make_workspace(folder)
    if json:
        print_json({"workspace": str(made)})
    else:
        say(_("{folder} is a Zhike workspace now. Next: zhike import FILE").format(folder=made))


def demo(
    customers: Annotated[int, typer.Option(min=10, help="People in the simulated company.")] = 2000,
    seed: Annotated[int, typer.Option(help="Another seed, another company.")] = 1,
    workspace: Folder = None,
    json: Json = False,
) -> None:
    """Make a simulated company, import its files, compute, and print what a manager would read."""
    started = time.perf_counter()
    folder = (workspace or Path(os.environ.get("ZHIKE_WORKSPACE") or "demo")).resolve()
    _fresh(folder)
    with err.status(_("simulating a company")):
        company = _simulate()(
            folder / "files", customers=customers, order_lines=customers * _LINES_PER_CUSTOMER, seed=seed
        )
    make_workspace(folder, Settings(name=_("Simulated company"), source_trust=("till", "web", "app", "crm")))
    (folder / _DEMO_MARK).touch()
    with zhike.open(folder) as shop:
        for delivery in company.deliveries:
            with err.status(_("importing {file}").format(file=delivery.path.name)):
                collect.load(
                    shop, delivery.path, into=delivery.entity, source=delivery.source, mapping=delivery.mapping
                )
        with progress_bar() as progress:
            pipeline.run(shop, as_of=company.as_of, progress=progress)
        found = overview(shop)
    seconds = time.perf_counter() - started
    if json:
        print_json({"workspace": str(folder), "seconds": seconds, "overview": found})
        return
    print_overview(found)
    say(
        _("Made in {seconds:.1f} s. Everything is in {folder}; try: zhike -w {folder} tables").format(
            seconds=seconds, folder=_short(folder)
        )
    )


def simulate_(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder for the files.")],
    customers: Annotated[int, typer.Option(min=10, help="People in the simulated company.")] = 2000,
    order_lines: Annotated[int, typer.Option(min=10, help="Order lines in the simulated company, about.")] = 20000,
    seed: Annotated[int, typer.Option(help="Another seed, another company.")] = 1,
    rate_shift: Annotated[
        float,
        typer.Option(
            min=0.05,
            max=20,
            help="In the last half year all customers buy so many times as often: models then meet a future that no past day shows.",
        ),
    ] = 1.0,
    json: Json = False,
) -> None:
    """Write the files of a simulated company, and the truth about it, into a folder."""
    started = time.perf_counter()
    with err.status(_("simulating a company")):
        company = _simulate()(
            folder, customers=customers, order_lines=order_lines, seed=seed, behaviour=_behaviour(rate_shift)
        )
    found = [
        {"file": str(d.path), "entity": d.entity, "source": d.source, "map": _mapping_file(d)}
        for d in company.deliveries
    ]
    if json:
        print_json(
            {
                "folder": str(folder),
                "as_of": company.as_of,
                "seconds": time.perf_counter() - started,
                "deliveries": found,
            }
        )
    else:
        print_table([_("file"), _("holds"), _("source"), _("mapping file")], [list(f.values()) for f in found])


def _simulate() -> Callable[..., Company]:
    # It takes half a second to load, with SciPy, which every command would wait for.
    from zhike.simulate import simulate

    return simulate


def _behaviour(rate_shift: float) -> Behaviour:
    from zhike.simulate.behaviour import Behaviour  # as late as the simulation itself

    return Behaviour(rate_shift=rate_shift)


def _mapping_file(delivery: Delivery) -> str | None:
    """Write the mapping file of a delivery whose columns cannot be guessed, and return its path."""
    if delivery.mapping is None:
        return None
    path = delivery.path.with_suffix(".toml")
    path.write_text(
        collect.write_mapping(collect.Mapping(delivery.entity, delivery.source, columns=dict(delivery.mapping))),
        "utf-8",
    )
    return str(path)


def overview_(workspace: Folder = None, json: Json = False) -> None:
    """Print what a manager would read about the current run."""
    with shop_in(workspace) as shop:
        found = overview(shop)
    if json:
        print_json(found)
    else:
        print_overview(found)


def doctor(workspace: Folder = None, json: Json = False) -> None:
    """Check the installation and the workspace; exit 1 when something is wrong."""
    checks = [_check(N_("Python 3.11 or newer"), platform.python_version(), good=sys.version_info >= (3, 11))]
    checks += [_check(N_("DuckDB"), duckdb.__version__, good=duckdb.__version__ >= "2")]
    checks += [
        _check(N_("time zones"), duckdb.execute("select count(*) from pg_timezone_names()").fetchall()[0][0], good=True)
    ]
    checks += [_check(N_("Zhike"), version("zhike"), good=True)]
    checks += _workspace_checks(workspace)
    if json:
        print_json(checks)
    else:
        print_table(
            [_("check"), _("found"), _("state")],
            [[_(c["check"]), c["found"], _("good") if c["good"] else _("BAD")] for c in checks],
        )
    if not all(c["good"] for c in checks):
        raise typer.Exit(1)


def _workspace_checks(folder: Path | None) -> list[dict[str, Any]]:
    try:
        with shop_in(folder) as shop:
            free = shutil.disk_usage(shop.folder).free / 1e9
            lost = [r.id for r in collect.receipts(shop) if not r.delivery(shop).cleaned.exists()]
            changed = [
                f.name
                for f in fields(Settings)
                if getattr(shop.settings, f.name) != getattr(Settings(), f.name) and f.name != "name"
            ]
            return [
                _check(N_("workspace"), str(shop.folder), good=True),
                _check(N_("free disk space, GB"), round(free, 1), good=free > 1),
                _check(N_("imports whose files are gone"), ", ".join(map(str, lost)) or 0, good=not lost),
                _check(N_("settings that differ from the default"), ", ".join(changed) or "—", good=True),
            ]
    except ZhikeError as error:
        return [_check(N_("workspace"), str(error), good=error.code == "no_workspace" and folder is None)]


def _check(what: str, found: Any, *, good: bool) -> dict[str, Any]:
    return {"check": what, "found": found, "good": good}


def _fresh(folder: Path) -> None:
    """Clear away an older demo, and only a demo."""
    if not folder.exists() or not any(folder.iterdir()):
        return
    if not (folder / _DEMO_MARK).exists():
        raise WrongUseError(detail=_("{folder} is not empty and no demo; name another with -w").format(folder=folder))
    shutil.rmtree(folder)


def _short(folder: Path) -> str:
    here = Path.cwd()
    return str(folder.relative_to(here)) if folder.is_relative_to(here) else str(folder)

"""zhike prove, bench: test each promise on this machine; exit 1 when one does not hold."""

from __future__ import annotations

import time
from collections.abc import Callable
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zhike.cli.printing import Json, err, print_json, say
from zhike.errors import BrokenPromiseError, UnknownNameError, WrongUseError
from zhike.words import N_, _

if TYPE_CHECKING:
    from zhike.bench import Measured
    from zhike.prove import Proof


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("prove")(prove)
    app.command("bench")(bench)


def prove(
    name: Annotated[str | None, typer.Argument(help="The promise; all of them when empty.")] = None,
    small: Annotated[bool, typer.Option("--small", help="The size that a test suite can afford.")] = False,
    records: Annotated[
        int | None, typer.Option(min=1_000, help="Records to link; for the proofs of the matching.")
    ] = None,
    persons: Annotated[
        int | None, typer.Option(min=10, help="People whose records are merged; for the proof unmerge.")
    ] = None,
    merges: Annotated[int | None, typer.Option(min=1, help="Merges that are undone; for the proof unmerge.")] = None,
    customers: Annotated[
        int | None,
        typer.Option(
            min=2_000, help="People who are foretold, explained or segmented; for the proofs churn, reasons, segment."
        ),
    ] = None,
    events: Annotated[
        int | None, typer.Option(min=1_000, help="Events of these people; for the proof segment.")
    ] = None,
    n: Annotated[int | None, typer.Option(min=1, help="People who are looked back at; for the proof asof.")] = None,
    json: Json = False,
) -> None:
    """Do what is promised, on this machine, and print the figures."""
    proofs = _proofs()
    if name is not None and name not in proofs:
        raise UnknownNameError(what=N_("promise"), value=name, known=proofs)
    given = {"records": records, "persons": persons, "merges": merges, "customers": customers, "events": events, "n": n}
    options = {option: value for option, value in given.items() if value is not None}
    for option in options:
        if name is not None and option not in _takes(name):
            raise WrongUseError(detail=_("The proof {name} takes no --{option}").format(name=name, option=option))
    found = [
        _proved(one, small=small, json=json, **{o: v for o, v in options.items() if o in _takes(one)})
        for one in ([name] if name else list(proofs))
    ]
    if json:
        print_json(found)
    if not all(f["held"] for f in found):
        raise typer.Exit(1)


def bench(
    name: Annotated[str, typer.Argument(help="The benchmark.")] = "pipeline",
    customers: Annotated[int, typer.Option(min=100, help="People in the simulated company.")] = 100_000,
    order_lines: Annotated[int, typer.Option(min=100, help="Order lines in the simulated company, about.")] = 1_000_000,
    folder: Annotated[Path | None, typer.Option(help="Keep the files and the workspace here.")] = None,
    growth: Annotated[bool, typer.Option(help="Measure a tenth of the size too.")] = True,
    json: Json = False,
) -> None:
    """Measure how fast this is here; exit 1 when a budget is not kept."""
    # With the simulated company they take half a second to load, which every command would wait for.
    from zhike.bench import BENCHMARKS
    from zhike.bench.pipeline import Size

    if name not in BENCHMARKS:
        raise UnknownNameError(what=N_("benchmark"), value=name, known=BENCHMARKS)
    found: list[Measured] = []
    with err.status("") as status:
        for one in BENCHMARKS[name](Size(customers, order_lines), folder=folder, growth=growth, progress=status.update):
            found.append(one)
            if not json:
                say(
                    f"{one.what}: {one.value:.2f} {one.unit}"
                    + ("" if one.budget is None else f"  ({_kept(one)}: {one.budget:g})")
                )
    if json:
        print_json([{**one.__dict__, "kept": one.kept} for one in found])
    if not all(one.kept for one in found):
        raise typer.Exit(1)


def _proofs() -> dict[str, Callable[..., Proof]]:
    # As above: they use the simulated company.
    from zhike.prove import PROOFS

    return PROOFS


def _takes(name: str) -> set[str]:
    """Return the options that a proof knows."""
    return set(signature(_proofs()[name]).parameters)


def _proved(name: str, *, small: bool, json: bool, **options: int) -> dict[str, Any]:
    started = time.perf_counter()
    try:
        with err.status(name) as status:
            proof = _proofs()[name](small=small, progress=status.update, **options)
        promise, figures, detail = proof.promise, proof.figures, ""
    except BrokenPromiseError as broken:
        promise, figures, detail = "", broken.values.get("figures", {}), str(broken)
    seconds = time.perf_counter() - started
    if not json:
        say(f"{_('HELD') if not detail else _('BROKEN')}  {name}: {_(promise) or detail}  ({seconds:.0f} s)")
        for what, value in figures.items():
            say(f"  {what}: {value}")
    return {"name": name, "held": not detail, "detail": detail, "seconds": seconds, "figures": figures}


def _kept(one: Measured) -> str:
    return _("within the budget") if one.kept else _("OVER the budget")

"""zhike model: which scores there are, their cards and back-tests, and a score made anew to look at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from zhike import pipeline, predict
from zhike.cli.printing import Folder, Json, print_json, print_table, say, shop_in
from zhike.errors import UnknownNameError
from zhike.predict import read_remarks, said
from zhike.words import N_, _
from zhike.workspace import Workspace

model = typer.Typer(
    help="Which scores there are, how their models did on past days, and a score made anew.", no_args_is_help=True
)
Name = Annotated[str, typer.Argument(metavar="NAME", help="A score, as clv, or the model that makes one, as mbgnbd.")]
Row = dict[str, Any]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.add_typer(model, name="model")


@model.command("list")
def list_(workspace: Folder = None, json: Json = False) -> None:
    """List every score with the model that makes it, and whether it is shown or what is missing."""
    with shop_in(workspace) as shop:
        found = _spoken(_cards(shop))
    if json:
        print_json([{k: v for k, v in card.items() if k != "fitted"} for card in found])
        return
    header = [_("score"), _("target"), _("days ahead"), _("model"), _("metric"), _("value"), _("baseline"), _("baseline's"), _("verdict"), _("missing")]  # fmt: skip
    rows = [[c["score"], _(c["target"]), c["horizon_days"], c["model"], _(c["metric"]), c["value"], _(c["baseline"]), c["baseline_value"], _(c["verdict"]), c["missing"] or None] for c in found]  # fmt: skip
    print_table(header, rows)


@model.command("card")
def card(name: Name, workspace: Folder = None, json: Json = False) -> None:
    """Show the model cards of a score: data, figures on past days, verdict, remarks, parameters."""
    with shop_in(workspace) as shop:
        found = _spoken(_named(_cards(shop), name))
    _show_cards(found, json=json)


@model.command("backtest")
def backtest(
    name: Name,
    cutoffs: Annotated[
        int | None, typer.Option(min=3, max=24, help="Past days to test on now; default: what the run tested.")
    ] = None,
    workspace: Folder = None,
    json: Json = False,
) -> None:
    """Show how every candidate and baseline of a score did on past days; with --cutoffs, test it on so many now."""
    with shop_in(workspace) as shop:
        [score] = {c["score"] for c in _named(_cards(shop), name)}
        if cutoffs is None:
            rows = shop.query("select * from backtests order by target, horizon_days, cutoff, metric, model")
        else:
            rows = pipeline.train(shop, score, cutoffs=cutoffs)[f"{score}_backtests"]
        found = [{k: v for k, v in r.items() if k != "score"} for r in rows.to_pylist() if r["score"] == score]
    if json:
        print_json(found)
    elif found:
        _print_backtests(found)
    else:
        say(_("Nothing could be tested; zhike model card {score} says what is missing.").format(score=score))


@model.command("train")
def train(name: Name, workspace: Folder = None, json: Json = False) -> None:
    """Make a score anew from the current run's tables and show its cards; the run stays as it is."""
    with shop_in(workspace) as shop:
        before = _named(_cards(shop), name)
        [score] = {c["score"] for c in before}
        found = pipeline.train(shop, score)[f"{score}_cards"].to_pylist()
    _show_cards(_spoken(found), json=json)
    if not json:
        same = {_identity(c) for c in found} == {_identity(c) for c in _of_score(before, score)}
        say(
            _("The same as in the current run.") if same else _("Not what the current run has: compute with zhike run.")
        )


def _cards(shop: Workspace) -> list[Row]:
    found: list[Row] = shop.query("select * from model_cards order by score, target, horizon_days, model").to_pylist()
    return found


def _named(cards: Sequence[Row], name: str) -> list[Row]:
    """Return the cards of a score, or those of the one score that a model of this name makes."""
    scores = {c["score"] for c in cards if name in {c["score"], c["model"]}}
    if len(scores) != 1:
        raise UnknownNameError(what=N_("score"), value=name, known=predict.PREDICTED)
    return _of_score(cards, scores.pop())


def _of_score(cards: Sequence[Row], score: str) -> list[Row]:
    return [c for c in cards if c["score"] == score]


def _identity(card: Row) -> tuple[object, ...]:
    return tuple(card[k] for k in ("model", "target", "horizon_days", "verdict", "value", "baseline_value"))


def _spoken(cards: Sequence[Row]) -> list[Row]:
    """Return the cards with what is missing and remarked in the reader's language."""
    found = []
    for c in cards:
        told = {"missing": said(read_remarks(c["missing_codes"])), "remarks": said(read_remarks(c["remark_codes"]))}
        found.append({k: v for k, v in {**c, **told}.items() if not k.endswith("_codes")})
    return found


def _show_cards(cards: Sequence[Row], *, json: bool) -> None:
    if json:
        print_json(cards)
        return
    declared = pipeline.tables()["model_cards"]
    for c in cards:
        shown = [[k, c[k], _(meaning.meaning)] for k in c if (meaning := declared.column(k)) and k != "fitted"]
        print_table([_("column"), _("value"), _("meaning")], shown, title=f"{c['score']}: {_(c['target'])}")
        say(f"  {c['fitted'][:500]}\n" if c["fitted"] else "")


def _print_backtests(found: Sequence[Row]) -> None:
    header = [_("target"), _("days ahead"), _("past day"), _("metric"), _("model"), _("value"), _("baseline"), _("baseline's"), _("total off by"), _("within interval")]  # fmt: skip
    rows = [
        [_(b["target"]), b["horizon_days"], b["cutoff"], _(b["metric"]), _(b["model"]), b["value"], _(b["baseline"]), b["baseline_value"], _off(b), b["coverage"]]
        for b in found
    ]  # fmt: skip
    print_table(header, rows)


def _off(row: Row) -> str | None:
    """Return by how much a total was off, as a share."""
    return f"{row['expected'] / row['actual'] - 1:+.1%}" if row["actual"] and row["expected"] is not None else None

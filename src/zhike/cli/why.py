"""zhike why: what moved a KPI from some months to others, and whether there is anything to explain."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

import typer

from zhike.cli.printing import Folder, Json, print_json, print_table, say, shop_in
from zhike.describe.diagnosis import (
    Diagnosis,
    diagnosed,
    dimension_label,
    has_rate,
    in_sentences,
    last_two,
    months_asked,
)
from zhike.words import _


def add_to(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command("why")(why)


def why(
    kpi: Annotated[str, typer.Argument(metavar="KPI", help="A KPI, as revenue or repeat_rate.")] = "revenue",
    before: Annotated[
        str | None,
        typer.Option(
            "--from", help="The months to compare with, as 2025-05 or 2025-01..2025-03; default: the month before."
        ),
    ] = None,
    after: Annotated[
        str | None, typer.Option("--to", help="The months to explain; default: the last month that has ended.")
    ] = None,
    workspace: Folder = None,
    json: Json = False,
) -> None:
    """Explain why a KPI moved: is it usual, volume, mix and rate, and the slices that did it."""
    # The pages' way of writing values comes with the pages, half a second that every command would wait for.
    from zhike.web.written import written

    with shop_in(workspace) as shop:
        asked = last_two(shop, before=months_asked(before) if before else None, after=months_asked(after) if after else None)  # fmt: skip
        found = diagnosed(shop, kpi, before=asked[0], after=asked[1])
        how = written(kpi, shop.settings.currency)
    if json:
        print_json({**_plain(found), "said": in_sentences(found, how)})
        return
    for sentence in in_sentences(found, how):
        say(sentence)
    if not has_rate(kpi):
        return
    rows = [[dimension_label(s.dimension), *(how.difference(v) for v in (s.volume, s.mix, s.rate))] for s in found.splits]  # fmt: skip
    print_table([_("By"), _("Volume"), _("Mix"), _("Rate")], rows)


def _plain(found: Diagnosis) -> dict[str, Any]:
    """Return a diagnosis for programs: periods as they are typed."""
    return {**asdict(found), "before": found.before.text, "after": found.after.text, "change": found.change, "explained": found.explained}  # fmt: skip

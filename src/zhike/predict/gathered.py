"""`model_cards`, `backtests` and `backtest_points`: what every score's own tables say, in one place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from zhike.engine import Table
from zhike.predict.card import parts
from zhike.predict.points import points_table

NAMES = ("model_cards", "backtests", "backtest_points")
_GRAINS = (
    "One row per score, model and target: what it was trained on, how it did on past days, and whether it is shown.",
    "One row per score, model, past day and metric: how it did on a future that it had not seen, beside a naive baseline.",
    "One row per score, model, past day, chart and place on it: what its back-test looked like.",
)


def gathered(scores: Sequence[str], drawn: Sequence[str] = (), untested: Sequence[str] = ()) -> tuple[Table, ...]:
    """Return the declared tables that put the parts of these scores together.

    Those `drawn` have points of charts; those `untested` foresee nothing that a later day could show, and have cards alone.
    """
    cards, backtests = [parts(s)[0] for s in (*scores, *untested)], [parts(s)[1] for s in scores]
    of_each = [cards, backtests, [points_table(s) for s in drawn]]
    forms = (*parts("none"), points_table("none"))
    return tuple(
        replace(form, name=name, grain=grain, sorted_by=form.key, sql=_union(form, [t.name for t in tables]))
        for form, name, grain, tables in zip(forms, NAMES, _GRAINS, of_each, strict=True)
    )


def _union(form: Table, names: Sequence[str]) -> str:
    columns = ", ".join(c.name for c in form.columns)
    nothing = ", ".join(f"cast(null as {c.type}) as {c.name}" for c in form.columns)
    return "\nunion all\n".join(f"select {columns} from {name}" for name in names) or f"select {nothing} where false"

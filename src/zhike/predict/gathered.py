"""`model_cards` and `backtests`: what every score's own tables say, in one place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from zhike.engine import Table
from zhike.predict.card import parts

NAMES = ("model_cards", "backtests")
_GRAINS = (
    "One row per score, model and target: what it was trained on, how it did on past days, and whether it is shown.",
    "One row per score, model, past day and metric: how it did on a future that it had not seen, beside a naive baseline.",
)


def gathered(scores: Sequence[str]) -> tuple[Table, Table]:
    """Return the declared tables that put the parts of these scores together."""
    of_each = [parts(score) for score in scores]
    forms = parts("none")
    cards, backtests = (
        replace(
            forms[place], name=NAMES[place], grain=_GRAINS[place], sorted_by=forms[place].key,
            sql=_union(forms[place], [tables[place].name for tables in of_each]),
        )
        for place in (0, 1)
    )  # fmt: skip
    return cards, backtests


def _union(form: Table, names: Sequence[str]) -> str:
    columns = ", ".join(c.name for c in form.columns)
    nothing = ", ".join(f"cast(null as {c.type}) as {c.name}" for c in form.columns)
    return "\nunion all\n".join(f"select {columns} from {name}" for name in names) or f"select {nothing} where false"

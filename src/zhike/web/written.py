"""How the values of a KPI, their differences and months are written in a diagnosis."""

from __future__ import annotations

from zhike.describe.diagnosis import Written
from zhike.describe.months import KPIS
from zhike.web import formats
from zhike.words import _


def written(kpi: str, currency: str) -> Written:
    """Return how values of a KPI are written, in the reader's language."""
    unit = KPIS[kpi].unit

    def value(number: float | None) -> str:
        if unit == "share":
            return formats.percent(number)
        if unit == "money":
            return formats.short_money(number, currency)
        return formats.number(None if number is None else round(number))

    def difference(number: float | None) -> str:
        if unit == "share":
            return _("{points} points").format(points=formats.points(number))
        # A true minus is as wide as a plus, and what the amounts beside it have.
        return value(number).replace("-", "−") if number is None or number < 0 else f"+{value(number)}"

    return Written(value, difference, lambda share: formats.percent(share, 0), formats.month)

"""The address of the customers behind a number: /customers?f=COLUMN:OP:VALUE, one f for each thing that must hold."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from zhike.describe.diagnosis.behind import Behind
from zhike.describe.directory import IN_SLICE
from zhike.describe.periods import month_end


def customers_with(*conditions: str) -> str:
    """Return the address of the customers for whom all conditions hold, each as "COLUMN:OP:VALUE"."""
    return f"/customers?{urlencode([('f', c) for c in conditions], safe=':,.')}"


def whose(column: str, value: str) -> str:
    """Return the condition: a column is this value; a comma within the value does not end it."""
    escaped = value.replace(",", "\\,")
    return f"{column}:is:{escaped}"


def bought_in(*months: date) -> str:
    """Return the condition: at least one purchase in one of these months."""
    return f"bought_in:is:{','.join(f'{m:%Y-%m}' for m in months)}"


def first_bought(first: date, last: date | None = None) -> str:
    """Return the condition: the first purchase lies in a month, or from one month to another."""
    return f"first_purchase_on:between:{first:%Y-%m}-01..{month_end(last or first)}"


def first_bought_before(month: date) -> str:
    """Return the condition: the first purchase lies before a month."""
    return f"first_purchase_on:less_than:{month:%Y-%m}-01"


def in_slice(found: Behind) -> str:
    """Return the condition: an order in one of two periods within some values of dimensions."""
    return f"{IN_SLICE}:is:{found.text}"

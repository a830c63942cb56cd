"""Birth dates: a day on which somebody now 0 to 110 years old was born."""

from __future__ import annotations

from datetime import date

from zhike.clean import dates
from zhike.clean.kind import Context, Form, Kind, Reading

OLDEST = 110  # years; the sentinel ages of forms (118, 120, 999) lie above, nearly all living people below

# A form's default more often than a birthday: kept, and reported.
_SUSPICIOUS = frozenset({date(1970, 1, 1), date(1980, 1, 1), date(1990, 1, 1), date(2000, 1, 1)})


def forms(x: str, context: Context) -> tuple[Form, ...]:
    """Return the plain ways of writing a DATE at which a customer of a likely age was born."""
    low, high = (f"TIMESTAMP '{_years_before(context.options.received_on, age)}'" for age in (OLDEST - 1, 1))
    suspicious = ", ".join(f"DATE '{found}'" for found in sorted(_SUSPICIOUS))
    return dates.date_forms(
        x, context, between=f"{{0}} BETWEEN {low} AND {high} AND CAST({{0}} AS DATE) NOT IN ({suspicious})"
    )


def read(text: str, context: Context) -> Reading:
    """Read a birth date; an impossible age leaves nothing, a suspicious day is kept and reported."""
    found = dates.found_in(text, context, problem="bad_date")
    if isinstance(found, Reading):
        return found
    day = dates.day_of(found, context)
    if day is None or not _years_before(context.options.received_on, OLDEST + 1) < day <= context.options.received_on:
        return Reading(repair="invalid", problem="out_of_range")
    return Reading(day, "suspicious" if day in _SUSPICIOUS else found.repair)


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year - years, day=28)


KIND = Kind(read=read, forms=forms)

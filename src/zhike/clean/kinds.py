"""The register: which cleaner reads which kind of field."""

from __future__ import annotations

from zhike.clean import (
    addresses,
    birth_dates,
    booleans,
    choices,
    countries,
    currencies,
    dates,
    emails,
    genders,
    identifiers,
    money,
    names,
    national_ids,
    numbers,
    phones,
    texts,
)
from zhike.clean.kind import Context, Kind
from zhike.clean.options import CleanOptions
from zhike.collect.entities import Field

KINDS: dict[str, Kind] = {
    "id": identifiers.KIND,
    "text": texts.KIND,
    "name": names.KIND,
    "phone": phones.KIND,
    "email": emails.KIND,
    "gender": genders.KIND,
    "national_id": national_ids.KIND,
    "address": addresses.KIND,
    # Read as text; then all three together, with the address (zhike.clean.places).
    "division": texts.KIND,
    "country": countries.KIND,
    "currency": currencies.KIND,
    "instant": dates.INSTANT,
    "date": dates.DATE,
    "birth_date": birth_dates.KIND,
    "money": money.KIND,
    "number": numbers.NUMBER,
    "quantity": numbers.QUANTITY,
    "integer": numbers.INTEGER,
    "boolean": booleans.KIND,
    **choices.KINDS,
}


def problem_of(field: Field, text: str, options: CleanOptions) -> str | None:
    """Return the code of why a text cannot be read as a field's value, or None."""
    return KINDS[field.kind].reading(text, Context(options, field.name)).problem

"""The values of JSON as texts: numbers keep the spelling that they have in the file."""

from __future__ import annotations

import json
from typing import Self

from zhike.collect.files import table

DEPTH = 16  # deeper objects stay JSON text


class _Spelled(float):
    """A number that remembers how it was written: 1.10 must not become 1.1."""

    text: str

    def __new__(cls, text: str) -> Self:
        made = super().__new__(cls, text)
        made.text = text
        return made


DECODER = json.JSONDecoder(parse_float=_Spelled, parse_constant=lambda _name: None)


def text(value: object) -> str | None:
    """Return a value as text; nothing for an empty one."""
    if value is None or isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, _Spelled):
        return table.number(float(value)) if "e" in value.text.lower() else value.text
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False) if value else None
    return str(value)

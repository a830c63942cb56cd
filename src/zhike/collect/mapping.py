"""Which file column goes to which field: made from a guess, or read from a mapping file a person wrote.

In: a TOML file or a guess. Out: a `Mapping`, checked against a file's columns before a row is read.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

from zhike.collect.entities import ENTITIES
from zhike.collect.guess import Guess, missing_fields
from zhike.collect.mapping_errors import (
    DoubleFieldError,
    MissingFieldError,
    TakesTextError,
    UnknownInMappingError,
    UnreadableMappingError,
)
from zhike.words import N_

FORMATS = ("day-first", "month-first")
_DATABASE = ("table", "select", "cursor")
_KEYS = ("entity", "source", "key", "columns", "formats", "database")
_TIMES = frozenset({"instant", "date", "birth_date"})
_ATTRIBUTE = re.compile(r"attributes\.\w[\w \-]*")
_FLOOR = 0.5  # below this a column is left out rather than put in the wrong place


@dataclass(frozen=True)
class Mapping:
    """How one source's columns map: entity, file column → field, and what else reading needs to know.

    `key` names the file columns (or fields) that tell one row from the next; empty means the entity's own key.
    `formats` says for fields with dates whether day or month comes first, or their strptime pattern. `table`, `select` and `cursor` are for databases.
    """

    entity: str
    source: str | None = None
    key: tuple[str, ...] = ()
    columns: dict[str, str] = field(default_factory=dict)
    formats: dict[str, str] = field(default_factory=dict)
    table: str | None = None
    select: str | None = None
    cursor: str | None = None

    @classmethod
    def from_guess(cls, guess: Guess, *, source: str | None = None, floor: float = _FLOOR) -> Self:
        """Return the mapping of a guess, with only the columns whose confidence is at least `floor`."""
        columns = {one.column: one.field for one in guess.columns if one.field and one.confidence >= floor}
        formats = {name: order for name, order in guess.formats.items() if name in columns.values()}
        return cls(guess.entity, source, columns=columns, formats=formats)

    def check(self, file_columns: Sequence[str], *, place: str = "") -> None:
        """Raise an error that names the value, the place and the nearest right name when the mapping does not fit the file.

        It fits when entity and fields exist, every column is in the file, no field comes twice, the fields a row must
        have are there, and key and formats name columns or fields of this mapping. `place` is the mapping's file, if any.
        """
        check_names(self, place=place)
        there = frozenset(file_columns)
        for column in self.columns:
            if column not in there:
                raise UnknownInMappingError(
                    place=place, what=N_("column of the file"), value=column, known=file_columns
                )
        for name in self.key:
            if name not in there and name not in self.columns.values():
                known = [*file_columns, *self.columns.values()]
                raise UnknownInMappingError(
                    place=place, what=N_("column or field for the key"), value=name, known=known
                )
        if missing := missing_fields(self.entity, self.columns.values()):
            raise MissingFieldError(place=place, entity=self.entity, fields=missing, columns=file_columns)


def check_names(mapping: Mapping, *, place: str) -> None:
    """Raise the error for a name in the mapping that is wrong whatever the file: entity, field, format, or one field twice."""
    if mapping.entity not in ENTITIES:
        raise UnknownInMappingError(place=place, what=N_("entity"), value=mapping.entity, known=ENTITIES)
    known = ENTITIES[mapping.entity].known
    owners: dict[str, str] = {}
    for column, name in mapping.columns.items():
        if name not in known and not _ATTRIBUTE.fullmatch(name):
            what = N_("field (or attributes.NAME)")
            raise UnknownInMappingError(place=place, what=what, value=name, known=known, key=column)
        if name in owners:
            raise DoubleFieldError(place=place, field=name, first=owners[name], second=column)
        owners[name] = column
    for name, order in mapping.formats.items():
        times = [one for one in owners if one in known and known[one].kind in _TIMES]
        if name not in times:
            raise UnknownInMappingError(place=place, what=N_("mapped field with dates"), value=name, known=times)
        if order not in FORMATS and "%" not in order:
            raise UnknownInMappingError(place=place, what=N_("date format"), value=order, known=FORMATS, key=name)


def read_mapping(path: Path) -> Mapping:
    """Read a mapping file (TOML: entity, source, key, [columns], [formats], [database]).

    Raises an error that names the file, the line or the key, and the nearest right name, when it is not a right mapping;
    whether it suits a file is for `Mapping.check`.
    """
    place = str(path)
    told = _parse(path)
    _expect(told, _KEYS, place=place)
    database = _table(told, "database", place=place)
    _expect(database, _DATABASE, place=place)
    if "entity" not in told:
        raise UnknownInMappingError(place=place, what=N_("entity"), value="", known=ENTITIES)
    mapping = Mapping(
        entity=_text(told, "entity", place=place) or "",
        source=_text(told, "source", place=place),
        key=_names(told, place=place),
        columns=_table(told, "columns", place=place),
        formats=_table(told, "formats", place=place),
        **{name: _text(database, name, place=place) for name in _DATABASE},
    )
    check_names(mapping, place=place)
    return mapping


def write_mapping(mapping: Mapping) -> str:
    """Return the mapping as a TOML text that `read_mapping` reads back to the same mapping."""
    lines = [f"entity = {_quoted(mapping.entity)}"]
    lines += [f"source = {_quoted(mapping.source)}"] if mapping.source is not None else []
    lines += [f"key = [{', '.join(map(_quoted, mapping.key))}]"] if mapping.key else []
    lines += _section("columns", mapping.columns)
    lines += _section("formats", mapping.formats)
    lines += _section("database", {k: v for k, v in asdict(mapping).items() if k in _DATABASE and v is not None})
    return "\n".join(lines) + "\n"


def header_signature(columns: Iterable[str]) -> str:
    """Return 64 hexadecimal digits that are the same for the same column names in any order.

    A hash, because a first row taken for a header may hold a person's name.
    """
    names = sorted(column.strip() for column in columns)
    return hashlib.sha256(json.dumps(names, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise UnreadableMappingError(place=str(path), detail=error.strerror or str(error), line=None) from error
    except UnicodeDecodeError as error:
        raise UnreadableMappingError(
            place=str(path), detail=str(error), line=error.object[: error.start].count(b"\n") + 1
        ) from error
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise UnreadableMappingError(place=str(path), detail=str(error), line=int(line[1]) if line else None) from error


def _expect(told: dict[str, Any], known: Sequence[str], *, place: str) -> None:
    for key in told:
        if key not in known:
            raise UnknownInMappingError(place=place, what=N_("key"), value=key, known=known)


def _text(told: dict[str, Any], key: str, *, place: str) -> str | None:
    value = told.get(key)
    if value is not None and not isinstance(value, str):
        raise TakesTextError(place=place, key=key, value=value, wanted=N_("a text in quotes"))
    return value


def _names(told: dict[str, Any], *, place: str) -> tuple[str, ...]:
    """Read `key`, which may be one name or a list of them."""
    value = told.get("key", [])
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise TakesTextError(place=place, key="key", value=value, wanted=N_("a name or a list of names in quotes"))
    return tuple(names)


def _table(told: dict[str, Any], key: str, *, place: str) -> dict[str, str]:
    value = told.get(key, {})
    if not isinstance(value, dict):
        raise TakesTextError(place=place, key=key, value=value, wanted=N_("a table of names"))
    for name in value:
        _text(value, name, place=f"{place} [{key}]")
    return value


def _section(name: str, pairs: dict[str, str]) -> list[str]:
    return ["", f"[{name}]", *(f"{_quoted(key)} = {_quoted(value)}" for key, value in pairs.items())] if pairs else []


def _quoted(text: str) -> str:
    """Return a basic string of TOML: JSON's, with the one control character that JSON leaves bare."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")

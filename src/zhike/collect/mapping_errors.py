"""What can be wrong with a mapping: an unknown name, a field twice, a field missing, a file that is no TOML."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from zhike.errors import ZhikeError
from zhike.words import N_, _


class MappingError(ZhikeError, ValueError):
    """A mapping that cannot be used; `place` is its file, or empty when it was not read from one."""

    code = "mapping"

    def __init__(self, *, place: str, **values: Any) -> None:
        super().__init__(place=place or _("the mapping"), **values)


class UnknownInMappingError(MappingError, LookupError):
    """A mapping names something that does not exist."""

    code = "mapping_unknown"
    sentence = N_("{where}: there is no {what} called {value!r}. {hint} Known: {names}.")

    def __init__(self, *, place: str, what: str, value: str, known: Iterable[str], key: str = "") -> None:
        names = list(dict.fromkeys(known))
        where = f"{place or _('the mapping')} ({key!r})" if key else place or _("the mapping")
        super().__init__(
            place=place, where=where, what=_(what), value=value, known=names, names=", ".join(names) or "—", key=key
        )


class DoubleFieldError(MappingError):
    """Two columns go to one field."""

    code = "mapping_double"
    sentence = N_(
        "{place}: columns {first!r} and {second!r} both go to {field}. Keep one of them, or send the other to attributes.NAME."
    )


class MissingFieldError(MappingError):
    """A field that every row must have gets no column."""

    code = "mapping_missing"
    sentence = N_("{place}: {entity} need {names}, and no column goes there. Columns of the file: {columns_said}.")

    def __init__(self, *, place: str, entity: str, fields: Iterable[str], columns: Iterable[str]) -> None:
        fields, columns = tuple(fields), tuple(columns)
        names, said = ", ".join(fields), ", ".join(map(repr, columns))
        super().__init__(place=place, entity=entity, fields=fields, names=names, columns=columns, columns_said=said)


class TakesTextError(MappingError, TypeError):
    """A key of the mapping file has a value of the wrong type."""

    code = "mapping_type"
    sentence = N_("{place}: {key} takes {wanted_said}, not {value!r}.")

    def __init__(self, *, place: str, key: str, value: Any, wanted: str) -> None:
        super().__init__(place=place, key=key, value=value, wanted=wanted, wanted_said=_(wanted))


class UnreadableMappingError(MappingError):
    """A mapping file that is absent, no UTF-8 or no TOML."""

    code = "mapping_unreadable"
    sentence = N_("{where} cannot be read as TOML: {detail}. A mapping begins like this: {example}")
    example = 'entity = "orders"\n[columns]\n"订单号" = "order_id"'

    def __init__(self, *, place: str, detail: str, line: int | None) -> None:
        where = _("{place}, line {line}").format(place=place, line=line) if line else place
        super().__init__(place=place, where=where, detail=detail, line=line, example=self.example)

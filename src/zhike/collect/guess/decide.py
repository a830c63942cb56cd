"""The guess: read the file as each entity, and keep the reading that explains it best."""

from __future__ import annotations

from collections.abc import Sequence

from zhike.collect.entities import ENTITIES
from zhike.collect.guess import reasons, signs
from zhike.collect.guess.candidates import Candidate, Column, Fitted, fit_columns, is_nameless
from zhike.collect.guess.day_order import date_orders
from zhike.collect.guess.result import ColumnGuess, Guess, missing_fields
from zhike.collect.guess.values import profile
from zhike.errors import UnknownNameError
from zhike.words import N_

_TIMES = frozenset({"instant", "date", "birth_date"})
# An order's number that never comes twice belongs to a file of orders, even where it names the goods.
_ALL_DIFFERENT, _ROWS_TO_TELL, _NO_LINES = 0.999, 4, 0.5


def guess(
    columns: Sequence[str],
    sample: Sequence[Sequence[str | None]],
    *,
    has_header: bool = True,
    entity: str | None = None,
    file_name: str = "",
) -> Guess:
    """Return which entity a file holds and which field each column goes to, from its header and a sample of rows.

    `sample` has one row per line of the file, as long as `columns` (shorter rows count as empty at the end); two
    hundred rows are enough. A given `entity` is taken as certain. Raises UnknownNameError for an unknown entity.
    """
    if entity is not None and entity not in ENTITIES:
        raise UnknownNameError(what=N_("entity"), value=entity, known=ENTITIES)
    seen = _look(columns, sample, has_header=has_header)
    readings = {name: fit_columns(seen, entity=name) for name in ([entity] if entity else ENTITIES)}
    sure = {entity: 1.0} if entity else _weigh_all(readings, seen, file_name=file_name)
    best, *others = sorted(sure, key=lambda name: -sure[name])
    values = {
        column.name: [row[column.place] if column.place < len(row) else None for row in sample] for column in seen
    }
    return _finish(readings[best], seen, values, sure=sure, others=others)


def _look(columns: Sequence[str], sample: Sequence[Sequence[str | None]], *, has_header: bool) -> list[Column]:
    return [
        Column(
            name=name,
            place=place,
            seen=profile([row[place] if place < len(row) else None for row in sample]),
            headless=not has_header or is_nameless(name),
        )
        for place, name in enumerate(columns)
    ]


def _weigh_all(readings: dict[str, Fitted], seen: list[Column], *, file_name: str) -> dict[str, float]:
    """Return each entity's confidence: what speaks for it, less what it leaves unexplained and another would take."""
    by_itself = {
        name: signs.weigh(reading.found, entity=name) * _as_lines(reading, seen) for name, reading in readings.items()
    }
    return {
        name: round(
            signs.hint_of_name(own * _left_out(readings[name], readings, by_itself), entity=name, file_name=file_name),
            3,
        )
        for name, own in by_itself.items()
    }


def _left_out(reading: Fitted, readings: dict[str, Fitted], weights: dict[str, float]) -> float:
    """Return the factor for the columns that the reading leaves out: for each, what the entity that wants it most says."""
    against = 1.0
    for place, got in enumerate(reading.taken):
        takers = [(other, option) for other in readings.values() if got is None and (option := other.taken[place])]
        pulls = [
            signs.pull(
                option.field,
                option.confidence,
                of=other.entity,
                weight=weights[other.entity],
                instead_of=reading.entity,
            )
            for other, option in takers
        ]
        against *= min(pulls, default=1.0)
    return against


def _as_lines(reading: Fitted, seen: list[Column]) -> float:
    """Return the factor for order lines that are orders.

    So are orders that all have one line and no price of a unit; and two columns of numbers without a header are no
    goods unless a column of words names them.
    """
    if reading.entity != "order_lines" or _has_goods(reading):
        return 1.0
    for column, got in zip(seen, reading.taken, strict=True):
        if got and got.field == "order_id" and not column.headless:
            return _NO_LINES if column.seen.distinct >= _ALL_DIFFERENT and column.seen.filled >= _ROWS_TO_TELL else 1.0
    return _NO_LINES if "product_name" not in reading.found else 1.0


def _has_goods(reading: Fitted) -> bool:
    return any(got and got.by_header and got.field in {"sku", "unit_price", "line_no"} for got in reading.taken)


def _finish(
    reading: Fitted,
    seen: list[Column],
    values: dict[str, list[str | None]],
    *,
    sure: dict[str, float],
    others: list[str],
) -> Guess:
    known = ENTITIES[reading.entity].known
    taken = zip(seen, reading.taken, strict=True)
    orders = date_orders(
        {got.field: values[column.name] for column, got in taken if got and known[got.field].kind in _TIMES}
    )
    return Guess(
        entity=reading.entity,
        confidence=sure[reading.entity],
        columns=tuple(_column(reading, column, seen=seen, unsure=orders) for column in seen),
        missing=missing_fields(reading.entity, reading.found),
        formats={name: order for name, order in orders.items() if order},
        alternatives=tuple((name, sure[name]) for name in others if sure[name] > 0),
    )


def _column(reading: Fitted, column: Column, *, seen: list[Column], unsure: dict[str, str]) -> ColumnGuess:
    got, options = reading.taken[column.place], reading.candidates[column.place]
    because = _because(got, column, unsure=unsure) if got else _because_not(reading, options, seen=seen)
    others = tuple((o.field, o.confidence) for o in options if o is not got and o.confidence > 0)
    return ColumnGuess(column.name, got.field if got else None, got.confidence if got else 0.0, because, others)


def _because(got: Candidate, column: Column, *, unsure: dict[str, str]) -> str:
    sentence = reasons.for_field(
        by_header=got.by_header, fitting=got.fitting, filled=column.seen.filled, headless=column.headless
    )
    return f"{sentence} {reasons.unsure_date()}" if unsure.get(got.field) == "" else sentence


def _because_not(reading: Fitted, options: tuple[Candidate, ...], *, seen: list[Column]) -> str:
    if not options:
        return reasons.nothing(reading.entity)
    wanted = options[0]
    winner = next(
        (c.name for c, got in zip(seen, reading.taken, strict=True) if got and got.field == wanted.field), None
    )
    if wanted.confidence and winner is not None:
        return reasons.beaten(wanted.field, by=winner)
    return reasons.vetoed(wanted.field)

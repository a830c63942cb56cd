"""A list of customers to take away: all that the question asks for, or those that were selected; masks and visibility hold."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager

import pyarrow as pa

from zhike import govern
from zhike.describe.directory.answering import best_statement, find
from zhike.describe.directory.first import whole_listing
from zhike.describe.directory.labels import label_of, value_in_words
from zhike.describe.directory.question import ListQuestion
from zhike.engine import Table
from zhike.errors import WrongUseError
from zhike.govern import Actor
from zhike.words import _
from zhike.workspace import Workspace


def exported(
    shop: Workspace,
    question: ListQuestion,
    *,
    by: Actor,
    declared: Mapping[str, Table],
    only: Collection[str] | None = None,
    in_words: bool = True,
) -> pa.Table:
    """Return the customers of a question (`only` those, when given), in its order and with its columns, none left out.

    `in_words` heads the columns and writes the codes as people read them; without it they stay as the tables have them.
    """
    with streamed(shop, question, by=by, declared=declared, only=only, in_words=in_words) as rows:
        return rows.read_all()


@contextmanager
def streamed(
    shop: Workspace,
    question: ListQuestion,
    *,
    by: Actor,
    declared: Mapping[str, Table],
    only: Collection[str] | None = None,
    in_words: bool = True,
) -> Iterator[pa.RecordBatchReader]:
    """Give the same batch by batch: a million customers are never in memory twice."""
    govern.require(by, "export")
    if only is not None and not only:
        raise WrongUseError(detail=_("No customer is selected. Tick some, or take the whole list."))
    listing = whole_listing(shop, question, declared=declared)
    asked = best_statement(listing, question, by=by)
    names = list(dict.fromkeys(["customer_id", "name", *question.columns]))
    chosen = " and list_contains($only, c.customer_id)" if only is not None else ""
    parameters = {**asked.parameters, **({"only": list(only)} if only is not None else {})}
    columns = ", ".join(listing.column(n) for n in names)
    with listing.reader.batches(f"select {columns} {asked.source}{chosen} order by {asked.order}", parameters) as found:
        yield _as_seen(found, names, by=by, in_words=in_words)


def numbers(shop: Workspace, question: ListQuestion, *, by: Actor, declared: Mapping[str, Table]) -> list[str]:
    """Return the numbers of all customers whom a question asks for and the actor may see."""
    listing = whole_listing(shop, question, declared=declared)
    asked = best_statement(listing, question, by=by)
    sql = f"select {listing.column('customer_id')} as customer_id {asked.source} order by {asked.order}"
    return [r["customer_id"] for r in listing.reader.rows(sql, asked.parameters)]


def counted(shop: Workspace, question: ListQuestion, *, by: Actor, declared: Mapping[str, Table]) -> int:
    """Return how many customers a question asks for."""
    return find(shop, question, by=by, declared=declared).total


def _as_seen(found: pa.RecordBatchReader, names: list[str], *, by: Actor, in_words: bool) -> pa.RecordBatchReader:
    """Return the rows as the actor may see them, with the names and words that people read where that is asked for."""
    hidden = set(govern.hidden_columns(by, names))
    schema = pa.schema(
        (label_of(n) if in_words else n, pa.string() if n in hidden or _is_text(field.type) else field.type)
        for n, field in zip(names, found.schema, strict=True)
    )

    def batches() -> Iterator[pa.RecordBatch]:
        for batch in found:
            shown = [
                _shown(column, name=n, by=by, in_words=in_words) for n, column in zip(names, batch.columns, strict=True)
            ]
            yield pa.RecordBatch.from_arrays(shown, schema=schema)

    return pa.RecordBatchReader.from_batches(schema, batches())


def _is_text(type_: pa.DataType) -> bool:
    return bool(pa.types.is_dictionary(type_) or pa.types.is_string(type_))


def _shown(column: pa.Array, *, name: str, by: Actor, in_words: bool) -> pa.Array:
    """Return a column as the actor may see it, its codes in words where that is asked for."""
    if name in govern.hidden_columns(by, [name]):
        return pa.array([govern.seen_by(by, {name: v})[name] for v in column.to_pylist()], pa.string())
    if pa.types.is_dictionary(column.type):
        column = column.cast(pa.string())
    if in_words and pa.types.is_string(column.type):
        said = {v: value_in_words(name, v) for v in column.unique().to_pylist() if v is not None}
        if any(v != word for v, word in said.items()):
            return pa.array([said.get(v) for v in column.to_pylist()], pa.string())
    return column

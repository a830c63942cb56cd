"""What happened, at hand for previews: of a large table the few columns that a rule asks, in memory, by the customer's place.

A place in the listing is a number, and so is a word of few that repeat: comparing and joining millions of these takes half of
the time that the same texts take, read from the run's file. What was made serves every further question about the run.
"""

from __future__ import annotations

from collections.abc import Collection

from zhike.describe.directory import LISTING
from zhike.engine import Reader, literal, name_of
from zhike.segment.rules import Happening

# Rows from which on a table is slow to read, and above which it would take too much memory (20 bytes for each).
_FEWEST, _MOST = 1_000_000, 60_000_000
# Different words of a column at most; more are no words that repeat, and too long a list.
_WORDS = 20_000


def at_hand(reader: Reader, kind: Happening, columns: Collection[str]) -> str | None:
    """Return the name of a table with `place` and these columns; None where the run's own table is the one to ask.

    One table holds the columns that are often asked for: the first question waits for it (two seconds for twenty million rows).
    """
    if not set(columns) <= set(kind.often):
        return None
    made: str | None = reader.kept(("at hand", kind.table), lambda: _make(reader, kind))
    return made


def name_at_hand(kind: Happening) -> str:
    """Return the name of the table in memory."""
    return f"{kind.table} by place"


def _make(reader: Reader, kind: Happening) -> str | None:
    rows = reader.value(f"select count(*) from {name_of(kind.table)}", reads=[kind.table])
    if not _FEWEST <= rows <= _MOST:
        return None
    forms = [_form(reader, kind, column) for column in kind.often]
    if not all(forms):
        return None
    chosen = ", ".join(f"{form} as {name_of(column)}" for form, column in zip(forms, kind.often, strict=True))
    name = name_at_hand(kind)
    select = f"select l.place, {chosen} from {name_of(kind.table)} t join {LISTING} l using (customer_id)"
    reader.table_in_memory(name, select, reads=[kind.table])
    return name


def _form(reader: Reader, kind: Happening, column: str) -> str:
    """Return a column as it is kept in memory, as SQL; "" for a text with too many different words."""
    quoted = name_of(column)
    if column != kind.name and kind.columns[column] != "text":
        return f"t.{quoted}"
    found = reader.rows(
        f"select distinct {quoted} as word from {name_of(kind.table)} where {quoted} is not null order by 1 limit {_WORDS + 1}",
        reads=[kind.table],
    )
    words = ", ".join(literal(r["word"]) for r in found) or "''"
    return f"cast(t.{quoted} as enum({words}))" if len(found) <= _WORDS else ""

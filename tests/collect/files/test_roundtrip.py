"""For any table of texts: what is written is what is received."""

import csv
import io
import tempfile
from pathlib import Path

import duckdb
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhike.collect.files import form, rows_sql
from zhike.collect.files.delimited import receive
from zhike.collect.files.limits import LIMITS

HAN = "王芳李娜北京上海元，。（）"
WESTERN = "éüßñ"
PLAIN = "abcXYZ0189 ,;|\t\"'\n\r-=+@#\\"


def cells(encoding):
    letters = PLAIN + (WESTERN if encoding == "cp1252" else HAN)
    return st.text(st.sampled_from(letters), max_size=8)


@st.composite
def tables(draw):
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030", "cp1252"]))
    width = draw(st.integers(2, 5))
    rows = draw(st.lists(st.lists(cells(encoding), min_size=width, max_size=width), min_size=1, max_size=30))
    return encoding, draw(st.sampled_from([",", ";", "\t", "|"])), width, rows


def received(data, encoding, delimiter):
    """Look and receive in this process: hundreds of examples, and no process for each."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "given.csv"
        path.write_bytes(data)
        layout = form.look(path, sheet=None, encoding=encoding, delimiter=delimiter, has_header=True, limits=LIMITS)
        columns = {column: f"attributes.{column}" for column in layout.columns}
        rows, rejected, _notes = receive(
            layout, columns, folder=Path(folder), hash_key=b"k", limits=LIMITS, progress=lambda _done: None
        )
        found = duckdb.sql(rows_sql(Path(folder) / "received.parquet")).fetchall()
    return layout, rows, rejected, [row[1:] for row in found]


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(tables())
def test_any_table_comes_back_as_it_was_written(table):
    encoding, delimiter, width, rows = table
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(
        [[f"column {n}" for n in range(width)], *rows]
    )
    layout, count, rejected, found = received(out.getvalue().encode(encoding), encoding, delimiter)
    assert (len(layout.columns), count, rejected) == (width, len(rows), 0)
    assert found == [tuple(value or None for value in row) for row in rows]

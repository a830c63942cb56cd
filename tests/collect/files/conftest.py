"""A file is written, looked at and received as a user's file would be: in the real reading process."""

import csv
import io
import json
import os
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from zhike.collect.files import LIMITS, Layout, Received, look, receive, rows_sql

KEY = b"a key of the tests"


@dataclass
class Taken:
    """What came of one file."""

    layout: Layout
    received: Received

    @property
    def lines(self):
        return [row[0] for row in self._rows()]

    @property
    def rows(self):
        return [row[1:] for row in self._rows()]

    @property
    def columns(self):
        return duckdb.sql(rows_sql(self.received.path)).columns[1:]

    @property
    def rejects(self):
        found = duckdb.sql(f"SELECT line, reason, detail, values, text FROM '{self.received.rejected_path}'").fetchall()
        return [
            {"line": line, "reason": reason, "detail": detail, "values": json.loads(values), "text": text}
            for line, reason, detail, values, text in found
        ]

    def _rows(self):
        return duckdb.sql(rows_sql(self.received.path)).fetchall()


@pytest.fixture
def given(tmp_path):
    """Write a file from bytes or text."""

    def write(content, name="given.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write


@pytest.fixture
def take(tmp_path):
    """Look at a file and receive it, every column as an attribute unless a mapping is given."""

    def both(path, columns=None, limits=LIMITS, **hints):
        layout = look(path, limits=limits, **hints)
        mapping = columns or {column: f"attributes.{column}" for column in layout.columns}
        target = tmp_path / f"to-{len(list(tmp_path.iterdir()))}"
        return Taken(layout, receive(layout, columns=mapping, to=target, hash_key=KEY, limits=limits))

    return both


@pytest.fixture
def as_csv():
    """Return rows as CSV text."""

    def text(rows, delimiter=","):
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=delimiter).writerows(rows)
        return out.getvalue()

    return text


@pytest.fixture(scope="session")
def realdata():
    """Return the folder of the real data sets, or skip."""
    folder = Path(os.environ.get("ZHIKE_REALDATA", Path(__file__).parents[4] / "shared/data"))
    if not folder.is_dir():
        pytest.skip(f"no real data sets in {folder}: set ZHIKE_REALDATA")
    return folder

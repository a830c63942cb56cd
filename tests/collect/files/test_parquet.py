"""Parquet: every type as the text a person would write."""

import datetime as dt
import decimal
import gzip

import pyarrow as pa
import pyarrow.parquet as pq
import pytest


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "given.parquet"
    pq.write_table(
        pa.table(
            {
                "whole": [17850.0, None, float("nan")],
                "price": [2.55, 1e-05, 0.1 + 0.2],
                "single": pa.array([2.55, 1.0, 3.5], pa.float32()),
                "amount": pa.array([decimal.Decimal("10.50"), None, decimal.Decimal("0.01")], pa.decimal128(10, 2)),
                "day": [dt.date(2024, 3, 5), None, None],
                "at": pa.array([dt.datetime(2024, 3, 5, 8, 26), None, None], pa.timestamp("us")),  # noqa: DTZ001 - the type has none
                "zoned": pa.array(
                    [dt.datetime(2024, 3, 5, 8, tzinfo=dt.UTC), None, None], pa.timestamp("us", tz="Asia/Shanghai")
                ),
                "tags": [["a", "b"], None, []],
                "who": [{"name": "王芳"}, None, None],
                "raw": pa.array([b"text", None, b"\xff"], pa.binary()),
                "empty": ["", "x", None],
                "vip": [True, False, None],
            }
        ),
        path,
    )
    return path


def test_every_type_becomes_text(table, take):
    taken = take(table)
    assert taken.rows[0] == (
        "17850", "2.55", "2.55", "10.50", "2024-03-05", "2024-03-05 08:26:00", "2024-03-05 08:00:00+00", '["a","b"]', '{"name":"王芳"}', "text", None, "true",
    )  # fmt: skip
    assert taken.rows[1][:4] == (None, "0.00001", "1", None)
    assert taken.rows[2][:2] == (None, "0.30000000000000004")
    assert taken.lines == [2, 3, 4]


def test_a_packed_table_is_read(table, take, tmp_path):
    path = tmp_path / "given.parquet.gz"
    path.write_bytes(gzip.compress(table.read_bytes()))
    assert take(path).rows == take(table).rows

"""How good the matching of a workspace is, where the truth is known: pairs found, pairs missed, and stated probabilities."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

import zhike

# Bands of stated probability; the last one includes 1.
BANDS = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 1.0)
# A share among so many pairs is known to about 0.03, so that an error of 0.05 is one.
ENOUGH_PAIRS = 1_000


@dataclass(frozen=True)
class Band:
    """Pairs whose stated probability lies in a band: how many, the mean of what is stated, the share that are one person's."""

    place: int
    pairs: int
    stated: float
    right: float


@dataclass(frozen=True)
class Quality:
    """Pairs of records of one customer against pairs of one person; `bands` of the pairs that were scored."""

    records: int
    true_pairs: int
    found_pairs: int
    right_pairs: int
    bands: tuple[Band, ...]

    @property
    def precision(self) -> float:
        """The share of the found pairs that are right."""
        return self.right_pairs / max(self.found_pairs, 1)

    @property
    def recall(self) -> float:
        """The share of the true pairs that were found."""
        return self.right_pairs / max(self.true_pairs, 1)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.precision * self.recall / max(self.precision + self.recall, 1e-9)


def quality(folder: Path, *, truth: Path) -> Quality:
    """Compare the current run of a workspace with truth/records.parquet; records whose number was broken are left out."""
    with zhike.open(folder) as shop, duckdb.connect() as connection:
        run = shop.current_run()
        for name in ("records", "identity", "identity_scores"):
            connection.read_parquet(str(shop.lake.table(run, name))).create_view(name)
        connection.read_parquet(str(truth / "records.parquet")).create_view("truth")
        connection.execute(
            "create temp table known as select r.arrived, i.customer_id, t.person_id from records r "
            "join identity i using (source, record_id) join truth t using (source, record_id)"
        )
        return Quality(
            records=_one(connection, "select count(*) from known"),
            true_pairs=_pairs(connection, by="person_id"),
            found_pairs=_pairs(connection, by="customer_id"),
            right_pairs=_pairs(connection, by="person_id, customer_id"),
            bands=_bands(connection),
        )


def _pairs(connection: duckdb.DuckDBPyConnection, *, by: str) -> int:
    """Return how many pairs of records have the same value."""
    each = f"select count(*) as n from known group by {by}"
    return _one(connection, f"select coalesce(sum(n * (n - 1) // 2), 0) from ({each})")


def _bands(connection: duckdb.DuckDBPyConnection) -> tuple[Band, ...]:
    band = " + ".join(f"(probability >= {edge})::integer" for edge in BANDS[1:-1])
    rows = connection.execute(
        f"select {band} as band, count(*), avg(probability), avg((a.person_id = b.person_id)::integer) from identity_scores s "
        "join known a on s.id_a = a.arrived join known b on s.id_b = b.arrived group by band order by band"
    ).fetchall()
    return tuple(Band(*row) for row in rows)


def _one(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    [row] = connection.execute(sql).fetchall()
    return int(row[0])

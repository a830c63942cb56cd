"""Two simulated companies: a small one on disk, and a large one in memory for everything about distributions."""

from datetime import date

import duckdb
import pytest

from zhike.simulate import simulate
from zhike.simulate.world import make_world

AS_OF = date(2025, 6, 30)


@pytest.fixture(scope="session")
def company(tmp_path_factory):
    return simulate(tmp_path_factory.mktemp("company"), customers=1500, order_lines=15_000, seed=11, as_of=AS_OF)


@pytest.fixture(scope="session")
def world():
    return make_world(20_000, 200_000, seed=3, as_of=AS_OF)


@pytest.fixture
def read(company):
    """Run SQL over the company's files; {name} stands for the path of a file."""
    with duckdb.connect() as connection:

        def run(sql, **files):
            paths = {name: str(company.folder / path) for name, path in files.items()}
            return connection.sql(sql.format(**paths)).fetchall()

        yield run

"""The DuckDB of the reading process: one file to read, one folder to write, no extensions, nothing else."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
from sqlglot import exp

from zhike.collect.files.limits import Limits


@contextmanager
def opened(
    path: Path, *, limits: Limits, folder: Path | None = None
) -> Iterator[tuple[duckdb.DuckDBPyConnection, str]]:
    """Open a session that can read `path` and write into `folder`; yields it with the SQL literal of the path.

    The file is reached through a link with a plain name, because DuckDB takes `orders[1].csv` for a pattern.
    """
    with tempfile.TemporaryDirectory(prefix="zhike-", dir=folder) as scratch:
        link = Path(scratch) / "given"
        link.symlink_to(path.resolve())
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": f"{limits.engine_bytes // 1024}KiB",
            "threads": limits.threads,
            "temp_directory": "",  # what does not fit is an error: nothing may be spilled unhashed
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "allow_community_extensions": False,
        }
        with duckdb.connect(":memory:", config=config) as session:
            allowed = ", ".join(literal(str(one)) for one in (folder, scratch) if one)
            session.execute(f"SET allowed_directories = [{allowed}]")
            session.execute(f"SET allowed_paths = [{literal(str(path.resolve()))}]")  # where the link leads
            session.execute("SET enable_external_access = false")
            session.execute("SET TimeZone = 'UTC'")
            session.execute("SET enable_progress_bar = true")  # for query_progress; nothing is printed
            session.execute("SET enable_progress_bar_print = false")
            session.execute("SET lock_configuration = true")
            yield session, literal(str(link))


def literal(text: str) -> str:
    """Return the text as an SQL literal."""
    return exp.Literal.string(text).sql(dialect="duckdb")


def name(text: str) -> str:
    """Return the text as a quoted SQL identifier."""
    return exp.to_identifier(text, quoted=True).sql(dialect="duckdb")

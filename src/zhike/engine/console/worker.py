"""The answering process: reads one question from its standard input, writes the answer to a file, says what came of it.

It checks the statement again itself, sees only the tables it was given, opens nothing outside their folder, and ends when
whoever asked is gone.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import resource
import sys
import threading
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from zhike.engine.console.checked import checked
from zhike.engine.session import EngineError, Session, name_of, text_of
from zhike.words import use_language

_BATCH = 50_000
_MEMORY, _LARGE, _ENGINE, _WRONG = "memory", "large", "engine", "wrong"


def main() -> int:
    """Answer the one question that comes, if one comes."""
    pa.array([""])  # what is loaded at the first use is loaded before there is a question
    line = sys.stdin.readline()
    if not line:
        return 0
    threading.Thread(target=_end_with_parent, daemon=True).start()
    job = json.loads(line)
    use_language(job["language"])
    _confine(job)
    said = _answered(job)
    sys.stdout.write(json.dumps(said))
    sys.stdout.flush()
    os._exit(0)  # there is nothing to tidy up, and taking the libraries down in order takes time


def _end_with_parent() -> None:
    """End at once when the other end of standard input is closed: nobody waits for the answer any more."""
    sys.stdin.read()
    os._exit(1)


def _answered(job: dict[str, Any]) -> dict[str, Any]:
    """Return how many rows were written, or what went wrong."""
    try:
        return {"rows": _write(job)}
    except EngineError as error:
        return _failed(error.__cause__, str(error.values["detail"]))
    except (MemoryError, duckdb.Error, pa.ArrowException, OSError) as error:
        return _failed(error, str(error))
    except ValueError as error:  # the statement was checked before, so this is never an analyst's mistake
        return {"failed": _WRONG, "detail": str(error)}


def _failed(error: BaseException | None, detail: str) -> dict[str, Any]:
    is_spill = isinstance(error, duckdb.IOException) and "duckdb_temp_" in detail
    if is_spill or isinstance(error, MemoryError | duckdb.OutOfMemoryException) or "bad_alloc" in detail:
        return {"failed": _MEMORY}
    if isinstance(error, OSError) and error.errno in {errno.EFBIG, errno.ENOSPC}:
        return {"failed": _LARGE}
    return {"failed": _ENGINE, "detail": detail.strip()}


def _write(job: dict[str, Any]) -> int:
    """Write the answer as an Arrow file and return its rows."""
    select = checked(job["sql"], list(job["tables"]))
    rows = 0
    with _session(job) as session:
        # The statement is a relation first: nothing is computed until the answer is read, batch by batch.
        reader = session.connection.sql(select).to_arrow_reader(_BATCH)
        with pa.OSFile(job["answer"], "wb") as file, pa.ipc.new_file(file, reader.schema) as writer:
            for batch in reader:
                writer.write_batch(batch)
                rows += batch.num_rows
                if file.tell() > job["answer_bytes"]:
                    raise OSError(errno.EFBIG, "the answer is larger than any that is handed over")
    return rows


def _session(job: dict[str, Any]) -> Session:
    folder = Path(job["folder"])
    session = Session(
        timezone=job["timezone"], threads=job["threads"], memory_gb=job["memory_gb"], spill=Path(job["spill"])
    )
    session.sql(f"set max_temp_directory_size = '{int(job['spill_gb'])}GB'")
    for name, path in job["tables"].items():
        session.view(name, f"select {_columns(job['hidden'].get(name, []))} from read_parquet({text_of(Path(path))})")
    session.lock([folder])
    return session


def _columns(hidden: list[str]) -> str:
    return f"* exclude ({', '.join(name_of(c) for c in hidden)})" if hidden else "*"


def _confine(job: dict[str, Any]) -> None:
    """Bound memory, the size of files and processor time, forbid core dumps, and be polite to other processes."""
    limits = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_AS: int(job["address_bytes"]),
        resource.RLIMIT_FSIZE: max(int(job["answer_bytes"]), int(job["spill_gb"]) * 10**9) + 10**8,
        # The one who asked ends it by the clock; this holds when nobody is left who could.
        resource.RLIMIT_CPU: int(job["seconds"] * job["threads"]) + 10,
    }
    for kind, most in limits.items():
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(kind, (most, most))
    os.umask(0o077)
    with contextlib.suppress(OSError):
        os.nice(5)

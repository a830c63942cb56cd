"""The reading process: takes one job as JSON on standard input, answers as JSON on standard output.

Lines "progress 0.42" go to standard error. Everything that a file from
outside may do happens in here, with little memory and with nothing in the environment worth stealing.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any

import duckdb

from zhike.collect.files import delimited, excel, form, jsons, parquet
from zhike.collect.files.layout import Layout
from zhike.collect.files.limits import Limits
from zhike.collect.files.refusals import FileRefusedError, ReaderMemoryError
from zhike.words import use_language

_PROGRESS_SECONDS = 0.2


def main() -> int:
    """Do one job; the answer holds either the result or the refusal with its code and values."""
    job = json.load(sys.stdin)
    limits = Limits(**job["limits"])
    _confine(limits)
    use_language(job["language"])
    try:
        answer = _WORK[job["work"]](job, limits)
    except FileRefusedError as refusal:
        answer = {"refused": refusal.code, "values": refusal.values}
    except (MemoryError, duckdb.OutOfMemoryException):
        answer = {
            "refused": ReaderMemoryError.code,
            "values": {"name": Path(job["path"]).name, "limit": limits.address_bytes},
        }
    except (duckdb.Error, OSError, ValueError, ArithmeticError, LookupError, TypeError) as error:
        detail = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"[:300]
        answer = {"refused": FileRefusedError.code, "values": {"name": Path(job["path"]).name, "detail": detail}}
    json.dump(answer, sys.stdout)
    return 0


class Progress:
    """Reports how far reading has come, a few times a second at most, and never backwards.

    When the fast reader gives up, the exact one begins again: the bar then waits for it.
    """

    def __init__(self) -> None:
        self._last = self._furthest = 0.0

    def __call__(self, fraction: float) -> None:
        now = time.monotonic()
        self._furthest = max(self._furthest, fraction)
        if now - self._last >= _PROGRESS_SECONDS:
            self._last = now
            print(f"progress {self._furthest:.4f}", file=sys.stderr, flush=True)  # noqa: T201 - the protocol


def _look(job: dict[str, Any], limits: Limits) -> dict[str, Any]:
    layout = form.look(
        Path(job["path"]),
        sheet=job["sheet"],
        encoding=job["encoding"],
        delimiter=job["delimiter"],
        has_header=job["has_header"],
        limits=limits,
    )
    return {"layout": layout.as_json()}


def _receive(job: dict[str, Any], limits: Limits) -> dict[str, Any]:
    layout = Layout.from_json(job["layout"])
    folder, key = Path(job["folder"]), bytes.fromhex(job["hash_key"])
    columns: dict[str, str] = job["columns"]
    given: dict[str, Any] = {"folder": folder, "hash_key": key, "limits": limits}
    if layout.format == "delimited":
        rows, rejected, notes = delimited.receive(layout, columns, progress=Progress(), **given)
    elif layout.format == "excel":
        rows, rejected, notes = excel.receive(layout, columns, **given)
    elif layout.format == "parquet":
        rows, rejected, notes = parquet.receive(layout, columns, **given)
    else:
        rows, rejected, notes = jsons.receive(layout, columns, progress=Progress(), **given)
    return {"rows": rows, "rejected": rejected, "notes": notes}


_WORK = {"look": _look, "receive": _receive}


def _confine(limits: Limits) -> None:
    """Bound the address space, forbid core dumps (they would hold the data), and be polite to other processes."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (limits.address_bytes, limits.address_bytes))
    with contextlib.suppress(OSError):
        os.umask(0o077)

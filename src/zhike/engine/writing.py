"""Write a long stream of rows as a file in a process of its own: text and sheets are made by Python, which would slow all others.

The rows go to the process as an Arrow stream on its standard input, no faster than it writes them.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa

from zhike.engine.export import export
from zhike.errors import ZhikeError
from zhike.words import N_, language, use_language

_NICE = 10


class WritingFailedError(ZhikeError, OSError):
    """A file that could not be written to its end."""

    code = "writing_failed"
    can_retry = True
    sentence = N_("The file could not be written: {detail}")


def write_apart(rows: pa.RecordBatchReader, to: Path, *, progress: Callable[[int], None]) -> int:
    """Write rows to a .csv, .xlsx or .parquet file and return how many; `progress` is told after each batch.

    The file appears whole or not at all: not when `progress` raises, not when either process dies.
    """
    # Under a name of its own: the process of a server that was killed may still be closing its half of a file.
    apart = to.with_name(f".{secrets.token_hex(8)}{to.suffix}")
    with _writer(apart) as process:
        try:
            sent = _sent(rows, process.stdin, progress=progress)
            written, said = process.communicate()
            if process.returncode or int(written or 0) != sent:
                raise WritingFailedError(detail=_last_line(said) or f"{written.decode()} / {sent}")
            apart.replace(to)
        finally:
            process.kill()
            with contextlib.suppress(BrokenPipeError):  # what was on its way to it
                process.communicate()
            for left in (apart, *apart.parent.glob(f".{apart.name}.*.partial")):
                left.unlink(missing_ok=True)
    return sent


def _last_line(said: bytes) -> str:
    return (said.decode(errors="replace").strip().splitlines() or [""])[-1][:300]


def _sent(rows: pa.RecordBatchReader, pipe: Any, *, progress: Callable[[int], None]) -> int:
    """Send all rows; a process that died takes no more, and says why afterwards."""
    done = 0
    with contextlib.suppress(BrokenPipeError), pa.ipc.new_stream(pa.PythonFile(pipe, "w"), rows.schema) as stream:
        for batch in rows:
            stream.write_batch(batch)
            done += batch.num_rows
            progress(done)
    return done


def _writer(to: Path) -> subprocess.Popen[bytes]:
    """Start the process: nothing of the environment goes with it but what finds Python."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "TMPDIR", "LANG") if name in os.environ}
    return subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "zhike.engine.writing", str(to), language()],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=kept,
    )  # fmt: skip


def main() -> int:
    """Write what comes on standard input, and say how many rows came."""
    os.nice(_NICE)
    os.umask(0o077)
    use_language(sys.argv[2])
    with pa.ipc.open_stream(sys.stdin.buffer) as rows:
        sys.stdout.write(str(export(rows, Path(sys.argv[1]))))
    return 0


if __name__ == "__main__":
    sys.exit(main())

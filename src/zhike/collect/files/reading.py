"""Reading a file from outside: the calls, and the guarded process in which the work is done."""

from __future__ import annotations

import contextlib
import json
import signal
import tempfile
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from zhike.collect.files import sink
from zhike.collect.files.layout import Layout, Received
from zhike.collect.files.limits import LIMITS, Limits
from zhike.collect.files.readers import Reader, reader
from zhike.collect.files.refusals import (
    ColumnMissingError,
    FieldTwiceError,
    FileChangedError,
    FileMissingError,
    ReaderCrashedError,
    ReaderMemoryError,
    ReaderTimeoutError,
    rebuilt,
)
from zhike.words import N_, _, language

Progress = Callable[[float], None]


class Stop:
    """Ends a reading from another thread: its call then raises as for a process that died, and so does every later one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_set = False
        self._process: Reader | None = None

    def set(self) -> None:
        """End what is being read, and what is yet to be."""
        with self._lock:
            self._is_set = True
            if self._process:
                self._process.kill()

    def watch(self, process: Reader) -> None:
        """Take the process that now reads."""
        with self._lock:
            self._process = process
            if self._is_set:
                process.kill()


def look(
    path: Path | str,
    *,
    sheet: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    has_header: bool | None = None,
    limits: Limits = LIMITS,
    stop: Stop | None = None,
) -> Layout:
    """Return what a file is: form, encoding, columns, a sample of its rows, and notes for the user.

    What is not given is found from the content; `delimiter` " " means runs of blanks. Reads the whole file once.
    Raises a FileRefusedError (with code and sentence) for a file that cannot be read as a table.
    """
    given = Path(path).absolute()
    job = {
        "work": "look",
        "path": str(given),
        "sheet": sheet,
        "encoding": encoding,
        "delimiter": delimiter,
        "has_header": has_header,
    }
    return Layout.from_json(_done(job, name=given.name, limits=limits, progress=None, stop=stop)["layout"])


def receive(
    layout: Layout,
    *,
    columns: Mapping[str, str],
    to: Path,
    hash_key: bytes,
    limits: Limits = LIMITS,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Received:
    """Write a file's rows into the folder `to` as Parquet, exactly as they came, and return how many there were.

    `columns` maps a column of the file to a field ("手机号" → "phone") or to attributes.NAME; others are not stored.
    `received.parquet` has one text column per field, `rejected.parquet` the rows that cannot be read (line, reason,
    detail, values, text). National ids are hashed under `hash_key` before anything is written. Both files appear
    together at the end, or not at all. `progress` is called with the fraction done.
    """
    _check(layout, columns)
    to.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".receiving-", dir=to) as scratch:
        job = {
            "work": "receive",
            "path": str(layout.path),
            "layout": replace(layout, sample=()).as_json(),
            "columns": dict(columns),
            "folder": scratch,
            "hash_key": hash_key.hex(),
        }
        answer = _done(job, name=layout.name, limits=limits, progress=progress, stop=stop)
        for name in (sink.REJECTED, sink.RECEIVED):
            (Path(scratch) / name).replace(to / name)
    return Received(answer["rows"], answer["rejected"], to / sink.RECEIVED, to / sink.REJECTED, tuple(answer["notes"]))


def _check(layout: Layout, columns: Mapping[str, str]) -> None:
    """Refuse a mapping that does not fit the file, and a file that is not the one that was looked at."""
    first: dict[str, str] = {}
    for column, field in columns.items():
        if column not in layout.columns:
            raise ColumnMissingError(
                name=layout.name, value=column, known=layout.columns, names=", ".join(layout.columns)
            )
        if field in first:
            raise FieldTwiceError(name=layout.name, field=field, first=first[field], second=column)
        first[field] = column
    try:
        state = layout.path.stat()
    except OSError as error:
        raise FileMissingError(path=str(layout.path)) from error
    if (state.st_size, state.st_mtime_ns) != (layout.bytes, layout.modified_ns):
        raise FileChangedError(name=layout.name)


def _done(
    job: dict[str, Any], *, name: str, limits: Limits, progress: Progress | None, stop: Stop | None
) -> dict[str, Any]:
    """Have a reading process do the job, and return its answer; raise what it refused, or how it ended."""
    late = threading.Event()
    heard: list[str] = []
    with reader() as process:
        timer = threading.Timer(limits.seconds, _end, args=(process, late))
        listener = threading.Thread(target=_listen, args=(process, heard), kwargs={"progress": progress}, daemon=True)
        if stop:
            stop.watch(process)
        try:
            timer.start()
            listener.start()
            answer = _asked(process, json.dumps({**job, "language": language(), "limits": asdict(limits)}))
            status = process.status()
        finally:
            timer.cancel()
            process.kill()
            listener.join()
    if late.is_set():
        raise ReaderTimeoutError(name=name, seconds=limits.seconds)
    return _answer(answer, heard, status=status, name=name, limits=limits)


def _end(process: Reader, late: threading.Event) -> None:
    late.set()
    process.kill()


def _asked(process: Reader, job: str) -> str:
    """Send the job and return what the process answers until it ends."""
    with contextlib.suppress(BrokenPipeError):  # it died at once; that shows in its answer
        process.asked.write(job)
        process.asked.close()
    return process.answer.read()


def _listen(process: Reader, heard: list[str], *, progress: Progress | None) -> None:
    """Pass progress on, and keep the last words of a process that dies."""
    for line in process.said:
        if line.startswith("progress "):
            if progress:
                progress(float(line.split()[1]))
        else:
            heard[:] = [*heard[-20:], line]


def _answer(text: str, heard: list[str], *, status: int, name: str, limits: Limits) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = json.loads(text)
    except ValueError as error:
        if "memory" in "".join(heard).lower() or status == -signal.SIGKILL:
            raise ReaderMemoryError(name=name, limit=limits.address_bytes) from error
        detail = signal.Signals(-status).name if status < 0 else _(N_("exit code {status}")).format(status=status)
        raise ReaderCrashedError(name=name, detail=detail) from error
    if "refused" in answer:
        raise rebuilt(answer["refused"], answer["values"])
    return answer

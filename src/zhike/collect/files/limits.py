"""How much a file from outside may cost: every bound that reading keeps to, in one place."""

from __future__ import annotations

from dataclasses import dataclass

MB = 1 << 20
GB = 1 << 30


@dataclass(frozen=True)
class Limits:
    """Bounds for reading one file; sizes in bytes, times in seconds.

    A file over a bound is refused, a row over a bound is rejected, and a reader over a bound is ended.
    """

    file_bytes: int = 64 * GB
    unpacked_bytes: int = 64 * GB
    # DEFLATE cannot exceed 1032:1; real tables stay below 100:1, and small files may be anything.
    unpacked_ratio: int = 250
    ratio_from_bytes: int = 64 * MB
    archive_entries: int = 1_000
    # Formats that need the whole file at once (Excel, and Parquet inside an archive).
    in_memory_bytes: int = 1 * GB
    line_bytes: int = 1 * MB
    record_lines: int = 10_000
    columns: int = 2_000
    # DuckDB keeps to its own limit; the address space also holds code, stacks and Arrow's buffers.
    engine_bytes: int = 2 * GB
    address_bytes: int = 6 * GB
    seconds: float = 3_600.0
    threads: int = 2


LIMITS = Limits()

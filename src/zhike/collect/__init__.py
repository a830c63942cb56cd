"""Collect: files and databases come in, each as an import with what became of every row.

In: a path or a database URL, and how its columns map. Out: a receipt, and rows in the lake.
"""

from zhike.collect.accepted import inputs, received_tables, still_open
from zhike.collect.entities import CHOICES, ENTITIES, Entity, Field
from zhike.collect.errors_file import write_errors
from zhike.collect.files import look
from zhike.collect.loading import load, load_all, restate, retry, sweep, undo
from zhike.collect.mapping import Mapping, read_mapping, write_mapping
from zhike.collect.outcomes import OUTCOMES
from zhike.collect.reasons import sentence
from zhike.collect.receipts import Receipt, receipt, receipts
from zhike.collect.requests import Request

__all__ = [
    "CHOICES",
    "ENTITIES",
    "OUTCOMES",
    "Entity",
    "Field",
    "Mapping",
    "Receipt",
    "Request",
    "inputs",
    "load",
    "load_all",
    "look",
    "read_mapping",
    "receipt",
    "receipts",
    "received_tables",
    "restate",
    "retry",
    "sentence",
    "still_open",
    "sweep",
    "undo",
    "write_errors",
    "write_mapping",
]  # fmt: skip

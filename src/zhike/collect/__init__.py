"""Collect: files and databases come in, each as an import with what became of every row.

In: a path or a database URL, and how its columns map. Out: a receipt, and rows in the lake.
"""

from zhike.collect.accepted import accepted, inputs, keys_of, received_tables, still_open
from zhike.collect.entities import CHOICES, ENTITIES, Entity, Field
from zhike.collect.errors_file import open_errors, write_errors
from zhike.collect.files import FileRefusedError, Layout, look
from zhike.collect.guess import missing_fields
from zhike.collect.known import Sent, Source, known_sources
from zhike.collect.loading import load, load_all, restate, retry, sweep, undo
from zhike.collect.mapping import Mapping, read_mapping, write_mapping
from zhike.collect.mapping_errors import MappingError
from zhike.collect.named import entity_name
from zhike.collect.outcomes import OUTCOMES
from zhike.collect.proposal import (
    KEEP,
    LEAVE_OUT,
    ColumnChoice,
    Proposal,
    check_choice,
    chosen_mapping,
    propose,
    sources,
)
from zhike.collect.reasons import sentence
from zhike.collect.receipts import Receipt, receipt, receipts
from zhike.collect.requests import OURS, OurSourceError, Request
from zhike.collect.standing import (  # fmt: skip
    Standing,
    StillWrongError,
    Undoing,
    WaitingRow,
    WaitingValue,
    mended_row,
    standing,
    standings,
    undoing,
    waiting,
    waiting_rows,
)
from zhike.collect.uploads import (
    MOST_COLUMNS,
    UPLOAD_BYTES,
    Incoming,
    NothingUploadedError,
    Upload,
    drop_upload,
    looked_at,
    under_name,
    upload,
)

__all__ = [
    "CHOICES",
    "ENTITIES",
    "KEEP",
    "LEAVE_OUT",
    "MOST_COLUMNS",
    "OURS",
    "OUTCOMES",
    "UPLOAD_BYTES",
    "ColumnChoice",
    "Entity",
    "Field",
    "FileRefusedError",
    "Incoming",
    "Layout",
    "Mapping",
    "MappingError",
    "NothingUploadedError",
    "OurSourceError",
    "Proposal",
    "Receipt",
    "Request",
    "Sent",
    "Source",
    "Standing",
    "StillWrongError",
    "Undoing",
    "Upload",
    "WaitingRow",
    "WaitingValue",
    "accepted",
    "check_choice",
    "chosen_mapping",
    "drop_upload",
    "entity_name",
    "inputs",
    "keys_of",
    "known_sources",
    "load",
    "load_all",
    "look",
    "looked_at",
    "mended_row",
    "missing_fields",
    "open_errors",
    "propose",
    "read_mapping",
    "receipt",
    "receipts",
    "received_tables",
    "restate",
    "retry",
    "sentence",
    "sources",
    "standing",
    "standings",
    "still_open",
    "sweep",
    "under_name",
    "undo",
    "undoing",
    "upload",
    "waiting",
    "waiting_rows",
    "write_errors",
    "write_mapping",
]  # fmt: skip

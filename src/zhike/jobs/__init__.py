"""Long work that survives a kill: imports, dry runs and runs, one after the other, with progress that anybody can read.

In: what is to be done, and who asks. Out: a `Job`, a row that says how far the work is and what came of it.
"""

from zhike.jobs.board import Job, NoSuchJobError, job, jobs
from zhike.jobs.bringing import (
    ask_for_run,
    ask_to_look_back,
    ask_to_refresh,
    check_upload,
    checked_mapping,
    import_checked,
    looking_back,
    mend_row,
    take_back,
    take_mended,
)
from zhike.jobs.durable import ask_for, at_work, finished
from zhike.jobs.exporting import KEPT, sweep_files
from zhike.jobs.exports import (
    AT_ONCE,
    Export,
    NoSuchFileError,
    TooManyRowsError,
    ask_for_answer,
    ask_for_customers,
    ask_for_errors,
    check_at_once,
    drop_export,
    export_called,
    exports,
    file_of_export,
)
from zhike.jobs.published import PublishedRun, Stale, TableMade, published, stale
from zhike.jobs.stopping import stop
from zhike.jobs.telling import Told, told
from zhike.jobs.work import KINDS

__all__ = [
    "AT_ONCE",
    "KEPT",
    "KINDS",
    "Export",
    "Job",
    "NoSuchFileError",
    "NoSuchJobError",
    "PublishedRun",
    "Stale",
    "TableMade",
    "Told",
    "TooManyRowsError",
    "ask_for",
    "ask_for_answer",
    "ask_for_customers",
    "ask_for_errors",
    "ask_for_run",
    "ask_to_look_back",
    "ask_to_refresh",
    "at_work",
    "check_at_once",
    "check_upload",
    "checked_mapping",
    "drop_export",
    "export_called",
    "exports",
    "file_of_export",
    "finished",
    "import_checked",
    "job",
    "jobs",
    "looking_back",
    "mend_row",
    "published",
    "stale",
    "stop",
    "sweep_files",
    "take_back",
    "take_mended",
    "told",
]

"""Long work that survives a kill: imports, dry runs and runs, one after the other, with progress that anybody can read.

In: what is to be done, and who asks. Out: a `Job`, a row that says how far the work is and what came of it.
"""

from zhike.jobs.board import Job, NoSuchJobError, job, jobs
from zhike.jobs.bringing import (
    ask_for_run,
    check_upload,
    checked_mapping,
    import_checked,
    mend_row,
    take_back,
    take_mended,
)
from zhike.jobs.durable import ask_for, at_work, finished
from zhike.jobs.published import PublishedRun, Stale, TableMade, published, stale
from zhike.jobs.telling import Told, told
from zhike.jobs.work import KINDS

__all__ = [
    "KINDS",
    "Job",
    "NoSuchJobError",
    "PublishedRun",
    "Stale",
    "TableMade",
    "Told",
    "ask_for",
    "ask_for_run",
    "at_work",
    "check_upload",
    "checked_mapping",
    "finished",
    "import_checked",
    "job",
    "jobs",
    "mend_row",
    "published",
    "stale",
    "take_back",
    "take_mended",
    "told",
]

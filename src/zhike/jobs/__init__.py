"""Long work that survives a kill: imports, dry runs and runs, one after the other, with progress that anybody can read.

In: what is to be done, and who asks. Out: a `Job`, a row that says how far the work is and what came of it.
"""

from zhike.jobs.board import Job, NoSuchJobError, job, jobs
from zhike.jobs.durable import ask_for, at_work
from zhike.jobs.work import KINDS

__all__ = ["KINDS", "Job", "NoSuchJobError", "ask_for", "at_work", "job", "jobs"]

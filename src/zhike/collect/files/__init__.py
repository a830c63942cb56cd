"""Files from outside: what a file is, and its rows as Parquet, read in a guarded process.

In: a path, and which column is which field. Out: a Layout, then a Received with two Parquet files.
"""

from zhike.collect.files.layout import Layout, Received
from zhike.collect.files.limits import LIMITS, Limits
from zhike.collect.files.numbering import rows_sql
from zhike.collect.files.reading import Stop, look, receive
from zhike.collect.files.refusals import FileRefusedError

__all__ = ["LIMITS", "FileRefusedError", "Layout", "Limits", "Received", "Stop", "look", "receive", "rows_sql"]

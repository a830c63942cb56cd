"""Diagnosis: why a KPI moved between two periods, and whether there is anything to explain at all.

In: a workspace with a run (or any relations like its tables), a KPI, two periods of as many months. Out: `Diagnosis`: whether the
move is within what is usual, volume, mix and rate of it, and the few slices that explain it, with their surprise and customers.
"""

from zhike.describe.diagnosis.diagnosed import Cause, Diagnosis, DimensionSplit, diagnose, diagnosed, last_two
from zhike.describe.diagnosis.dimensions import DIMENSIONS, dimension_label, value_label
from zhike.describe.diagnosis.explained import EXPLAINED, Explained
from zhike.describe.diagnosis.months_asked import Months, day_one, month_no, months_asked
from zhike.describe.diagnosis.said import Written, cause_said, has_rate, in_sentences, slice_said, split_said

__all__ = [
    "DIMENSIONS",
    "EXPLAINED",
    "Cause",
    "Diagnosis",
    "DimensionSplit",
    "Explained",
    "Months",
    "Written",
    "cause_said",
    "day_one",
    "diagnose",
    "diagnosed",
    "dimension_label",
    "has_rate",
    "in_sentences",
    "last_two",
    "month_no",
    "months_asked",
    "slice_said",
    "split_said",
    "value_label",
]

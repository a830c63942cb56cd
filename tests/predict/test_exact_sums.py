"""Inputs of models do not hang on the order in which rows are read."""

import re
from pathlib import Path

from zhike import predict


def test_no_input_is_a_sum_of_floating_point_numbers():
    # Such a sum has other last digits in another order of rows, and a model learned from it other scores.
    sql = (Path(predict.__file__).parent / "inputs_at.sql").read_text("utf-8")
    assert re.findall(r"sum\(cast\([^)]* as double\)\)", sql) == []

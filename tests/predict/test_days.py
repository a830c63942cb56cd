from datetime import date, timedelta

import numpy as np
import pytest

from zhike.predict.days import day_of, number_of


@pytest.mark.parametrize("day", [date(1970, 1, 1), date(1969, 12, 31), date(2024, 2, 29)])
def test_a_day_and_its_number_are_one_another(day):
    assert day_of(np.int64(number_of(day))) == day
    assert number_of(day + timedelta(days=1)) == number_of(day) + 1


def test_days_are_counted_as_databases_and_arrow_count_them():
    assert number_of(date(2024, 2, 29)) == int(np.datetime64("2024-02-29", "D").astype(np.int64))

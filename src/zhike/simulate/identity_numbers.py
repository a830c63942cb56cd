"""Identity numbers that nobody can have: right in form and checksum, but of a region that does not exist."""

from __future__ import annotations

import numpy as np

from zhike.simulate.chance import Flags, Ints

NO_REGION = 999_999  # no division of China begins with 99
# GB 11643-1999: the weight of place i, counted from the left, is 2^(18-i) modulo 11.
WEIGHTS = np.array([2 ** (18 - place) % 11 for place in range(1, 18)])
CHECK_DIGITS = "10X98765432"


def identity_numbers(born: Ints, *, female: Flags, serial: Ints, wrong: Flags) -> list[str]:
    """Return an 18-character number per person; odd serials are men's, and `wrong` ones have a wrong check digit."""
    days = born.astype("datetime64[D]")
    year = days.astype("datetime64[Y]").astype(np.int64) + 1970
    month = days.astype("datetime64[M]").astype(np.int64) % 12 + 1
    date = year * 10_000 + month * 100 + (days - days.astype("datetime64[M]")).astype(np.int64) + 1
    order = serial % 500 * 2 + ~female
    first = NO_REGION * 10**11 + date * 1000 + order
    digits = first[:, None] // 10 ** np.arange(16, -1, -1) % 10
    check = (digits @ WEIGHTS + wrong) % 11
    return [f"{number}{CHECK_DIGITS[c]}" for number, c in zip(first.tolist(), check.tolist(), strict=True)]

"""`described`: any table of this room made from rows that a test writes down."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from small_shop import describe


@pytest.fixture
def described() -> Callable[..., list[dict[str, Any]]]:
    """Return a function that makes one table and returns its rows in the declared order: described("rfm", orders=[…])."""
    return describe

"""Zhike 知客: know your customers.

import zhike

with zhike.open("shop/") as shop:
    zhike.collect.load(shop, "orders.csv", into="orders", source="till")
    zhike.run(shop, as_of="2025-06-30")
    shop.table("rfm").order_by("monetary desc").limit(20).rows()
"""

from pathlib import Path

from zhike import clean, collect
from zhike.pipeline import run
from zhike.workspace import Workspace, make_workspace, open_workspace

__version__ = "0.1.0"
__all__ = ["Workspace", "collect", "make", "open", "run"]


def open(folder: str | Path) -> Workspace:  # noqa: A001 - zhike.open reads as what it does
    """Return the workspace in a folder; use it in a `with` statement."""
    return open_workspace(Path(folder), cleaning=clean)


def make(folder: str | Path) -> Workspace:
    """Make a folder a workspace (one that is there stays as it is) and return it."""
    return open(make_workspace(Path(folder)))

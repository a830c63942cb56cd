"""Starts the answering process with nothing of Zhike in it but what answers: `python -P boot.py`.

The front doors of `zhike` and `zhike.engine` load the store, the cleaning and the exports. The process that runs what a
person typed needs none of it, and starts several times faster without.
"""

from __future__ import annotations

import importlib
import sys
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from pathlib import Path

_SOURCE = Path(__file__).resolve().parents[3]


def main() -> int:
    """Enter the packages without running their front doors, then answer one question."""
    where = [str(_SOURCE)]
    for name in ("zhike", "zhike.engine", "zhike.engine.console"):
        spec = PathFinder.find_spec(name, where)
        if spec is None:
            return 2
        package = module_from_spec(spec)
        sys.modules[name] = package
        where = list(package.__path__)
    return int(importlib.import_module("zhike.engine.console.worker").main())


if __name__ == "__main__":
    sys.exit(main())

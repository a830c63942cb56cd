"""Starts the parent of the reading processes with nothing of Zhike in it but the reader: `python -P boot.py`.

The front doors of `zhike` and `zhike.collect` load the store, the engine and all cleaning. The processes that touch
hostile files need none of it, and start several times faster without.
"""

from __future__ import annotations

import importlib
import sys
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from pathlib import Path

_SOURCE = Path(__file__).resolve().parents[3]


def main() -> int:
    """Enter the packages without running their front doors, then serve."""
    where = [str(_SOURCE)]
    for name in ("zhike", "zhike.collect"):
        spec = PathFinder.find_spec(name, where)
        if spec is None:
            return 2
        package = module_from_spec(spec)
        sys.modules[name] = package
        where = list(package.__path__)
    importlib.import_module("zhike.collect.files.parent").main()
    return 0


if __name__ == "__main__":
    sys.exit(main())

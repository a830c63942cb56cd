"""Run the command line and print its peak memory as the last line: `python -m zhike.bench.measure run -w shop --json`."""

from __future__ import annotations

import sys

from zhike.bench.pipeline import peak_gigabytes
from zhike.cli.app import main

if __name__ == "__main__":
    try:
        main()
    finally:
        sys.stdout.write(f"{peak_gigabytes():.3f}\n")

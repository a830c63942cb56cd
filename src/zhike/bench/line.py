"""The measured program: import a simulated company's files and run, as a script in a night would.

`python -m zhike.bench.line company.json shop/` prints the seconds of both as JSON, and how many of the run's were for models.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import zhike
from zhike import collect, pipeline


def main(company: Path, folder: Path) -> None:
    """Import every delivery of a company in its order, run as of its last day, and print the seconds."""
    told = json.loads(company.read_text("utf-8"))
    with zhike.make(folder) as shop:
        started = time.perf_counter()
        for _receipt in collect.load_all(shop, map(_request, told["deliveries"])):
            pass
        imported = time.perf_counter()
        done = pipeline.run(shop, as_of=told["as_of"])
        seconds = {"import": imported - started, "run": time.perf_counter() - imported}
        declared = pipeline.tables()
        models = sum(t.seconds for t in done.report.tables if declared[t.table].room == "predict")
        print(json.dumps({**seconds, "models": models}))  # noqa: T201 - its whole work


def _request(one: dict[str, Any]) -> collect.Request:
    mapping = Path(one["map"]) if one["map"] else None
    return collect.Request.of(one["file"], into=one["entity"], source=one["source"], mapping=mapping)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

"""The measured program: import customer files and run, as often as asked.

`python -m zhike.prove.linking shop/ batch.json …`: each batch is imported into the workspace and, unless it says `"run":
false`, a run follows. Prints the seconds of each table of the last run as JSON.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import zhike
from zhike import collect, pipeline
from zhike.settings import Settings
from zhike.workspace import make_workspace

# What is promised is promised for two cores.
_CORES = 2


def main(folder: Path, batches: list[Path]) -> None:
    """Import the batches in their order and print the seconds of the last run."""
    if not folder.exists():
        make_workspace(folder, Settings(threads=_CORES))
    seconds: dict[str, float] = {}
    with zhike.open(folder) as shop:
        for batch in batches:
            told = json.loads(batch.read_text("utf-8"))
            for _receipt in collect.load_all(shop, map(_request, told["files"])):
                pass
            if told.get("run", True):
                done = pipeline.run(shop, as_of=told["as_of"])
                seconds = {t.table: t.seconds for t in done.report.tables}
    print(json.dumps(seconds))  # noqa: T201 - its whole work


def _request(one: dict[str, Any]) -> collect.Request:
    return collect.Request.of(one["file"], into="customers", source=one["source"], mapping=one["map"])


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(word) for word in sys.argv[2:]])

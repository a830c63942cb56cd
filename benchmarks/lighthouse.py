"""Lighthouse's scores of the overview and of a customer's page, signed in, in Chromium; and the overview's first paint.

(cd benchmarks && npm ci)
.venv/bin/python benchmarks/lighthouse.py WORKSPACE [--mobile]
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

from pages import forget, known, served

HERE = Path(__file__).parent
CATEGORIES = ("performance", "accessibility", "best-practices")
LOWEST, FIRST_PAINT_MS = 95, 1000.0
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync"


def main() -> int:
    """Measure and print the table; exit 1 when a score is too low."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("workspace", type=Path)
    asked.add_argument("--mobile", action="store_true", help="a slow phone on a slow net instead of a desktop")
    given = asked.parse_args()
    person = known(given.workspace)
    server, address = served(given.workspace)
    kept = True
    try:
        cookie = _cookie(address, person)
        customer = json.loads(person["PAGES_CUSTOMERS"])[0]
        print(f"{'page':18}" + "".join(f"{c:>16}" for c in CATEGORIES) + f"{'first paint ms':>16}")
        for name, path in (("overview", "/"), ("customer page", f"/customers/{customer}")):
            told = _lighthouse(address + path, cookie, mobile=given.mobile)
            scores = [round(told["categories"][c]["score"] * 100) for c in CATEGORIES]
            paint = told["audits"]["metrics"]["details"]["items"][0]["observedFirstContentfulPaint"]
            kept &= min(scores) >= LOWEST and paint <= FIRST_PAINT_MS
            print(f"{name:18}" + "".join(f"{s:>16}" for s in scores) + f"{paint:>16.0f}")
            for audit in told["audits"].values():
                if (
                    audit["score"] is not None
                    and audit["score"] < 0.9
                    and audit["scoreDisplayMode"] in {"binary", "numeric"}
                ):
                    print(f"    {audit['id']}: {audit.get('displayValue', '')}")
    finally:
        server.terminate()
        server.wait(20)
        forget(given.workspace, person["PAGES_LOGIN"])
    return 0 if kept else 1


def _cookie(address: str, person: dict[str, str]) -> str:
    jar = CookieJar()
    form = urlencode({"login": person["PAGES_LOGIN"], "password": person["PAGES_PASSWORD"]}).encode()
    build_opener(HTTPCookieProcessor(jar)).open(f"{address}/sign-in", form, timeout=30).read()
    return "; ".join(f"{c.name}={c.value}" for c in jar)


def _lighthouse(url: str, cookie: str, *, mobile: bool) -> dict[str, Any]:
    program = HERE / "node_modules/.bin/lighthouse"
    if not program.exists():
        sys.exit("Lighthouse is not here: (cd benchmarks && npm ci)")
    with tempfile.NamedTemporaryFile(suffix=".json") as found:
        words = [str(program), url, "--quiet", f"--only-categories={','.join(CATEGORIES)}", "--output=json"]
        words += [
            f"--output-path={found.name}",
            f"--chrome-flags={FLAGS}",
            f"--extra-headers={json.dumps({'Cookie': cookie})}",
        ]
        words += [] if mobile else ["--preset=desktop"]
        environment = {**os.environ, "CHROME_PATH": shutil.which("chromium") or "chromium"}
        subprocess.run(words, env=environment, check=True, capture_output=True, timeout=180)  # noqa: S603 - Lighthouse itself
        return dict(json.loads(Path(found.name).read_text("utf-8")))


if __name__ == "__main__":
    sys.exit(main())

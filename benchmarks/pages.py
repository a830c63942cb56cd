"""How quick the pages are, measured by locust: one person alone, then twenty at once; each page's median and p95.

A person looks at a page for about a second, then asks for the next. All of them have signed in before, so that the figures
are of pages alone: a password is made slow to check on purpose (Argon2), and twenty at once would be measured as pages.

    .venv/bin/pip install --require-hashes -r requirements/bench.txt
    .venv/bin/python benchmarks/pages.py WORKSPACE [--seconds 20]

The workspace must have a run; a person for the measurement is made in it and disabled afterwards.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import http.cookiejar
import json
import os
import re
import secrets
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

import zhike
from zhike import govern

HERE = Path(__file__).parent
# What the pages promise: the 95th percentile in milliseconds, alone and among twenty.
BUDGETS = {1: 100.0, 20: 300.0}


def main() -> int:
    """Measure and print the table; exit 1 when a budget is not kept."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("workspace", type=Path)
    asked.add_argument("--seconds", type=int, default=20)
    asked.add_argument(
        "--hurry",
        action="store_true",
        help="people do not pause a second between pages: the server is busy all the time",
    )
    given = asked.parse_args()
    environment = {**os.environ, **known(given.workspace), **({"PAGES_HURRY": "1"} if given.hurry else {})}
    server, address = served(given.workspace)
    kept = True
    try:
        environment["PAGES_SESSIONS"] = json.dumps(signed_in(address, environment, people=max(BUDGETS)))
        # Right after the start the list of customers is made ready.
        _visit(address, environment, users=1, seconds=min(30, given.seconds))
        print(f"{'people':>7} {'page':16}{'requests':>9}{'failures':>9}{'median ms':>10}{'p95 ms':>8}{'budget':>8}")
        for users, budget in BUDGETS.items():
            for row in _visit(address, environment, users=users, seconds=given.seconds):
                p95 = float(row["95%"])
                good = p95 <= budget and row["Failure Count"] == "0"
                kept &= good
                print(
                    f"{users:>7} {row['Name']:16}{row['Request Count']:>9}{row['Failure Count']:>9}"
                    f"{row['50%']:>10}{row['95%']:>8}{budget:>8.0f}{'' if good else '  OVER'}"
                )
    finally:
        server.terminate()
        server.wait(20)
        forget(given.workspace, environment["PAGES_LOGIN"])
    return 0 if kept else 1


def known(folder: Path) -> dict[str, str]:
    """Make a person to sign in as; return that and some customers and words to look for."""
    login, password = f"bench-{secrets.token_hex(4)}", secrets.token_urlsafe(16)
    with zhike.open(folder) as shop:
        token = govern.first_link(shop.store, by=govern.actor_at_the_terminal())
        govern.joined(shop.store, token, name="Benchmark", login=login, password=password)
        rows = shop.query(
            "select customer_id, name, phone from customers where name is not null using sample 400 rows (reservoir, 7)"
        ).to_pylist()
    words = (
        [r["name"] for r in rows[:150]] + [r["phone"][-8:] for r in rows[:150] if r["phone"]] + ["wang", "lf", "li wei"]
    )
    return {
        "PAGES_LOGIN": login,
        "PAGES_PASSWORD": password,
        "PAGES_CUSTOMERS": json.dumps([r["customer_id"] for r in rows]),
        "PAGES_WORDS": json.dumps(words),
    }


def forget(folder: Path, login: str) -> None:
    with zhike.open(folder) as shop:
        [found] = [p for p in govern.everybody(shop.store) if p.login == login]
        others = [p for p in govern.everybody(shop.store) if p.login != login]
        if others:
            govern.disable(shop.store, found.id, by=govern.actor_at_the_terminal())


def served(folder: Path) -> tuple[subprocess.Popen[bytes], str]:
    log = tempfile.NamedTemporaryFile(suffix=".log")  # noqa: SIM115 - lives as long as the server
    words = [sys.executable, "-m", "zhike.cli", "-w", str(folder), "serve", "--port", "0"]
    environment = {**os.environ, "ZHIKE_LANG": "en", "PYTHONUNBUFFERED": "1"}
    server = subprocess.Popen(words, stdout=log, stderr=log, env=environment)  # noqa: S603 - our own program
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if found := re.search(r"at (http://\S+?)\. ", Path(log.name).read_text("utf-8")):
            urllib.request.urlopen(f"{found[1]}/sign-in", timeout=60).read()  # noqa: S310 - our own server
            return server, found[1]
        time.sleep(0.1)
    server.terminate()
    raise TimeoutError("the server did not start")


def signed_in(address: str, environment: dict[str, str], *, people: int) -> list[str]:
    """Sign in as often as there are people; return the cookies, and say how long one sign-in takes."""
    form = urllib.parse.urlencode(
        {"login": environment["PAGES_LOGIN"], "password": environment["PAGES_PASSWORD"]}
    ).encode()
    cookies, started = [], time.perf_counter()
    for _person in range(people):
        jar = http.cookiejar.CookieJar()
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar), _Stay())
        with contextlib.suppress(urllib.error.HTTPError):  # the page after it is not asked for
            opener.open(f"{address}/sign-in", form, timeout=60)
        cookies += [f"{c.name}={c.value}" for c in jar]
    print(f"{people} sign-ins before: {(time.perf_counter() - started) / people * 1000:.0f} ms each")
    return cookies


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follow no redirection."""

    def redirect_request(self, *_: Any) -> None:
        """Ask for nothing further."""


def _visit(address: str, environment: dict[str, str], *, users: int, seconds: int) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        words = [
            "-f",
            HERE / "visitors.py",
            "--headless",
            "-u",
            users,
            "-r",
            users,
            "-t",
            f"{seconds}s",
            "--only-summary",
        ]
        words += ["--host", address, "--csv", f"{folder}/found", "--loglevel", "ERROR"]
        program = [sys.executable, "-m", "locust", *map(str, words)]
        subprocess.run(program, env=environment, capture_output=True, check=False, timeout=seconds + 120)  # noqa: S603 - our own program
        with Path(f"{folder}/found_stats.csv").open(encoding="utf-8") as file:
            return [row for row in csv.DictReader(file) if row["Name"] != "Aggregated"]


if __name__ == "__main__":
    sys.exit(main())

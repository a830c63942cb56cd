"""Take the pictures of docs/screenshots.md: make the demo, serve it, visit its pages in Chromium, in both languages.

    .venv/bin/python docs/screenshots.py

Needs Chromium and the packages of requirements/dev.txt. The simulated company is the same for everybody, so the pictures
change only when the pages do.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

import zhike
from zhike import govern

HERE = Path(__file__).parent
PICTURES = HERE / "pictures"
PASSWORD = "a password for pictures"  # noqa: S105 - of an invented person
LANGUAGES = {"en": ("en-GB", ".md"), "zh": ("zh-CN", ".zh-CN.md")}
# name → address; {customer} is the one with most orders.
PAGES = {
    "overview": "/",
    "customers": "/customers?f=rfm_group:is:champions",
    "customer": "/customers/{customer}",
    "rfm": "/analysis/rfm",
    "cohorts": "/analysis/cohorts",
    "imports": "/data/imports",
    "quality": "/data/quality",
    "lineage": "/data/dictionary/rfm/monetary",
}


def main() -> None:
    """Write docs/pictures/<page>-<language>.jpg, and a phone's view of the overview."""
    program = shutil.which("chromium")
    if program is None:
        sys.exit("Chromium is not here: run make services")
    with tempfile.TemporaryDirectory() as home:
        shop = Path(home) / "demo"
        zhike_command = [sys.executable, "-m", "zhike.cli"]
        subprocess.run([*zhike_command, "demo", "-w", str(shop)], check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own program
        customer = _person_and_customer(shop)
        log = Path(home) / "log"
        with log.open("w") as said:
            words = [*zhike_command, "-w", str(shop), "serve", "--port", "0"]
            environment = {**os.environ, "ZHIKE_LANG": "en", "PYTHONUNBUFFERED": "1"}
            server = subprocess.Popen(words, stdout=said, env=environment)  # noqa: S603 - our own program
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
                for language in LANGUAGES:
                    _take(browser, _address(log), language, customer=customer)
        finally:
            server.terminate()
            server.wait(20)


def _person_and_customer(folder: Path) -> str:
    with zhike.open(folder) as shop:
        token = govern.first_link(shop.store, by=govern.actor_at_the_terminal())
        govern.joined(shop.store, token, name="Ana Lima", login="ana", password=PASSWORD)
        return str(
            shop.table("customer_features").order_by("orders desc", "customer_id").limit(1).rows()[0]["customer_id"]
        )


def _address(log: Path) -> str:
    for _attempt in range(1200):
        if found := re.search(r"at (http://\S+?)\. ", log.read_text("utf-8")):
            return found[1]
        time.sleep(0.1)
    raise TimeoutError("the server did not start within two minutes")


def _take(browser: Browser, address: str, language: str, *, customer: str) -> None:
    PICTURES.mkdir(exist_ok=True)
    for size, pages in (((1280, 800), PAGES), ((390, 844), {"phone": "/"})):
        context = browser.new_context(locale=LANGUAGES[language][0], viewport={"width": size[0], "height": size[1]})
        page = context.new_page()
        page.goto(f"{address}/sign-in")
        page.fill("#login", "ana")
        page.fill("#password", PASSWORD)
        page.click("main button[type=submit]")
        for name, path in pages.items():
            page.goto(address + path.format(customer=customer))
            page.wait_for_load_state("networkidle")
            page.wait_for_timeout(1500)  # names on areas fade in
            page.screenshot(path=PICTURES / f"{name}-{language}.jpg", type="jpeg", quality=72)
        context.close()


if __name__ == "__main__":
    main()

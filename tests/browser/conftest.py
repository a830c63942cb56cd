"""A real server in a process of its own, and a real Chromium that visits it."""

import shutil

import pytest
from browser_pages import links_of
from browser_server import PASSWORD, Server, person_in

# Flags for a machine without a screen and without a way out: nothing is fetched from anywhere.
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage")  # fmt: skip


@pytest.fixture(scope="session")
def chromium():
    """Return a headless Chromium, or skip."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("no Chromium here (tests/install-services would install it)")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def served(_built, tmp_path_factory):
    """Return a server on a copy of the cast's shop with one person signed up; for reading only."""
    folder = tmp_path_factory.mktemp("served") / "shop"
    shutil.copytree(_built / "shop", folder)
    person_in(folder)
    person_in(folder, login="vi", name="Vi Viewer", role="viewer")
    server = Server(folder)
    yield server
    server.stop()


class Visitor:
    """One browser window; it remembers what went wrong in it: dialogs, errors, refusals of our policy."""

    def __init__(self, chromium, address, *, language="en", size=(1360, 900), scheme="light"):
        self.address, self.wrong = address, []
        locale = {"en": "en-GB", "zh": "zh-CN"}[language]
        viewport = {"width": size[0], "height": size[1]}
        self.context = chromium.new_context(
            locale=locale, viewport=viewport, color_scheme=scheme, accept_downloads=True
        )
        self.context.set_default_timeout(15_000)
        self.page = self.context.new_page()
        self.page.on("dialog", self._dialog)
        self.page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        self.page.on("console", self._console)

    def go(self, path):
        return self.page.goto(path if path.startswith("http") else self.address + path)

    def sign_in(self, login="ana"):
        self.go("/sign-in")
        self.page.fill("#login", login)
        self.page.fill("#password", PASSWORD)
        self.page.click("main button[type=submit]")
        self.page.wait_for_url(lambda url: "/sign-in" not in url)
        return self

    def close(self):
        self.context.close()

    def _dialog(self, dialog):
        self.wrong.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _console(self, message):
        if message.type == "error" and "the server responded with a status of 4" not in message.text:
            self.wrong.append(f"console: {message.text}")


@pytest.fixture
def visit(chromium):
    """Open browser windows: visit(server, language="zh", size=(360, 780))."""
    opened = []

    def open_one(server, **how):
        visitor = Visitor(chromium, server.address, **how)
        opened.append(visitor)
        return visitor

    yield open_one
    for visitor in opened:
        visitor.close()


@pytest.fixture(scope="session")
def pages(chromium, served):
    """Return the paths of all pages that a person can reach by links, one for each kind of object."""
    visitor = Visitor(chromium, served.address).sign_in()
    found = links_of(visitor, "/")
    visitor.close()
    return found

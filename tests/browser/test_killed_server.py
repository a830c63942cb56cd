"""A server that is killed while an import, begun in the browser, is at work; the page that shows it stays open."""

import pytest
from browser_files import bring, check, orders, outcomes
from browser_server import Server, person_in
from playwright.sync_api import expect

import shop as cast
import zhike
from zhike import collect
from zhike.workspace import make_workspace

ROWS = 60_000


@pytest.fixture
def busy(tmp_path):
    """Return a server of a workspace with one person in it, who brought nothing yet."""
    folder = make_workspace(tmp_path / "busy", cast.SETTINGS)
    person_in(folder)
    server = Server(folder)
    yield server
    server.stop()


@pytest.mark.slow
def test_the_page_of_an_import_goes_on_by_itself_after_the_server_was_killed(busy, visit):
    visitor = visit(busy).sign_in()
    page = visitor.page
    visitor.go("/data/imports/new")
    bring(visitor, orders(ROWS), "orders.csv", source="till")
    check(page)
    page.click(".wizard-actions button[type=submit]")
    expect(page.locator(".job-progress")).to_be_visible()
    at_work = page.url
    assert "/data/imports/jobs/" in at_work

    busy.kill()
    with zhike.open(busy.folder) as workspace:
        assert collect.receipts(workspace) == []
    with page.expect_event("requestfailed"):
        pass  # the page asked a server that is not there
    assert page.url == at_work
    expect(page.locator("[data-no-answer]")).to_contain_text("The server does not answer now.")
    busy.start(port=int(busy.address.rpartition(":")[2]))

    page.wait_for_url("**/data/imports/1", timeout=30_000)
    assert outcomes(page) == {"created": ROWS - 1, "quarantined": 1}
    visitor.go("/data/imports")
    expect(page.locator("tr[data-row]")).to_have_count(1)
    assert [wrong for wrong in visitor.wrong if "Failed to fetch" not in wrong and "ERR_CONNECTION" not in wrong] == []

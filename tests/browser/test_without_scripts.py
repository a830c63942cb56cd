"""A browser without JavaScript: the pages are forms and links, and the charts are tables."""

from contextlib import contextmanager

import pytest
from browser_files import members, outcomes
from browser_server import PASSWORD, Server, person_in
from playwright.sync_api import expect

import shop as cast
from zhike.workspace import make_workspace


@contextmanager
def without_scripts(chromium, server):
    """Give a page of a browser that runs no script, signed in."""
    context = chromium.new_context(locale="en-GB", base_url=server.address, java_script_enabled=False)
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("#login", "ana")
    page.fill("#password", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(server.address + "/")
    yield page
    context.close()


@pytest.fixture
def plain(served, chromium):
    with without_scripts(chromium, served) as page:
        yield page


@pytest.fixture
def new(tmp_path):
    """Return a server of a workspace with one person in it, who brought nothing yet."""
    folder = make_workspace(tmp_path / "new", cast.SETTINGS)
    person_in(folder)
    server = Server(folder)
    yield server
    server.stop()


@pytest.mark.slow
def test_a_file_is_brought_in_and_computed(new, chromium):
    with without_scripts(chromium, new) as page:
        page.goto("/data/imports/new")
        page.set_input_files("#file", {"name": "members.csv", "mimeType": "text/csv", "buffer": members()})
        page.get_by_role("button", name="Bring it in").click()
        page.fill("#new-source", "till")
        page.get_by_role("button", name="Check the whole file").click()
        page.get_by_role("button", name="Import 40 rows").click(timeout=20_000)  # the page loads itself anew till then
        page.wait_for_url("**/data/imports/1", timeout=20_000)
        assert outcomes(page) == {"created": 38, "quarantined": 2}
        page.get_by_role("button", name="Compute now").click()
        expect(page.get_by_role("heading", name="Tables of the current run")).to_be_visible(timeout=30_000)
        page.goto("/customers")
        expect(page.locator(".page-sentence")).to_have_text("There are 38 customers.")


def test_a_customer_is_searched_filtered_and_opened(plain):
    plain.fill("#search", "chen xiao")
    plain.press("#search", "Enter")
    plain.wait_for_url("**/customers?q=chen+xiao")
    expect(plain.locator(".list-name")).to_have_text(["陈晓"])
    plain.goto("/customers")
    plain.get_by_text("Add a filter").click()
    plain.select_option("#filter-column", "orders")
    plain.select_option("#filter-op", "at_least")
    plain.fill("#filter-value", "6")
    plain.get_by_role("button", name="Add the filter").click()
    expect(plain.locator(".chip")).to_have_count(1)
    expect(plain.locator(".list-name")).to_have_text(["Ana Lima"])
    plain.locator(".list-name a").click()
    expect(plain.locator("h1")).to_contain_text("Ana Lima")
    plain.get_by_role("link", name="The whole timeline").click()
    expect(plain.locator("#entries")).to_contain_text("S1")


@pytest.mark.parametrize(
    "path", ["/", "/analysis/rfm", "/analysis/contribution", "/analysis/kpis", "/analysis/distributions"]
)
def test_the_tables_of_the_charts_have_their_numbers(plain, path):
    plain.goto(path)
    tables = plain.locator("details.chart-table")
    assert tables.count() > 0
    for table in tables.all():
        table.locator("summary").click()
        expect(table.locator("tbody td.number").first).to_be_visible()
        assert any(c.isdigit() for c in table.locator("tbody").inner_text())


def test_the_numbers_of_a_table_lead_to_the_customers_behind_them(plain):
    plain.goto("/analysis/rfm")
    grid = plain.locator("section.chart-card", has=plain.locator("#rfm-grid"))
    grid.locator("summary").click()
    cell = grid.locator("tbody a").first
    count = int(cell.inner_text())
    cell.click()
    expect(plain.locator(".list-name")).to_have_count(count)


def test_a_list_is_ordered_and_taken_away(plain):
    plain.goto("/customers")
    plain.locator("a.sort-link").first.click()
    expect(plain.locator("th[aria-sort]")).to_have_count(1)
    plain.get_by_text("Export", exact=True).click()
    with plain.expect_download() as waiting:
        plain.locator(".page-head-actions a[href$='kind=csv']").click()
    assert "Ana Lima" in waiting.value.path().read_text("utf-8-sig")

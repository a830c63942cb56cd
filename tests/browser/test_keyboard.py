"""Everything that a visit needs, without a mouse."""

import pytest
from browser_server import PASSWORD
from playwright.sync_api import expect

_FOCUS = "() => { const e = document.activeElement; return e.id || e.getAttribute('href') || e.textContent.trim(); }"


def stops(page, most):
    """Return where the Tab key leads from the beginning of a page."""
    found = []
    for _press in range(most):
        page.keyboard.press("Tab")
        found.append(page.evaluate(_FOCUS))
    return found


@pytest.fixture
def inside(served, visit):
    """Return a visitor who signed in by keys alone."""
    visitor = visit(served)
    visitor.go("/sign-in")
    visitor.page.keyboard.type("ana")
    visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.type(PASSWORD)
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url(served.address + "/")
    return visitor


def test_a_customer_is_found_and_opened_by_keys(inside):
    page = inside.page
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("Ben")
    page.keyboard.press("Enter")
    page.wait_for_url("**/customers?q=Ben")
    page.keyboard.press("j")
    expect(page.locator("tr.is-current a")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/customers/C*")
    expect(page.locator("h1")).to_contain_text("Ben Okoro")
    assert inside.wrong == []


def test_the_keys_are_explained_and_the_help_goes_away(inside):
    page = inside.page
    page.keyboard.press("?")
    expect(page.locator("dialog#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog#keys")).to_be_hidden()
    page.keyboard.press("g")
    page.keyboard.press("c")
    page.wait_for_url("**/customers")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("x")
    expect(page.locator(".list-table tbody input:checked")).to_have_count(1)
    expect(page.locator(".list-table tbody tr").first.locator("input")).to_be_checked()


def test_the_first_stop_of_tab_leads_past_the_navigation(inside):
    page = inside.page
    page.keyboard.press("Tab")
    assert page.evaluate(_FOCUS) == "#content"
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.closest('main') !== null")


def test_tab_reaches_what_a_page_is_for(inside):
    inside.go("/customers")
    reached = stops(inside.page, 60)
    assert {"/data/imports", "search", "list-search"} <= set(reached)
    assert [a for a in ("Views", "Export", "Add a filter", "Columns shown") if a not in reached] == []
    inside.go("/data/imports/new")
    inside.page.keyboard.press("Tab")
    inside.page.keyboard.press("Enter")  # past the navigation
    assert "file" in stops(inside.page, 5)


def test_a_panel_opens_and_closes_by_keys(inside):
    inside.go("/customers")
    page = inside.page
    export = page.locator("summary", has_text="Export")
    export.focus()
    page.keyboard.press("Enter")
    expect(page.locator("details.pop[open]")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("details.pop[open]")).to_have_count(0)
    expect(export).to_be_focused()

"""Who is who in a browser: the review by keys alone, everything without scripts, and pages that everybody can read."""

import shutil

import pytest
from browser_pages import serious, settle, untranslated
from browser_server import PASSWORD, Server, person_in
from playwright.sync_api import expect

import town

REVIEW = "/data/identity/review"
PAGES = ("/data/identity", REVIEW, f"{REVIEW}?kind=links", "/data/identity/changes", "/customers/till:wang/identity")


@pytest.fixture(scope="module")
def _town(tmp_path_factory):
    home = tmp_path_factory.mktemp("town")
    folder = town.make_town(home / "shop", files=home / "files")
    person_in(folder)
    return folder


@pytest.fixture
def streets(_town, tmp_path):
    """Return a server on a copy of the town."""
    shutil.copytree(_town, tmp_path / "town")
    server = Server(tmp_path / "town")
    yield server
    server.stop()


def answered(page):
    """Return how many pairs are answered, as the page says it."""
    return int(page.locator(".page-sentence").inner_text().split(" ")[0])


def test_pairs_are_answered_and_taken_back_by_keys_alone(streets, visit):
    visitor = visit(streets).sign_in()
    page = visitor.page
    visitor.go(REVIEW)
    expect(page.locator("#weights svg")).to_be_visible()
    first = page.locator("input[name=pair]").get_attribute("value")
    for key, count in (("a", 1), ("r", 2), ("s", 3)):
        page.keyboard.press(key)
        expect(page.locator("button[data-key=u]")).to_be_visible()
        expect(page.locator(".page-sentence")).to_contain_text(f"{count} of ")
    third = page.locator("input[name=pair]").get_attribute("value")
    page.keyboard.press("u")
    page.wait_for_url("**pair=*")
    assert answered(page) == 2
    assert page.locator("input[name=pair]").get_attribute("value") not in {first, third}
    # Who writes a reason writes letters, and answers nothing by them.
    page.fill("#answer-because", "")
    page.locator("#answer-because").press_sequentially("arsu")
    assert page.locator("#answer-because").input_value() == "arsu"
    assert answered(page) == 2
    assert visitor.wrong == []


def test_a_merge_is_undone_and_the_undo_is_undone_without_scripts(streets, chromium):
    context = chromium.new_context(locale="en-GB", base_url=streets.address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("#login", "ana")
    page.fill("#password", PASSWORD)
    page.click("main button[type=submit]")
    page.goto("/customers/till:wang/identity")
    expect(page.locator(".made-of tbody tr")).to_have_count(3)
    tie = page.locator(".ties > li", has_text="the same e-mail").first
    tie.locator(".undo > summary").click()
    tie.locator("input[name=because]").fill("his wife's")
    tie.locator(".undo-form button").click()
    expect(page.locator(".made-of tbody tr")).to_have_count(2)
    expect(page.locator(".done")).to_contain_text("his wife's")
    page.locator(".done .undo > summary").click()
    page.locator(".done .undo-form button").click()
    expect(page.locator(".made-of tbody tr")).to_have_count(3)
    page.check("input[value='app:wang']")
    page.get_by_role("button", name="Take them out").click()
    expect(page.locator(".made-of tbody tr")).to_have_count(2)
    page.goto(REVIEW)
    page.get_by_role("button", name="One person").click()
    expect(page.locator(".page-sentence")).to_contain_text("1 of ")
    context.close()


@pytest.mark.parametrize(
    ("language", "size", "scheme"),
    [
        ("en", (1360, 900), "light"),
        ("zh", (1360, 900), "dark"),
        ("zh", (360, 780), "light"),
        ("en", (360, 780), "dark"),
    ],
)
def test_the_pages_can_be_read_by_everybody(streets, visit, language, size, scheme):
    visitor = visit(streets, language=language, size=size, scheme=scheme).sign_in()
    found = {}
    for path in PAGES:
        visitor.go(path)
        settle(visitor)
        wrong = [*serious(visitor), *(untranslated(visitor) if language == "zh" else ())]
        if visitor.page.evaluate("document.documentElement.scrollWidth") > size[0]:
            wrong.append("wider than the window")
        if wrong:
            found[path] = wrong
    assert found == {}
    assert visitor.wrong == []

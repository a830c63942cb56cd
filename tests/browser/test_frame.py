"""Every page a person can reach: no refusal of our policy, no error, no overflow, no serious finding of axe, both languages."""

import pytest
from browser_pages import AXE, serious, settle, untranslated
from browser_server import Server

import shop as cast
from zhike.workspace import make_workspace


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_page_is_whole_in_both_languages(served, pages, visit, language):
    visitor = visit(served, language=language).sign_in()
    found = {}
    for path in pages:
        answer = visitor.go(path)
        settle(visitor)
        found[path] = [*visitor.wrong, *serious(visitor)] if answer.status == 200 else [f"status {answer.status}"]
        if language == "zh":
            found[path] += untranslated(visitor)
        visitor.wrong.clear()
    assert AXE.exists(), "axe-core is not here: run make services"
    assert len(found) > 10
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_page_is_wider_than_a_phone(served, pages, visit, language):
    visitor = visit(served, language=language, size=(360, 780)).sign_in()
    wide = {}
    for path in pages:
        visitor.go(path)
        width = visitor.page.evaluate("document.documentElement.scrollWidth")
        if width > 360:
            wide[path] = width
    assert wide == {}


def test_the_language_can_be_switched_and_stays(served, visit):
    visitor = visit(served, language="en").sign_in()
    visitor.go("/people")
    visitor.page.click("button[name=language]")
    assert visitor.page.locator("html").get_attribute("lang") == "zh-CN"
    assert visitor.page.url.endswith("/people")
    visitor.go("/account")
    assert visitor.page.locator("h1").inner_text() == "我的账户"


def test_the_first_person_comes_in_by_the_link_that_the_terminal_shows(visit, tmp_path):
    server = Server(make_workspace(tmp_path / "new", cast.SETTINGS))
    try:
        visitor = visit(server)
        visitor.go(server.link)
        visitor.page.fill("#name", "Zoe Lang")
        visitor.page.fill("#login", "zoe")
        visitor.page.fill("#password", "correct horse battery")
        visitor.page.click("main button[type=submit]")
        visitor.page.wait_for_url(server.address + "/")
        assert "Zoe Lang" in visitor.page.inner_text("header")
        assert visitor.wrong == []
    finally:
        server.stop()

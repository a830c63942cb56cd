import pytest


def test_the_page_says_what_each_source_sends_and_how_far_it_is_trusted(owner):
    page = owner.get("/data/sources").text
    assert "2 sources sent 39 rows; still to be mended: 0." in page
    assert page.index(">web<") < page.index(">till<")
    assert 'href="/data/quality?source=till&amp;entity=customers"' in page


def test_a_viewer_sees_the_sources_and_no_way_to_bring_in_a_file(owner, viewer):
    assert 'href="/data/imports/new"' in owner.get("/data/sources").text
    page = viewer.get("/data/sources")
    assert page.status_code == 200
    assert 'href="/data/imports/new"' not in page.text


def test_a_stranger_signs_in_first(stranger):
    assert stranger.get("/data/sources", follow_redirects=False).status_code == 303


@pytest.mark.parametrize(("language", "words"), [("en", "last arrival"), ("zh", "最近到达")])
def test_the_page_speaks_both_languages(owner, language, words):
    assert words in owner.get("/data/sources", headers={"accept-language": language}).text


def test_programs_get_the_same_sources(owner):
    answer = owner.get("/api/v1/data/sources").json()
    assert [(s["name"], s["trust"]) for s in answer["sources"]] == [("web", 1), ("till", 2)]

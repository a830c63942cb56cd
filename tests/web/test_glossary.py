import re

import pytest

from zhike import pipeline

CHARTED = ["revenue", "repeat_rate", "retention", "churned", "gini", "rfm", "cohorts", "contribution", "average_order_value", "recency_days", "kpi_monthly"]  # fmt: skip


def anchors(page):
    return re.findall(r'\bid="([^"]+)"', page)


def test_every_number_of_the_charts_has_its_anchor(owner):
    found = set(anchors(owner.get("/glossary").text))
    wanted = [c.name for t in ("customer_features", "rfm", "kpi_monthly") for c in pipeline.tables()[t].columns]
    keys = {"customer_id", "month"}
    assert [a for a in [*CHARTED, *wanted] if a not in found and a not in keys] == []


def test_no_anchor_is_there_twice(owner):
    found = anchors(owner.get("/glossary").text)
    assert sorted(found) == sorted(set(found))


@pytest.mark.parametrize(
    ("language", "word", "says"), [("en", "repeat rate", "had bought before"), ("zh", "复购率", "以前买过")]
)
def test_the_words_are_there_in_both_languages(owner, language, word, says):
    page = owner.get("/glossary", headers={"accept-language": language}).text
    assert word in page
    assert says in page


def test_a_viewer_reads_it_and_a_stranger_does_not(viewer, stranger):
    assert viewer.get("/glossary").status_code == 200
    assert stranger.get("/glossary", follow_redirects=False).status_code == 303


def test_a_search_without_scripts_narrows_the_page(owner):
    page = owner.get("/glossary", params={"q": "repeat_rate"}).text
    assert 'id="repeat_rate"' in page
    assert 'id="gini"' not in page
    assert "Nothing contains this text." in owner.get("/glossary", params={"q": "qqqq"}).text


def test_hostile_text_in_the_search_is_shown_as_text(owner):
    page = owner.get("/glossary", params={"q": '"><img src=x onerror=alert(1)>'}).text
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


def test_a_search_that_is_too_long_is_refused_in_words(owner):
    assert owner.get("/glossary", params={"q": "x" * 101}).status_code == 422


def test_programs_read_the_same_definitions(owner):
    answer = owner.get("/api/v1/glossary", params={"q": "gini"}).json()
    assert answer["chapters"][0]["passages"][0]["entries"][0]["anchors"] == ["contribution.gini", "gini"]

import pytest

from zhike import collect, pipeline


def test_the_page_says_how_complete_and_valid_the_data_is(owner):
    page = owner.get("/data/quality").text
    for words in ("Completeness", "Validity", "Uniqueness", "Consistency", "Timeliness", "Country code added."):
        assert words in page


def test_one_click_leads_down_to_a_field_and_shows_its_trend(owner):
    page = owner.get("/data/quality").text
    assert "/data/quality?source=till&amp;entity=customers&amp;field=phone" in page
    field = owner.get("/data/quality", params={"source": "till", "entity": "customers", "field": "phone"}).text
    assert "From import to import" in field
    assert "birth_date" not in field


def test_what_is_not_there_is_said_in_words(owner):
    answer = owner.get("/data/quality", params={"source": "tilt"})
    assert answer.status_code == 404
    assert "Did you mean till?" in answer.text


def test_the_map_is_taken_away_as_a_file_by_those_who_may(owner, viewer):
    asked = {"download": "data_quality.csv"}
    answer = owner.get("/data/quality", params=asked)
    assert "till · customers · phone" in answer.text
    assert viewer.get("/data/quality", params=asked).status_code == 403
    assert "data_quality.csv" not in viewer.get("/data/quality").text


@pytest.mark.parametrize(("language", "words"), [("en", "Country code added."), ("zh", "已补上国际区号。")])
def test_the_page_speaks_both_languages(owner, language, words):
    assert words in owner.get("/data/quality", headers={"accept-language": language}).text


def test_hostile_text_in_a_source_or_value_is_shown_as_text(fresh_web, tmp_path):
    canary = "<img src=x onerror=alert(1)>"
    given = tmp_path / "given.csv"
    given.write_text(f"id,when,amount\nO1,2025-01-01,{canary}\nO2,2025-01-02,5\n", "utf-8")
    mapping = {"id": "order_id", "when": "ordered_at", "amount": "net_amount"}
    collect.load(fresh_web.shop, given, into="orders", source="till", mapping=mapping)
    pipeline.run(fresh_web.shop, as_of="2025-06-30")
    page = fresh_web.get("/data/quality").text
    assert "&lt;img src=x onerror" in page
    assert canary not in page


def test_programs_get_the_same_figures(viewer):
    answer = viewer.get("/api/v1/data/quality", params={"source": "till", "entity": "customers"}).json()
    assert answer["totals"]["filled"] > 0
    assert {f["measured"]["source"] for f in answer["findings"]} == {"till"}

import pytest

from zhike import pipeline


@pytest.mark.parametrize("table", pipeline.tables())
def test_every_table_has_its_page(owner, table):
    page = owner.get(f"/data/dictionary/{table}")
    assert page.status_code == 200
    assert f"<code>{pipeline.tables()[table].columns[0].name}</code>" in page.text


def test_the_list_leads_to_every_table(viewer):
    page = viewer.get("/data/dictionary").text
    assert [t for t in pipeline.tables() if f'href="/data/dictionary/{t}"' not in page] == []


def test_a_column_shows_its_meaning_its_origin_drawn_and_as_a_list_and_its_sql(viewer):
    page = viewer.get("/data/dictionary/rfm/r_score").text
    assert "<svg" in page
    assert 'class="lineage-list"' in page
    assert (
        page.count('href="/data/dictionary/customer_features/recency_days"') == 3
    )  # drawn, in the list beside it, and in the list of phones
    assert 'data-line="1"' in page
    assert 'href="/glossary#rfm.r_score"' in page


def test_a_column_that_comes_from_nothing_says_so(owner):
    tables = {t.name: t for t in pipeline.tables().values() if not t.sql}
    name, table = next(iter(tables.items()))
    assert "could be traced" in owner.get(f"/data/dictionary/{name}/{table.columns[0].name}").text


@pytest.mark.parametrize("path", ["rmf", "rfm/r_scor", "<img src=x onerror=alert(1)>", "rfm/<script>"])
def test_what_is_not_there_is_not_found_and_shown_as_text(owner, path):
    answer = owner.get(f"/data/dictionary/{path}")
    assert answer.status_code == 404
    assert "<img src=x" not in answer.text


def test_no_personal_value_is_on_any_page(owner, shop):
    values = [r["v"] for r in shop.query("select phone as v from customers where phone is not null").to_pylist()]
    for column in ("phone", "email", "name"):
        page = owner.get(f"/data/dictionary/customers/{column}").text
        assert [v for v in values if v in page] == []


@pytest.mark.parametrize(("language", "words"), [("en", "Where it comes from"), ("zh", "所在表的 SQL")])
def test_the_pages_speak_both_languages(owner, language, words):
    assert words in owner.get("/data/dictionary/rfm/r_score", headers={"accept-language": language}).text


def test_a_viewer_is_not_offered_sql(owner, viewer):
    assert "/data/sql?sql=" in owner.get("/data/dictionary/rfm").text
    assert "/data/sql?sql=" not in viewer.get("/data/dictionary/rfm").text


def test_programs_get_the_tree_of_origins(viewer):
    answer = viewer.get("/api/v1/data/dictionary/rfm/r_score").json()
    assert answer["column"]["origin"]["via"][0]["column"] == "recency_days"


def test_the_tables_are_there_before_the_first_run(fresh_web):
    with fresh_web.shop.store.writing() as connection:
        connection.exec_driver_sql("delete from current")
    assert fresh_web.get("/data/dictionary").status_code == 200
    assert fresh_web.get("/data/dictionary/rfm/r_score").status_code == 200

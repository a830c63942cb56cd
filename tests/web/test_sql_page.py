import io

import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

QUESTION = "select rfm_group, count(*) as customers from rfm group by 1 order by 2 desc, 1"


def ask(client, sql):
    return client.post("/data/sql", data={"sql": sql})


def test_a_query_gives_a_table_a_chart_and_files(fresh_web):
    page = ask(fresh_web, QUESTION)
    assert page.status_code == 200
    assert "/data/sql?asked=" in str(page.url)
    assert 'data-chart-of="answer_chart"' in page.text
    rows = fresh_web.shop.query(QUESTION).to_pylist()
    assert all(f"<td>{r['rfm_group']}</td>" in page.text for r in rows)
    asked = page.url.params["asked"]
    assert QUESTION.split()[1].strip(",") in page.text
    file = fresh_web.get("/data/sql/file", params={"asked": asked, "type": "parquet"})
    assert pq.read_table(io.BytesIO(file.content)).to_pylist() == rows
    sheet = CalamineWorkbook.from_filelike(
        io.BytesIO(fresh_web.get("/data/sql/file", params={"asked": asked, "type": "xlsx"}).content)
    )
    assert sheet.get_sheet_by_index(0).to_python()[0] == ["rfm_group", "customers"]
    assert fresh_web.get("/data/sql/file", params={"asked": asked}).text.startswith("\ufeffrfm_group,customers")


def test_what_was_asked_stands_in_the_history(fresh_web):
    ask(fresh_web, "select 42 as answer")
    ask(fresh_web, "select nothing_like_this from rfm")
    page = fresh_web.get("/data/sql").text
    assert "select 42 as answer" in page
    assert "failed" in page


def test_an_error_is_said_in_words_with_the_place(owner):
    page = ask(owner, "select customer_id,\n  foo\nfrom customers")
    assert page.status_code == 422
    assert "There is no column foo in these tables." in page.text
    assert "<mark>foo</mark>" in page.text
    assert "Line 2:" in page.text


@pytest.mark.parametrize(
    "sql", ["drop table orders", "select * from read_text('/etc/passwd')", "select 1; select 2", ""]
)
def test_what_is_no_query_is_refused(owner, sql):
    page = ask(owner, sql)
    assert page.status_code == 422
    assert "root:" not in page.text


def test_a_viewer_and_a_stranger_may_not_ask(viewer, stranger):
    for path in ("/data/sql", "/data/sql?sql=select+1", "/data/sql/file?sql=select+1", "/api/v1/data/sql?sql=select+1"):
        assert viewer.get(path).status_code == 403
    assert ask(viewer, "select 1").status_code == 403
    assert stranger.get("/data/sql", follow_redirects=False).status_code == 303


def test_the_first_thousand_rows_are_shown_and_the_total_said(owner):
    page = owner.get("/data/sql", params={"sql": "select range as n from range(2500)"}).text
    assert "the first 1,000 of 2,500 rows" in page
    assert page.count('<td class="number">') < 1100
    file = owner.get("/data/sql/file", params={"sql": "select range as n from range(2500)"})
    assert len(file.text.splitlines()) == 2501


def test_hostile_text_is_shown_as_text_in_cells_names_and_the_query_itself(owner):
    sql = """select '<img src=x onerror=alert(1)>' as "<script>alert(1)</script>", 1 as n"""
    page = owner.get("/data/sql", params={"sql": sql}).text
    assert "<img src=x" not in page
    assert "<script>alert" not in page
    assert "&lt;img src=x onerror" in page


def test_a_formula_is_defused_in_the_file(owner):
    file = owner.get("/data/sql/file", params={"sql": "select '=1+1' as x"})
    assert "'=1+1" in file.text


def test_columns_of_the_same_name_and_odd_values_are_shown(owner):
    sql = "select 1 as a, 2 as a, null as n, 0.000012 as small, 'ab'::blob as b, [1, 2] as l, date '2025-01-02' as d"
    page = owner.get("/data/sql", params={"sql": sql}).text
    for shown in ("0.000012", "6162", "[1, 2]", "2025-01-02"):
        assert shown in page


def test_a_chart_is_drawn_as_chosen_and_a_wrong_choice_is_said(owner):
    asked = {"sql": "select month, orders, revenue from kpi_monthly order by month"}
    assert "revenue by month" in owner.get("/data/sql", params={**asked, "y": "revenue", "kind": "lines"}).text
    assert owner.get("/data/sql", params={**asked, "y": "nothing"}).status_code == 404


@pytest.mark.parametrize(("language", "words"), [("en", "Questions to begin with"), ("zh", "可以从这些问题开始")])
def test_the_page_speaks_both_languages(owner, language, words):
    assert words in owner.get("/data/sql", headers={"accept-language": language}).text


def test_programs_ask_and_get_rows(owner):
    answer = owner.get("/api/v1/data/sql", params={"sql": "select 1 as x"}).json()
    assert (answer["answer"]["total"], answer["answer"]["rows"]) == (1, [["1"]])


def test_every_table_can_be_inserted(owner):
    page = owner.get("/data/sql").text
    assert 'data-insert="rfm_group"' in page

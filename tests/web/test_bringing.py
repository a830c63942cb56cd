"""From a file to an import: upload, columns, check, import."""

import io
import re
import zipfile

import pytest
import xlsxwriter

from zhike import collect, jobs
from zhike.collect import uploads

ORDERS = """订单号,会员卡号,下单时间,实付金额,备注
N1,T1,2025-06-02,10.00,a
N2,T1,2025-06-03,20.00,b
N3,T2,whenever,30.00,c
"""
HOSTILE = "<img src=x onerror=alert(1)>"


def brought(web, content, name="orders.csv"):
    answer = web.post("/data/imports/uploads", files={"file": (name, content)}, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def choices(page):
    """Return the targets that the page's selects show, in the order of the columns."""
    selects = re.findall(r'name="field" data-field>(.*?)</select>', page, re.DOTALL)
    return [(re.search(r'value="([^"]*)" selected', s) or [None, ""])[1] for s in selects]


def checked(web, place, **form):
    fields = choices(web.get(place).text)
    answer = web.post(
        f"{place}/check", data={"entity": "orders", "source": "till", "field": fields, **form}, follow_redirects=False
    )
    assert answer.status_code == 303, answer.text
    job = answer.headers["location"]
    jobs.finished(web.shop, job.rpartition("/")[2], within=20)
    return job


def imported(web, job):
    answer = web.post(f"{job}/import", follow_redirects=False)
    jobs.finished(web.shop, answer.headers["location"].rpartition("/")[2], within=20)
    return web.get(answer.headers["location"])


@pytest.fixture
def web(fresh_web, reading_here):  # noqa: ARG001 - asked for its effect
    return fresh_web


def test_a_file_is_understood_checked_and_imported(web):
    place = brought(web, ORDERS.encode("gbk"))
    page = web.get(place).text
    assert "GB18030" in page
    assert choices(page) == ["order_id", "record_id", "ordered_at", "net_amount", ""]
    job = checked(web, place)
    page = web.get(job).text
    assert "create 2 rows, update 0" in page
    assert "1 of 3 cannot be used" in page
    assert "This is not a date or time that can be read." in page
    before = len(collect.receipts(web.shop))
    page = imported(web, job)
    assert page.url.path == f"/data/imports/{before + 1}"
    assert "2 of 3 rows are in; 1 waits to be mended." in page.text
    assert not list((web.shop.folder / "files/uploads").iterdir())


def test_a_check_writes_nothing(web):
    before = len(collect.receipts(web.shop))
    checked(web, brought(web, ORDERS.encode()))
    assert len(collect.receipts(web.shop, undone=True)) == before


def test_a_button_pressed_twice_imports_once(web):
    job = checked(web, brought(web, ORDERS.encode()))
    before = len(collect.receipts(web.shop))
    first, second = (web.post(f"{job}/import", follow_redirects=False).headers["location"] for _time in range(2))
    jobs.finished(web.shop, first.rpartition("/")[2], within=20)
    third = web.post(f"{job}/import", follow_redirects=False).headers["location"]
    assert first == second == third
    assert len(collect.receipts(web.shop)) == before + 1


def test_the_columns_are_mapped_as_last_time(web):
    place = brought(web, ORDERS.encode())
    imported(web, checked(web, place, field=["order_id", "record_id", "ordered_at", "gross_amount", "@keep"]))
    page = web.get(brought(web, ORDERS.encode(), "next.csv")).text
    assert "as they were last time for source till" in page
    assert choices(page) == ["order_id", "record_id", "ordered_at", "gross_amount", "@keep"]


def test_a_column_can_be_kept_beside_the_row(web):
    imported(
        web,
        checked(
            web, brought(web, ORDERS.encode()), field=["order_id", "record_id", "ordered_at", "net_amount", "@keep"]
        ),
    )
    assert collect.receipts(web.shop)[-1].mapping["columns"]["备注"] == "attributes.备注"


def test_what_is_missing_is_said_before_and_after(web):
    place = brought(web, ORDERS.encode())
    answer = web.post(
        f"{place}/check", data={"entity": "orders", "source": "till", "field": ["order_id", "", "", "", ""]}
    )
    assert answer.status_code == 422
    assert "need ordered_at, and no column goes there" in answer.text
    assert choices(answer.text) == ["order_id", "", "", "", ""]
    box = re.search(r"data-missing-box(.*?)</div>", answer.text, re.DOTALL)[1]
    assert not box.startswith(" hidden")


@pytest.mark.parametrize(("form", "said"), [
    ({"source": ""}, "Say which source"),
    ({"source": "../x"}, "cannot be the name of a source"),
    ({"field": ["order_id", "order_id", "ordered_at", "", ""]}, "both go to order_id"),
    ({"field": ["order_id"]}, "The form has 1 columns"),
    ({"field": ["order_id", "id; drop table", "ordered_at", "", ""]}, "there is no field"),
])  # fmt: skip
def test_wrong_choices_are_refused_in_words(web, form, said):
    place = brought(web, ORDERS.encode())
    right = {"entity": "orders", "source": "till", "field": ["order_id", "record_id", "ordered_at", "net_amount", ""]}
    answer = web.post(f"{place}/check", data={**right, **form})
    assert answer.status_code == 422
    assert said in answer.text


def test_an_unknown_entity_is_refused(web):
    place = brought(web, ORDERS.encode())
    answer = web.post(f"{place}/check", data={"entity": "cars", "source": "till", "field": [""] * 5})
    assert answer.status_code in {404, 422}
    assert "cars" in answer.text


def test_the_order_of_day_and_month_is_asked_for_where_no_value_tells(web):
    text = "订单号,会员卡号,下单时间,实付金额\nN1,T1,03/04/2025,10\nN2,T1,05/06/2025,20\n"
    place = brought(web, text.encode())
    assert 'name="order"' in web.get(place).text
    imported(web, checked(web, place, order=["2:day-first"]))
    assert collect.receipts(web.shop)[-1].mapping["formats"] == {"ordered_at": "day-first"}


def test_a_file_of_more_than_a_thousand_columns_is_checked(web):
    head = ["订单号", "会员卡号", "下单时间", "实付金额", *(f"x{n}" for n in range(1_500))]
    row = ["N1", "T1", "2025-06-02", "10.00", *("1" for _ in range(1_500))]
    job = checked(web, brought(web, f"{','.join(head)}\n{','.join(row)}\n"))
    assert jobs.job(web.shop.store, job.rpartition("/")[2]).found["created"] == 1


def test_another_entity_can_be_said(web):
    place = brought(web, ORDERS.encode())
    answer = web.post(f"{place}/reading", data={"entity": "customers", "new_source": "web-2"})
    assert answer.url.query == b"entity=customers&source=web-2"
    assert '<option value="customers" selected>' in answer.text


def test_a_sheet_can_be_chosen(web):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        for name in ("一", "二"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ("order_id", "user_id", "ordered_at", f"amount {name}"))
            sheet.write_row(1, 0, ("N1", "W1", "2025-06-01", 10))
    place = brought(web, file.getvalue(), "book.xlsx")
    assert "amount 一" in web.get(place).text
    assert "amount 二" in web.get(place, params={"sheet": "二"}).text


def test_what_is_no_table_is_refused_under_its_own_name(web):
    place = brought(web, b"\x89PNG\r\n\x1a\n" + bytes(100), "orders.csv")
    answer = web.get(place)
    assert answer.status_code == 422
    assert "orders.csv is not a table but a PNG picture" in answer.text


def test_a_zip_bomb_is_refused_in_words(web):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("orders.csv", b"a,b\n" + b"0,0\n" * 30_000_000)
    answer = web.get(brought(web, packed.getvalue(), "bomb.zip"))
    assert answer.status_code == 422
    assert "bomb.zip is over a limit" in answer.text


def test_a_file_that_is_too_large_is_refused_and_nothing_stays(web, monkeypatch):
    monkeypatch.setattr(uploads, "UPLOAD_BYTES", 1000)
    answer = web.post("/data/imports/uploads", files={"file": ("big.csv", b"x" * 2000)})
    assert answer.status_code == 422
    assert "larger than 1,000 bytes" in answer.text
    assert not list((web.shop.folder / "files/uploads").iterdir())


@pytest.mark.parametrize(
    "form", [{}, {"data": {"file": "text"}}, {"files": {"file": ("e.csv", b"")}}, {"content": b"x"}]
)
def test_a_form_without_a_file_is_refused_in_words(web, form):
    answer = web.post("/data/imports/uploads", **form)
    assert answer.status_code == 422
    assert "No file came with the form" in answer.text


@pytest.mark.parametrize("name", ["../../../evil.csv", "..\\..\\evil.csv", "/etc/evil.csv", "a/../evil.csv"])
def test_a_name_leads_nowhere(web, name):
    place = brought(web, ORDERS.encode(), name)
    assert "Columns of evil.csv" in web.get(place).text
    outside = list(web.shop.folder.parent.rglob("*evil*"))
    assert outside == []


def test_a_name_with_markup_is_shown_as_text(web):
    page = web.get(brought(web, ORDERS.replace("备注", HOSTILE).encode(), f"{HOSTILE}.csv")).text
    assert HOSTILE not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


def test_another_persons_file_does_not_exist(web):
    place = brought(web, ORDERS.encode())
    job = checked(web, place)
    analyst = web.__class__(web.app, base_url="http://localhost", headers={"accept-language": "en"})
    analyst.post("/sign-in", data={"login": "analyst", "password": "a long enough password"})
    assert analyst.get("/data/imports/new").status_code == 200
    assert analyst.get(place).status_code == 404
    assert analyst.post(f"{place}/check", data={"entity": "orders", "source": "t", "field": [""]}).status_code == 404
    assert analyst.post(f"{job}/import").status_code == 404


def test_keys_that_no_form_has_change_nothing(web):
    place = brought(web, ORDERS.encode())
    job = checked(web, place, dry_run="", path="/etc/passwd", by="root", upload="x", name="y")
    assert jobs.job(web.shop.store, job.rpartition("/")[2]).asked["name"] == "orders.csv"
    assert jobs.job(web.shop.store, job.rpartition("/")[2]).asked["dry_run"] is True


def test_a_viewer_may_bring_nothing_in(viewer):
    assert viewer.get("/data/imports/new").status_code == 403
    assert viewer.get("/data/imports/new/0123").status_code == 403
    assert viewer.post("/data/imports/uploads", files={"file": ("o.csv", b"a")}).status_code == 403
    assert viewer.post("/data/imports/new/0123/check", data={"entity": "orders", "field": [""]}).status_code == 403
    assert viewer.post("/data/imports/jobs/0123/import").status_code == 403
    assert viewer.post("/data/imports/1/mended", files={"file": ("o.csv", b"a")}).status_code == 403
    assert viewer.post("/data/imports/1/quarantine/2", data={"value": ["x"]}).status_code == 403
    assert viewer.get("/data/imports/1/undo").status_code == 403
    assert viewer.post("/data/imports/1/undo").status_code == 403
    assert viewer.get("/data/imports/1/errors.csv").status_code == 403
    assert viewer.post("/data/runs").status_code == 403


def test_a_stranger_is_sent_to_sign_in(stranger):
    assert (
        stranger.post("/data/imports/uploads", files={"file": ("o.csv", b"a")}, follow_redirects=False).status_code
        == 303
    )
    assert stranger.get("/data/imports/new", follow_redirects=False).headers["location"].startswith("/sign-in")


def test_the_pages_speak_chinese(web):
    place = brought(web, ORDERS.encode("gbk"))
    zh = {"accept-language": "zh-CN"}
    assert "检查整个文件" in web.get(place, headers=zh).text
    assert "选择文件，或拖放到此处" in web.get("/data/imports/new", headers=zh).text

"""The whole first visit, from the link in the terminal to a list of customers in a file."""

import csv

import pytest
from browser_files import bring, check, import_it, members, orders, outcomes
from browser_server import PASSWORD, Server
from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

import shop as cast
from zhike.words import _, use_language
from zhike.workspace import make_workspace


@pytest.fixture
def new(tmp_path):
    """Return a server of a workspace in which there is nothing and nobody yet."""
    server = Server(make_workspace(tmp_path / "new", cast.SETTINGS))
    yield server
    server.stop()


def join(visitor, link):
    visitor.go(link)
    visitor.page.fill("#name", "Zoe Lang")
    visitor.page.fill("#login", "zoe")
    visitor.page.fill("#password", PASSWORD)
    visitor.page.click("main button[type=submit]")
    visitor.page.wait_for_url(visitor.address + "/")


def guesses(page):
    """Return the field to which each column of the file goes."""
    columns = page.locator(".columns-table th.column-name").all_inner_texts()
    return dict(zip(columns, [s.input_value() for s in page.locator("[data-field]").all()], strict=True))


def customers_are_brought(visitor):
    page = visitor.page
    page.get_by_role("link", name=_("Bring in a file")).click()
    expect(page.locator("h1")).to_have_text(_("Bring in a file"))
    bring(visitor, members(), "会员.csv", source="till")
    expect(page.locator(".file-facts")).to_contain_text("GB18030")
    assert guesses(page) == {
        "客户编号": "record_id", "姓名": "name", "手机号": "phone",
        "会员卡号": "member_no", "性别": "gender", "注册时间": "registered_at",
    }  # fmt: skip
    check(page)
    assert outcomes(page) == {"created": 38, "quarantined": 2}
    import_it(page)
    assert outcomes(page) == {"created": 38, "quarantined": 2}


def one_row_is_mended(page):
    page.click("a[href$='/quarantine']")
    rows = page.locator("section[id^=line-]")
    expect(rows).to_have_count(2)
    wrong = rows.first.locator(".is-wrong input")
    expect(wrong).to_have_value("")
    wrong.fill("M039")
    rows.first.locator("button[type=submit]").click()
    expect(
        page.get_by_text(_("The row of line {line} is mended and has joined its import.").format(line=40))
    ).to_be_visible()
    expect(rows).to_have_count(1)


def orders_are_brought(visitor):
    visitor.go("/data/imports/new")
    bring(visitor, orders(), "订单.csv", source="till")
    check(visitor.page)
    import_it(visitor.page)
    assert outcomes(visitor.page) == {"created": 199, "quarantined": 1}


def all_is_computed(page):
    page.get_by_role("button", name=_("Compute now")).click()
    expect(page.get_by_role("heading", name=_("Tables of the current run"))).to_be_visible(timeout=30_000)


def a_cell_is_opened(visitor):
    """Open the best buyers from the heat map; return how many the cell says they are."""
    visitor.go("/")
    page = visitor.page
    expect(page.locator(".figures .figure")).to_have_count(8)
    grid = page.locator("section.chart-card", has=page.locator("#rfm-grid"))
    grid.scroll_into_view_if_needed()
    expect(grid.locator("#rfm-grid svg")).to_be_visible()
    grid.get_by_text(_("As a table")).click()
    cell = grid.locator("table a").first
    count = int(cell.inner_text())
    cell.click()
    page.wait_for_url("**/customers?*")
    return count


def shown(page):
    """Return the ids of the customers in the list, in its order."""
    links = page.locator(".list-table td.list-name a")
    return links.evaluate_all("links => links.map(link => link.getAttribute('href').split('/').pop())")


def taken_away(page, kind):
    page.locator(".page-head-actions summary", has_text=_("Export")).click()
    with page.expect_download() as waiting:
        page.locator(f".page-head-actions a[href$='kind={kind}']").click()
    page.keyboard.press("Escape")
    return waiting.value.path()


def first_of_csv(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [row[0] for row in csv.reader(file)][1:]


def first_of_xlsx(path):
    return [row[0] for row in CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()][1:]


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_first_visit_ends_with_customers_in_a_file(new, visit, language):
    use_language(language)
    visitor = visit(new, language=language)
    page = visitor.page
    join(visitor, new.link)
    customers_are_brought(visitor)
    one_row_is_mended(page)
    orders_are_brought(visitor)
    all_is_computed(page)

    count = a_cell_is_opened(visitor)
    listed, address = shown(page), page.url
    assert len(listed) == count > 0
    page.locator(".list-table td.list-name a").first.click()
    page.wait_for_url(f"**/customers/{listed[0]}")
    page.go_back()
    expect(page).to_have_url(address)
    expect(page.locator(".chip")).to_have_count(2)
    assert shown(page) == listed

    assert first_of_csv(taken_away(page, "csv")) == listed
    assert first_of_xlsx(taken_away(page, "xlsx")) == listed
    assert visitor.wrong == []
    assert "a browser refused something" not in new.log.read_text("utf-8")

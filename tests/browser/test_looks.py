"""What was mended by looking at pictures stays mended: words that break per sign, names out of place, legends that are cut."""

import json
import re

import pytest
from browser_pages import settle
from playwright.sync_api import expect

PHONE = (360, 780)
# Texts that take three lines or more with fewer than three signs in each: a column too narrow for its words.
BROKEN = """() => [...document.querySelectorAll("main :is(th, td, dt, dd, a, button, .badge)")].filter(e => {
    const text = e.innerText || "";
    if (!e.offsetParent || e.children.length || text.length < 4) return false;
    const range = document.createRange();
    range.selectNodeContents(e);
    const lines = new Set([...range.getClientRects()].map(r => Math.round(r.top))).size;
    return lines > 2 && text.length / lines < 3;
}).map(e => e.innerText)"""


def test_no_words_break_sign_by_sign_on_a_phone(served, pages, visit):
    visitor = visit(served, language="zh", size=PHONE).sign_in()
    found = {}
    for path in pages:
        visitor.go(path)
        settle(visitor)
        if broken := visitor.page.evaluate(BROKEN):
            found[path] = broken
    assert found == {}


def test_the_choice_of_columns_fits_a_phone(served, visit):
    visitor = visit(served, size=PHONE).sign_in()
    visitor.go("/customers")
    visitor.page.click(".list-tools > details:last-of-type > summary")
    expect(visitor.page.locator(".pop-wide")).to_be_visible()
    assert visitor.page.evaluate("document.documentElement.scrollWidth") == PHONE[0]


def test_the_shop_s_name_stands_beside_its_logo(served, visit):
    visitor = visit(served).sign_in()
    logo = visitor.page.locator(".navbar-brand img").bounding_box()
    name = visitor.page.locator(".brand-name").bounding_box()
    assert 4 <= name["x"] - (logo["x"] + logo["width"]) <= 16


def test_a_legend_names_all_its_curves_on_a_phone(served, visit):
    visitor = visit(served, size=PHONE).sign_in()
    visitor.go("/analysis/contribution")
    settle(visitor)
    chart = visitor.page.locator("#lorenz")
    chart.scroll_into_view_if_needed()
    expect(chart.locator("svg")).to_be_visible()
    assert {"Share of revenue", "If all brought the same"} <= set(chart.locator("text").all_text_contents())


def test_a_click_on_a_cell_of_the_heat_map_opens_its_customers(served, visit):
    visitor = visit(served).sign_in()
    page = visitor.page
    grid = page.locator("#rfm-grid")
    grid.scroll_into_view_if_needed()
    expect(grid.locator("svg")).to_be_visible()
    chart = json.loads(page.locator("script[data-chart-of=rfm-grid]").text_content())
    row, at = next((r, c) for r, s in enumerate(chart["series"]) for c, value in enumerate(s["values"]) if value)
    box, head, side = grid.bounding_box(), 28, 64
    height, width = (box["height"] - head) / len(chart["series"]), (box["width"] - side) / len(chart["categories"])
    page.mouse.click(box["x"] + side + width * (at + 0.5), box["y"] + head + height * (row + 0.5))
    page.wait_for_url("**/customers?*")
    said = page.locator(".page-sentence").inner_text()
    assert int(re.match(r"\d+", said)[0]) == chart["series"][row]["values"][at]


def test_two_years_of_cohorts_fit_a_desktop(served, visit):
    visitor = visit(served).sign_in()
    visitor.go("/analysis/cohorts")
    settle(visitor)
    triangle = visitor.page.locator(".triangle")
    # The cast has few cohorts: a triangle of two years is put in their place.
    triangle.evaluate("""table => {
        table.classList.add("is-dense");
        for (const row of table.rows) while (row.cells.length < 26) row.append(row.cells[row.cells.length - 1].cloneNode(true));
        for (const cell of table.querySelectorAll("td:not(.total)")) cell.innerHTML = "<a href='#'>32%</a>";
    }""")
    assert visitor.page.evaluate("() => { const e = document.querySelector('.scroll-sideways'); return e.scrollWidth - e.clientWidth; }") <= 0  # fmt: skip


def test_what_a_finger_hits_in_the_head_of_a_list_is_high_enough(served, visit):
    visitor = visit(served, size=PHONE).sign_in()
    visitor.go("/customers")
    heights = visitor.page.locator(".sort-link").evaluate_all(
        "links => links.map(l => l.getBoundingClientRect().height)"
    )
    assert min(heights) >= 24


def test_the_numbers_of_cards_in_a_row_stand_on_one_line(served, visit):
    visitor = visit(served, size=PHONE).sign_in()
    visitor.go("/")
    tops = visitor.page.locator(".figure-value").evaluate_all(
        "values => values.map(v => Math.round(v.getBoundingClientRect().top))"
    )
    assert tops[::2] == tops[1::2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_customer_is_printed_without_navigation_and_with_whole_charts_on_white(served, visit, scheme):
    visitor = visit(served, scheme=scheme).sign_in()
    page = visitor.page
    visitor.go("/customers")
    page.click(".list-name a")
    expect(page.locator("[data-chart] svg").first).to_be_visible()
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 700, "height": 900})
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("h1")).to_be_visible()
    for hidden in (".navbar", ".top-bar", ".customer-tabs", ".day-form", ".chart-tools >> nth=0"):
        expect(page.locator(hidden).first).to_be_hidden()
    charts = page.locator("[data-chart] svg")
    assert charts.count() == page.locator("[data-chart]").count() > 0
    assert all(charts.nth(n).bounding_box()["width"] <= 700 for n in range(charts.count()))
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "light"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("document.documentElement.dataset.bsTheme") == scheme
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1360, "height": 900})
    expect(charts.first).not_to_have_attribute("viewBox", re.compile("."))


def test_a_stage_has_one_colour_and_one_place_in_all_charts(served, visit):
    visitor = visit(served).sign_in()
    page = visitor.page
    visitor.go("/analysis/lifecycle")
    chart = json.loads(page.locator("script[data-chart-of=stages]").text_content())
    wanted = page.evaluate("names => names.map(n => window.zhikeLook.colour(n, 0))", chart["colours"])
    expect(page.locator("#stages svg")).to_be_visible()
    drawn = page.locator("#stages path[fill]").evaluate_all("bars => bars.map(b => b.getAttribute('fill'))")
    assert len(set(wanted)) > 2
    assert set(wanted) <= set(drawn)
    page.locator("#moves").scroll_into_view_if_needed()
    expect(page.locator("#moves svg")).to_be_visible()
    places = page.locator("#moves text").evaluate_all(
        "words => words.map(w => [w.textContent, w.getBoundingClientRect()]).sort((a, b) => a[1].top - b[1].top).map(([said, at]) => [said, at.left])"
    )
    middle = sum(left for _said, left in places) / len(places)
    left, right = ([s for s, x in places if (x < middle) is is_left] for is_left in (True, False))
    assert len(right) > 2
    assert [s for s in left if s in right] == [s for s in right if s in left]


def test_what_happened_last_goes_on_when_its_own_box_is_scrolled(served, visit):
    visitor = visit(served).sign_in()
    page = visitor.page
    # A page of two entries stands for one of thirty: the loader is the same.
    loader = '<li class="entry-more" hx-get="?older" hx-select="li" hx-trigger="revealed" hx-swap="outerHTML"></li>'
    tall = '<ol class="entries"><li class="entry" style="height: 90rem">1</li>' + loader + "</ol>"
    page.route("**/timeline", lambda route: route.fulfill(body=f'<div id="entries">{tall}</div>', content_type="text/html"))  # fmt: skip
    page.route("**/*older", lambda route: route.fulfill(body='<li class="entry">2</li>', content_type="text/html"))
    visitor.go("/customers")
    page.click(".list-name a")
    box = page.locator(".latest")
    box.scroll_into_view_if_needed()
    expect(box.locator(".entry")).to_have_text(["1"])
    assert box.bounding_box()["height"] < 900
    box.evaluate("box => { box.scrollTop = box.scrollHeight }")
    expect(box.locator(".entry")).to_have_text(["1", "2"])

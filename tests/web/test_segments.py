"""The pages of segments: a rule is built by buttons or text, kept, computed, explained, deleted and brought back."""

import html
import json
import re

import pytest

from shop import AS_OF, customer_of
from zhike import pipeline, segment
from zhike.govern import Actor, roles
from zhike.web.builder import answered

IRIS = Actor("Iris", roles.ANALYST)
RULE = "orders >= 3 and city is null"


def tree_of(answer):
    found = re.search(r'name="tree" value="([^"]*)"', answer.text)
    return (
        found[1]
        .replace("&#34;", '"')
        .replace("&#39;", "'")
        .replace("&amp;", "&")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
    )


def fields_of(answer):
    """Return the builder's fields as a browser would send them."""
    form = answer.text[
        answer.text.index("data-rule-form") : answer.text.index("</form>", answer.text.index("data-rule-form"))
    ]
    parts, values = [], []
    for path, control in re.findall(r'name="part" value="([^"]*)">(<select.*?</select>|<input[^>]*>)', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', control) or re.search(
            r'<option value="([^"]*)"', control
        )
        given = re.search(r'name="value" value="([^"]*)"', control)
        parts.append(path)
        values.append(html.unescape((chosen if control.startswith("<select") else given)[1]))
    return parts, values


def press(web, answer, edit="", **changed):
    parts, values = fields_of(answer)
    values = [changed.get(p.replace(":", "_").replace(".", "_"), v) for p, v in zip(parts, values, strict=True)]
    return web.post("/segments/builder", data={"tree": tree_of(answer), "part": parts, "value": values, "edit": edit})


@pytest.fixture
def web(fresh_web):
    return fresh_web


def test_the_builder_shows_a_rule_with_what_it_holds(web):
    answer = web.get("/segments/new", params={"rule": RULE})
    assert answer.status_code == 200
    assert "2 of 14 customers" in answer.text
    assert fields_of(answer)[0] == ["0:column", "0:op", "0:value", "1:column", "1:op"]


def test_buttons_and_fields_change_the_tree(web):
    answer = press(web, web.get("/segments/new"), "add::compare")
    answer = press(web, answer, **{"0_value": "3"})
    assert "2 of 14 customers" in answer.text
    answer = press(web, answer, "not:0")
    assert "12 of 14 customers" in answer.text
    answer = press(web, press(web, answer, "add::group"), "add:1:bought")
    assert json.loads(tree_of(answer))["every"][1]["some"][1]["bought"] is None
    answer = press(web, answer, "move:1.1:0")
    assert "bought" in json.loads(tree_of(answer))["every"][0]
    assert len(json.loads(tree_of(press(web, answer, "remove:0")))["every"]) == 2


def test_the_builder_keeps_how_often_of_what_is_foreseen_though_it_shows_no_field_for_it(web):
    rule = "likely('tea', at_least=2, probability > 0.3)"
    answer = web.get("/segments/new", params={"rule": f"{rule} and orders > 0"})
    assert "0:within_days" not in fields_of(answer)[0]
    kept = json.loads(tree_of(press(web, answer, **{"0_name": "rice"})))["every"][0]
    assert (kept["likely"], kept["at_least"], kept["where"][0]["values"]) == ("rice", 2, [0.3])


def test_what_becomes_foreseen_loses_the_counts_that_its_fields_no_longer_show():
    rule = segment.rules.parsed("did('view', at_least=3, at_most=9, within_days=30) and orders > 0")
    tree = json.dumps(segment.rules.shaped(rule))
    held = {"0:what": "likely", "0:at_least": "3", "0:at_most": "9", "0:within_days": "30"}
    first = answered(tree, held, "", {}).parts[0]
    assert (first.what, first.at_least, first.at_most, first.within_days) == ("likely", 1, None, None)


def test_what_is_wrong_is_shown_at_its_word_and_nothing_is_lost(web):
    answer = web.get("/segments/new", params={"text": "ordrs > 3"})
    assert "<mark>ordrs</mark>" in answer.text
    wrong = press(web, web.get("/segments/new", params={"rule": "orders >= 1"}), **{"0_value": "many"})
    assert wrong.status_code == 422
    assert 'value="many"' in wrong.text


def test_a_tree_that_no_page_made_is_refused(web):
    for tree in ('{"every": "x"}', "[", '{"column": "orders; drop", "op": "=", "values": [1]}'):
        assert web.post("/segments/builder", data={"tree": tree}).status_code == 422


def test_a_segment_is_kept_computed_and_shown_with_its_customers(web):
    made = web.post(
        "/segments", data={"name": "Buyers, often", "rule": RULE, "because": "trial"}, follow_redirects=False
    )
    pipeline.run(web.shop)
    page = web.get(made.headers["location"])
    assert "2 customers" in page.text
    assert "trial" in page.text
    listed = web.get("/segments").text
    assert "Buyers, often" in listed
    link = re.search(r'href="(/customers\?f=in_segment[^"]*)"', listed)[1].replace("&amp;", "&")
    found = web.get(link)
    assert "Ana Lima" in found.text
    assert "In the segment Buyers, often" in found.text
    assert web.get(f"/api/v1{link}").json()["total"] == 2


def test_a_customer_shows_their_segments_and_why(web):
    kept = segment.save(web.shop, "Buyers", RULE, by=IRIS)
    pipeline.run(web.shop)
    ana, wang = customer_of(web.shop, "T1"), customer_of(web.shop, "T4")
    assert f"/segments/{kept.id}/why?customer={ana}" in web.get(f"/customers/{ana}/segments").text
    why = web.get(f"/segments/{kept.id}/why", params={"customer": wang})
    assert "is not in Buyers" in why.text
    assert web.get(f"/api/v1/segments/{kept.id}/why", params={"customer": wang}).json()["why"]["is_member"] is False


def test_a_ready_rule_leads_to_the_builder(web):
    page = web.get("/segments/library").text
    link = re.search(r'href="(/segments/new[^"]*)"', page)[1]
    assert 'name="name" value="Champions"' in web.get(html.unescape(link)).text


def test_around_a_rule_stands_what_sets_it_apart(web):
    assert "What sets them apart" in web.get("/segments/around", params={"rule": RULE}).text


def test_a_segment_is_deleted_and_brought_back(web):
    kept = segment.save(web.shop, "Buyers", RULE, by=IRIS)
    web.post(f"/segments/{kept.id}/removal")
    assert "1 deleted segment" in web.get("/segments").text
    web.post(f"/segments/{kept.id}/restoration")
    assert [s.name for s in segment.segments(web.shop)] == ["Buyers"]


def test_a_viewer_sees_segments_and_changes_none(viewer):
    assert viewer.get("/segments").status_code == 200
    assert viewer.get("/segments/new").status_code == 403
    assert viewer.post("/segments", data={"name": "A", "rule": RULE}).status_code == 403


def test_a_kept_segment_is_compared_with_everybody(web):
    kept = segment.save(web.shop, "Buyers", "orders >= 3", by=IRIS)
    pipeline.run(web.shop, as_of=AS_OF)
    assert f'hx-get="/segments/{kept.id}/around"' in web.get(f"/segments/{kept.id}").text
    assert "What sets them apart" in web.get(f"/segments/{kept.id}/around").text
    found = web.get(f"/api/v1/segments/{kept.id}/around").json()["around"]
    assert found["count"] == segment.preview(web.shop, "orders >= 3", by=IRIS).count
    assert kept.id not in {o["segment_id"] for o in found["overlaps"]}
    assert all(abs(d["inside"] - d["outside"]) > 0 for d in found["differences"])
    assert found["differences"]

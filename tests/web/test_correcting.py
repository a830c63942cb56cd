"""Corrections on a customer's page and by programs."""

import re

from shop import customer_of
from zhike import govern, pipeline, unify
from zhike.describe import profile
from zhike.govern.roles import VIEWER


def _corrected(client, customer, because="told us on the phone", **typed):
    return client.post(f"/customers/{customer}/corrections", data={**typed, "because": because}, follow_redirects=False)


def _facts(client, customer):
    said = client.get(f"/api/v1/customers/{customer}").json()
    return {fact["name"]: fact for group in said["groups"] for fact in group["facts"]}


def test_a_correction_shows_at_once_with_who_and_why_until_the_run_has_it(fresh_web):
    chloe = customer_of(fresh_web.shop, "W1")
    assert "138 0000" not in fresh_web.get(f"/customers/{chloe}").text
    answer = _corrected(fresh_web, chloe, phone="138 5555-5555")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/customers/{chloe}#card-title")
    page = fresh_web.get(f"/customers/{chloe}").text
    assert "+8613855555555" in page
    assert "corrected by Owner Person: told us on the phone" in page
    assert "in the figures from the next run on" in page
    origin = next(
        o for o in fresh_web.get(f"/api/v1/customers/{chloe}/origins").json()["origins"] if o["field"] == "phone"
    )
    assert (origin["rule"], origin["said"]["source"], origin["is_pending"]) == ("person", "zhike", True)
    assert origin["others"][0]["value"] == "+8613800000003"
    pipeline.run(fresh_web.shop)
    after = _facts(fresh_web, chloe)["phone"]
    assert (after["said"], after["is_pending"], after["correction"]["by"]) == ("+8613855555555", False, "Owner Person")


def test_a_correction_is_undone_and_the_undo_undone_by_a_button(fresh_web):
    chloe = customer_of(fresh_web.shop, "W1")
    _corrected(fresh_web, chloe, email="new@example.com")
    pipeline.run(fresh_web.shop)

    def press():
        page = fresh_web.get(f"/customers/{chloe}/origins").text
        path = re.search(rf'action="(/customers/{chloe}/corrections/K\w+/undo)"', page[page.index("changes-title") :])[
            1
        ]
        assert fresh_web.post(path, follow_redirects=False).status_code == 303
        fact = _facts(fresh_web, chloe)["email"]
        return fact["said"], fact["is_pending"]

    assert press() == ("chloe@example.com", True)
    assert press() == ("new@example.com", False)


def test_an_unreadable_value_is_said_beside_what_was_typed(fresh_web):
    chloe = customer_of(fresh_web.shop, "W1")
    answer = _corrected(fresh_web, chloe, phone="call <me>", because="x")
    assert answer.status_code == 422
    assert "This is not a phone number" in answer.text
    assert "call &lt;me&gt;" in answer.text
    assert "Say why" in _corrected(fresh_web, chloe, phone="13855555555", because=" ").text
    assert unify.corrections(fresh_web.shop.store) == ()


def test_parts_of_a_name_are_one_form_and_one_correction(fresh_web):
    ana = customer_of(fresh_web.shop, "T1")
    form = fresh_web.get(f"/customers/{ana}/corrections/new", params={"field": "family_name"}).text
    assert 'name="given_name" value="Ana"' in form
    _corrected(fresh_web, ana, given_name="Ana", family_name="Lim")
    [made] = unify.corrections(fresh_web.shop.store)
    assert made.values == {"given_name": "Ana", "family_name": "Lim"}
    assert (made.record.source, made.record.number) == ("till", "T1")


def test_programs_correct_and_undo_with_a_key(fresh_web):
    chloe = customer_of(fresh_web.shop, "W1")
    person = next(p for p in govern.everybody(fresh_web.shop.store) if p.role.name == "analyst")
    key = {"authorization": f"Bearer {govern.make_key(fresh_web.shop.store, person, name='test')}"}
    address = f"/api/v1/customers/{chloe}/corrections"
    said = {"values": {"city": "深圳市", "province": "广东省", "district": ""}, "because": "moved"}
    made = fresh_web.post(address, json=said, headers=key)
    assert made.status_code == 201
    assert _facts(fresh_web, chloe)["city"]["said"] == "深圳市"
    undo = fresh_web.post(f"{address}/{made.json()['id']}/undo", json={"because": "did not"}, headers=key)
    assert undo.status_code == 201
    assert [c["counts"] for c in fresh_web.get(f"/api/v1/customers/{chloe}/origins").json()["changes"]] == [True, False]
    wrong = fresh_web.post(address, json={"values": {"phon": "1"}, "because": "x"}, headers=key)
    assert (wrong.status_code, wrong.json()["code"]) == (404, "unknown_name")
    assert fresh_web.post(address, json={"values": {}, "because": "x"}, headers=key).status_code == 422


def test_a_program_without_a_key_corrects_nothing(fresh_web):
    chloe = customer_of(fresh_web.shop, "W1")
    said = {"values": {"phone": "13855555555"}, "because": "x"}
    assert fresh_web.post(f"/api/v1/customers/{chloe}/corrections", json=said).status_code == 401


def test_another_site_corrects_nothing(fresh_web):
    chloe = customer_of(fresh_web.shop, "W1")
    answer = fresh_web.post(
        f"/customers/{chloe}/corrections", data={"phone": "13855555555", "because": "x"}, headers={"sec-fetch-site": "cross-site"},
    )  # fmt: skip
    assert answer.status_code == 403
    assert unify.corrections(fresh_web.shop.store) == ()


def test_a_viewer_sees_the_correction_masked_and_no_form(viewer, shop):
    chloe = customer_of(shop, "W1")
    assert "corrections/new" not in viewer.get(f"/customers/{chloe}").text
    assert viewer.get(f"/customers/{chloe}/corrections/new", params={"field": "phone"}).status_code == 403
    assert _corrected(viewer, chloe, phone="13855555555").status_code == 403


def test_corrections_and_their_history_are_masked_for_a_viewer(fresh_shop):
    chloe = customer_of(fresh_shop, "W1")
    owner, seer = govern.Actor("Mei"), govern.Actor("Vi", VIEWER)
    profile.correct(fresh_shop, chloe, {"phone": "13855555555"}, because="x", by=owner)
    assert "13855555555" not in str(profile.origins(fresh_shop, chloe, by=seer))
    assert "13855555555" in str(profile.origins(fresh_shop, chloe, by=owner))


def test_a_change_of_another_customer_cannot_be_undone_here(fresh_web):
    chloe, ana = customer_of(fresh_web.shop, "W1"), customer_of(fresh_web.shop, "T1")
    _corrected(fresh_web, chloe, phone="13855555555")
    [made] = unify.corrections(fresh_web.shop.store)
    assert fresh_web.post(f"/customers/{ana}/corrections/{made.id}/undo").status_code == 404
    assert unify.corrections(fresh_web.shop.store)[0].counts


def test_an_unknown_field_or_customer_is_not_found(owner, shop):
    ana = customer_of(shop, "T1")
    answer = owner.get(f"/customers/{ana}/corrections/new", params={"field": "phon"})
    assert (answer.status_code, "Did you mean phone" in answer.text) == (404, True)
    assert owner.get("/customers/nobody/corrections/new", params={"field": "phone"}).status_code == 404


def test_a_correction_makes_the_figures_stale_until_they_are_computed(fresh_web):
    assert "stale-banner" not in fresh_web.get("/data/imports").text
    _corrected(fresh_web, customer_of(fresh_web.shop, "W1"), phone="13855555555")
    assert "1 correction was made or undone since the figures were computed." in fresh_web.get("/data/imports").text
    pipeline.run(fresh_web.shop)
    assert "stale-banner" not in fresh_web.get("/data/imports").text

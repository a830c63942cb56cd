import pytest
from fastapi.testclient import TestClient

from visitors import PASSWORD
from zhike import govern
from zhike.govern import Actor


def test_a_page_sends_a_stranger_to_the_form_and_back(stranger):
    answer = stranger.get("/people?x=1", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/people%3Fx%3D1")


def test_the_api_tells_a_stranger_to_sign_in(stranger):
    answer = stranger.get("/api/v1/nowhere")
    assert answer.status_code == 404
    assert answer.json()["code"] == "http_404"


@pytest.mark.parametrize("elsewhere", ["//evil.example", "https://evil.example", "/\\evil.example", "evil"])
def test_the_form_leads_to_no_other_site(stranger, elsewhere):
    page = stranger.get("/sign-in", params={"next": elsewhere})
    assert 'name="next" value="/"' in page.text


def test_a_wrong_password_is_refused_in_words(stranger):
    answer = stranger.post("/sign-in", data={"login": "owner", "password": "wrong"})
    assert answer.status_code == 401
    assert "do not belong together" in answer.text


def test_a_one_time_link_works_once(fresh_web):
    token = govern.first_link(fresh_web.shop.store, by=Actor("terminal"))
    form = {"name": "Zoe", "login": "zoe", "password": "correct horse battery"}
    assert fresh_web.post(f"/join/{token}", data=form, follow_redirects=False).status_code == 303
    assert fresh_web.post(f"/join/{token}", data={**form, "login": "zoe2"}).status_code == 404


def test_a_short_password_is_refused_and_the_link_still_works(fresh_web):
    token = govern.first_link(fresh_web.shop.store, by=Actor("terminal"))
    short = fresh_web.post(f"/join/{token}", data={"name": "Zoe", "login": "zoe", "password": "short"})
    assert short.status_code == 422
    assert "10 to 200" in short.text
    assert fresh_web.get(f"/join/{token}").status_code == 200


def test_a_change_that_another_site_asks_for_is_refused(owner):
    answer = owner.post("/people/invitations", data={"role": "owner"}, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    answer = owner.post("/people/invitations", data={"role": "owner"}, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403


def test_a_viewer_may_not_manage_people(viewer):
    assert viewer.get("/people").status_code == 403
    assert viewer.post("/people/invitations", data={"role": "owner"}).status_code == 403


def test_signing_out_everywhere_ends_all_sessions(fresh_web):
    assert fresh_web.get("/account").status_code == 200
    fresh_web.post("/sign-out", data={"everywhere": "true"})
    assert fresh_web.get("/account", follow_redirects=False).status_code == 303


def test_ten_failures_make_an_account_wait(fresh_web):
    for _time in range(10):
        assert fresh_web.post("/sign-in", data={"login": "viewer", "password": "x"}).status_code == 401
    assert fresh_web.post("/sign-in", data={"login": "viewer", "password": "x"}).status_code == 429


def test_every_answer_carries_the_policy(owner):
    for path in ("/people", "/sign-in", "/static/js/keys.js", "/nowhere"):
        policy = owner.get(path).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


def test_a_key_lets_a_program_read_as_its_maker(fresh_web):
    page = fresh_web.post("/account/keys", data={"name": "report"})
    key = page.text.split('class="secret">')[1].split("<")[0]
    assert govern.by_key(fresh_web.shop.store, key).login == "owner"
    assert govern.by_key(fresh_web.shop.store, key + "x") is None


def test_a_weak_new_password_leaves_its_link_unspent(fresh_web):
    store = fresh_web.shop.store
    [viewer] = [p for p in govern.everybody(store) if p.login == "viewer"]
    token = govern.password_link(store, viewer.id, by=Actor("terminal"))
    assert fresh_web.post(f"/join/{token}", data={"password": "short"}).status_code == 422
    assert (
        fresh_web.post(f"/join/{token}", data={"password": "correct horse battery"}, follow_redirects=False).status_code
        == 303
    )


def test_wrong_tries_on_one_account_page_lock_nobody_elsewhere(fresh_web):
    for login in ("ben", "lea"):
        token = govern.invite(fresh_web.shop.store, role="viewer", by=Actor("the tests"))
        govern.joined(fresh_web.shop.store, token, name=login, login=login, password=PASSWORD)

    def at(address, login):
        client = TestClient(
            fresh_web.app, base_url="http://localhost", client=(address, 5000), headers={"accept-language": "en"}
        )
        client.post("/sign-in", data={"login": login, "password": PASSWORD})
        return client

    ben, lea = at("10.0.0.1", "ben"), at("10.0.0.2", "lea")
    first = ben.post("/account/password", data={"current": "wrong", "password": "another good password"})
    assert "The current password is not right." in first.text
    for _try in range(10):
        refused = ben.post("/account/password", data={"current": "wrong", "password": "another good password"})
    assert "Too many sign-ins failed" in refused.text
    changed = lea.post("/account/password", data={"current": PASSWORD, "password": "another good password"})
    assert changed.status_code == 200
    assert at("10.0.0.2", "owner").get("/account").status_code == 200

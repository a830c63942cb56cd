"""Programs change who is who with a key, and get errors in the one shape."""

import pytest

from zhike import govern
from zhike.unify import who
from zhike.unify.decisions import decisions

API = "/api/v1/identity"


def program(web, role="owner"):
    """Return a way to POST as a program of somebody."""
    person = next(p for p in govern.everybody(web.shop.store) if p.login == role)
    key = govern.make_key(web.shop.store, person, name="test")
    return lambda what, **body: web.post(f"{API}/{what}", json=body, headers={"authorization": f"Bearer {key}"})


def test_each_change_is_made_and_undone(town_web):
    post = program(town_web)
    merged = post("merge", one="app:solo", other="till:1", because="one person")
    assert merged.status_code == 201, merged.text
    [now] = merged.json()["customers"]
    assert {"app:solo", "till:1"} <= set(now["records"])
    assert not now["as_published"]
    back = post("undo", change=merged.json()["change"])
    assert {frozenset(c["records"]) for c in back.json()["customers"]} >= {frozenset({"app:solo"})}
    split = post("split", customer="till:wang", records=["web:wang", "app:wang"])
    assert frozenset({"web:wang", "app:wang"}) in {frozenset(c["records"]) for c in split.json()["customers"]}
    apart = post("apart", one="app:solo", other="till:wang", because="two")
    assert apart.json()["what"] == "apart"
    pair = town_web.get("/api/v1/data/identity/review").json()["pair"]["id"]
    kept = post("answer", pair=pair, answer="reject")
    assert kept.json()["change"].startswith("D")
    assert [d.kind for d in decisions(town_web.shop.store)] == ["merge", "undo", "split", "apart", "reject"]


@pytest.mark.parametrize(
    ("what", "body", "code"),
    [
        ("merge", {"one": "till:1", "other": "till:nobody"}, "unknown_record"),
        ("merge", {"one": "till:wang", "other": "web:wang"}, "wrong_use"),
        ("merge", {"one": "till:wang"}, "wrong_input"),
        ("split", {"customer": "till:wang", "records": []}, "wrong_use"),
        ("split", {"customer": "till:wang", "records": "web:wang"}, "wrong_input"),
        ("undo", {"change": "D404"}, "unknown_name"),
        ("answer", {"pair": "P404", "answer": "accept"}, "unknown_name"),
        ("apart", {"one": "x" * 401, "other": "till:1"}, "wrong_input"),
    ],
)
def test_a_wrong_change_is_an_error_in_the_one_shape(town_web, what, body, code):
    answer = program(town_web)(what, **body)
    assert answer.status_code in {404, 422}
    assert answer.json().keys() == {"code", "message", "can_retry", "fields"}
    assert answer.json()["code"] == code
    assert decisions(town_web.shop.store) == ()


def test_a_viewers_program_and_a_browsers_session_change_nothing(town_web):
    assert program(town_web, "viewer")("merge", one="app:solo", other="till:1").status_code == 403
    assert town_web.post(f"{API}/merge", json={"one": "app:solo", "other": "till:1"}).status_code == 401
    assert who.pending(town_web.shop) == ()


def test_the_changes_are_in_the_description_of_the_api(town_web):
    paths = town_web.get("/api/v1/openapi.json").json()["paths"]
    for what in ("merge", "split", "apart", "undo", "answer"):
        assert "post" in paths[f"{API}/{what}"]
    for page in (
        "/data/identity",
        "/data/identity/review",
        "/data/identity/changes",
        "/customers/{customer_id}/identity",
    ):
        assert "get" in paths[f"/api/v1{page}"]

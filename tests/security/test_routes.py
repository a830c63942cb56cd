"""Every address × every role, generated from the application itself: what is not open on purpose is shut."""

import pytest
from fastapi.testclient import TestClient

from zhike.web import application
from zhike.workspace import make_workspace

# What a stranger may reach: to come in, to choose a language, to load what pages look like, to report what was refused.
OPEN = {"/sign-in", "/join/{token}", "/language", "/static/{name:path}", "/reports/policy", "/api/v1/openapi.json"}
_PART = "1"


def addresses(app):
    """Return (method, template, address) of every route."""
    return [
        (method, route.path, _filled(route.path))
        for route in _routes(app.routes)
        for method in sorted(getattr(route, "methods", None) or ())
        if method not in {"HEAD", "OPTIONS"}
    ]


def _routes(routes):
    for route in routes:
        inner = getattr(route, "routes", None) or getattr(getattr(route, "original_router", None), "routes", None)
        yield from _routes(inner) if inner else [route]


def _filled(template):
    parts = [_PART if part.startswith("{") else part for part in template.split("/")]
    return "/".join(parts)


@pytest.fixture(scope="module")
def doors(_peopled):
    """Return the addresses of the application."""
    found = addresses(application(_peopled, works=False))
    assert len(found) > 60, found
    return found


def test_a_stranger_reaches_nothing_but_the_way_in(doors, stranger):
    inside = []
    for method, template, address in doors:
        if template in OPEN:
            continue
        answer = stranger.request(method, address, follow_redirects=False)
        sent_away = answer.status_code == 303 and answer.headers["location"].startswith("/sign-in")
        if not sent_away and answer.status_code != 401:
            inside.append((method, address, answer.status_code))
    assert inside == []


def test_a_viewer_changes_nothing_but_their_own(doors, viewer):
    own = ("/account", "/sign-out", "/language", "/sign-in", "/reports", "/join", "/customers/views")
    changed = []
    for method, template, address in doors:
        if method == "GET" or template.startswith(own):
            continue
        answer = viewer.request(method, address, follow_redirects=False)
        if answer.status_code not in {401, 403, 404, 422}:
            changed.append((method, address, answer.status_code))
    assert changed == []


def test_the_api_changes_nothing_for_a_browser_session(doors, owner):
    wrong = []
    for method, template, address in doors:
        if template.startswith("/api/") and method != "GET":
            answer = owner.request(method, address)
            if answer.status_code != 401:
                wrong.append((method, address, answer.status_code))
    assert wrong == []


def test_the_check_sees_an_open_door(tmp_path, stranger):
    app = application(make_workspace(tmp_path / "shop"), works=False)

    @app.get("/left-open")
    def left_open() -> str:
        return "secret"

    assert ("GET", "/left-open", "/left-open") in addresses(app)
    with TestClient(app, base_url="http://localhost") as client:
        assert client.get("/left-open").status_code == 200
    assert stranger.get("/left-open").status_code == 404

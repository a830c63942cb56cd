"""The application on the fixed shop, and people of each role who ask it."""

import shutil

import pytest
from fastapi.testclient import TestClient

import town
import zhike
from zhike import govern
from zhike.govern import ROLES
from zhike.web import application

PASSWORD = "a long enough password"


def _person(shop, role):
    actor = govern.Actor("the tests")
    token = govern.invite(shop.store, role=role, by=actor)
    govern.joined(shop.store, token, name=f"{role.title()} Person", login=role, password=PASSWORD)


def facts(client, path):
    """Return what a page says to programs."""
    answer = client.get(f"/api/v1{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def behind(client, link):
    """Return how many customers an address leads to."""
    answer = client.get(f"/api/v1{link}")
    assert answer.status_code == 200, (link, answer.text)
    return answer.json()["total"]


@pytest.fixture(scope="session")
def _peopled(_built, tmp_path_factory):
    """Return the folder of the cast's workspace, with one person of each role."""
    folder = tmp_path_factory.mktemp("web") / "shop"
    shutil.copytree(_built / "shop", folder)
    with zhike.open(folder) as shop:
        for role in ROLES:
            _person(shop, role)
    return folder


@pytest.fixture(scope="session")
def _application(_peopled):
    app = application(_peopled, works=False)
    with TestClient(app, base_url="http://localhost"):
        yield app


def _signed_in(app, role, **headers):
    client = TestClient(app, base_url="http://localhost", headers={"accept-language": "en", **headers})
    answer = client.post("/sign-in", data={"login": role, "password": PASSWORD}, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return client


@pytest.fixture(scope="session")
def owner(_application):
    """Return a client of the owner, for reading only."""
    return _signed_in(_application, "owner")


@pytest.fixture(scope="session")
def viewer(_application):
    """Return a client of a viewer, for reading only."""
    return _signed_in(_application, "viewer")


@pytest.fixture(scope="session")
def stranger(_application):
    """Return a client that nobody signed in."""
    return TestClient(_application, base_url="http://localhost", headers={"accept-language": "en"})


@pytest.fixture(scope="session")
def company_web(_company, tmp_path_factory):
    """Return a client of the owner of the simulated company, for reading only; `.as_role` gives another person's."""
    folder = tmp_path_factory.mktemp("company-web") / "shop"
    shutil.copytree(_company, folder)
    with zhike.open(folder) as shop:
        for role in ROLES:
            _person(shop, role)
    app = application(folder, works=False)
    with TestClient(app, base_url="http://localhost"):
        client = _signed_in(app, "owner")
        client.as_role = lambda role: _signed_in(app, role)
        yield client


@pytest.fixture
def fresh_web(_peopled, tmp_path):
    """Return a client of the owner on a copy that a test may change; `fresh_web.shop` is its workspace."""
    folder = tmp_path / "web-shop"
    shutil.copytree(_peopled, folder)
    app = application(folder)
    with TestClient(app, base_url="http://localhost"):
        client = _signed_in(app, "owner")
        client.shop = app.state.shop
        yield client


@pytest.fixture(scope="session")
def _town(tmp_path_factory):
    """Return the folder of the town's workspace, with one person of each role."""
    home = tmp_path_factory.mktemp("town")
    folder = town.make_town(home / "shop", files=home / "files")
    with zhike.open(folder) as shop:
        for role in ROLES:
            _person(shop, role)
    return folder


@pytest.fixture
def town_web(_town, tmp_path):
    """Return a client of the owner on a copy of the town; `.shop` is its workspace, `.as_role` another person's client."""
    folder = tmp_path / "town"
    shutil.copytree(_town, folder)
    app = application(folder, works=False)
    with TestClient(app, base_url="http://localhost"):
        client = _signed_in(app, "owner")
        client.shop, client.as_role = app.state.shop, lambda role: _signed_in(app, role)
        yield client

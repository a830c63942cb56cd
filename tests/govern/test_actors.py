import getpass

import pytest

from zhike.govern import Actor, actor_at_the_terminal


def test_the_actor_at_the_terminal_is_the_account(monkeypatch):
    monkeypatch.setattr(getpass, "getuser", lambda: "li.na")
    assert actor_at_the_terminal() == Actor("li.na")


@pytest.mark.parametrize("problem", [KeyError("no such user"), OSError("no such user")])
def test_an_account_without_a_name_is_unknown_and_no_failure(monkeypatch, problem):
    def fail():
        raise problem

    monkeypatch.setattr(getpass, "getuser", fail)
    assert actor_at_the_terminal() == Actor("unknown")


def test_an_actor_cannot_become_another():
    with pytest.raises(AttributeError):
        Actor("a").name = "b"

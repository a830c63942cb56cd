"""Notes and tasks: tied to records, so that they go where these go; taken away and brought back; what waits for whom."""

from datetime import date

import pytest

from shop import customer_of
from zhike import govern
from zhike.describe import profile
from zhike.errors import UnknownNameError, WrongUseError
from zhike.govern import Actor, NotAllowedError, roles
from zhike.unify import who

DAY = date(2025, 7, 15)


@pytest.fixture
def team(fresh_shop):
    """Return Ana the owner and Ben the analyst, by login, as those who act."""
    store = fresh_shop.store
    owner = govern.joined(
        store, govern.first_link(store, by=Actor("tests")), name="Ana", login="ana", password="a long enough password"
    )
    link = govern.invite(store, role="analyst", by=owner.actor)
    ben = govern.joined(store, link, name="Ben", login="ben@shop.example", password="a long enough password")
    return fresh_shop, owner.actor, ben.actor


def test_a_note_goes_where_its_record_goes(team):
    shop, ana, _ben = team
    one, other = customer_of(shop, "T1"), customer_of(shop, "T2")
    made = profile.write_note(shop, one, "Wants to be called in the morning.", by=ana)
    whole = who.merge(shop, one, other, because="one person", by=ana)
    [customer] = whole.customers
    assert [n.id for n in profile.notes(shop, customer.customer_id)] == [made]
    who.undo(shop, whole.id, because="no", by=ana)
    assert [n.id for n in profile.notes(shop, one)] == [made]
    assert profile.notes(shop, other) == ()


def test_tasks_wait_for_whom_they_are_the_earliest_first_until_they_are_done(team):
    shop, ana, ben = team
    one = customer_of(shop, "T1")
    later = profile.write_note(shop, one, "Send the catalogue", by=ana, is_task=True, for_person=ben.person_id)
    first = profile.write_note(shop, one, "Call back", by=ana, is_task=True, for_person=ben.person_id, due_on=DAY)
    assert [t.note.id for t in profile.desk(shop, by=ben).tasks] == [first, later]
    assert profile.desk(shop, by=ben).tasks[0].customer_id == one
    assert profile.desk(shop, by=ana).tasks == ()
    profile.settle(shop, one, first, "done", by=ben)
    assert [t.note.id for t in profile.desk(shop, by=ben).tasks] == [later]
    profile.settle(shop, one, first, "open", by=ben)
    assert len(profile.desk(shop, by=ben).tasks) == 2


@pytest.mark.parametrize(
    ("text", "mentioned"),
    [("@ben@shop.example, please look.", ["Ben"]), ("Ask @BEN@shop.example.", ["Ben"]), ("@ana and @ben", ["Ana"]), ("请@ana看一下", ["Ana"]), ("@ana.example @anabel mail ana@else.example", [])],
)  # fmt: skip
def test_who_is_mentioned_is_told(team, text, mentioned):
    shop, ana, ben = team
    made = profile.write_note(shop, customer_of(shop, "T1"), text, by=ana)
    told = [
        name
        for name, by in (("Ana", ana), ("Ben", ben))
        if [m.note.id for m in profile.desk(shop, by=by).mentions] == [made]
    ]
    assert told == mentioned
    pieces = profile.mentions_in(text, profile.colleagues(shop).values())
    assert "".join(p for p, _is in pieces) == text
    assert sum(is_mention for _p, is_mention in pieces) == len(mentioned)


def test_only_a_task_is_done_and_what_an_owner_took_away_stays_so(team):
    shop, ana, ben = team
    one = customer_of(shop, "T1")
    made = profile.write_note(shop, one, "No task", by=ben)
    with pytest.raises(UnknownNameError):
        profile.settle(shop, one, made, "done", by=ben)
    profile.settle(shop, one, made, "removed", by=ana)
    with pytest.raises(NotAllowedError):
        profile.settle(shop, one, made, "restored", by=ben)
    with pytest.raises(WrongUseError, match="Say who"):
        profile.write_note(shop, one, "x", by=Actor("terminal"), is_task=True)


def test_what_was_taken_away_is_brought_back_and_only_by_its_author_or_an_owner(team):
    shop, ana, ben = team
    one = customer_of(shop, "T1")
    made = profile.write_note(shop, one, "Rude", by=ana)
    with pytest.raises(NotAllowedError):
        profile.settle(shop, one, made, "removed", by=ben)
    profile.settle(shop, one, made, "removed", by=ana)
    assert profile.notes(shop, one) == ()
    assert profile.timeline(shop, one, by=ana, kind="note").entries == ()
    profile.settle(shop, one, made, "restored", by=ana)
    assert [e.text for e in profile.timeline(shop, one, by=ana).entries if e.kind == "note"] == ["Rude"]


def test_what_is_no_note_is_refused_and_nothing_is_kept(team):
    shop, ana, _ben = team
    one = customer_of(shop, "T1")
    with pytest.raises(profile.EmptyNoteError):
        profile.write_note(shop, one, "  ", by=ana)
    with pytest.raises(profile.LongNoteError, match="4001"):
        profile.write_note(shop, one, "x" * 4001, by=ana)
    with pytest.raises(UnknownNameError):
        profile.write_note(shop, one, "x", by=ana, is_task=True, for_person="nobody")
    with pytest.raises(NotAllowedError):
        profile.write_note(shop, one, "x", by=Actor("Vi", roles.VIEWER))
    with pytest.raises(UnknownNameError):
        profile.settle(shop, customer_of(shop, "T2"), profile.write_note(shop, one, "x", by=ana), "removed", by=ana)
    assert len(profile.notes(shop, one)) == 1

"""Notes and tasks on a customer's page, on one's own page, and by programs."""

import re

from shop import customer_of


def written(web, customer, text, **more):
    answer = web.post(f"/customers/{customer}/notes", data={"text": text, **more}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/customers/{customer}#notes-title")


def test_a_note_is_written_shown_escaped_removed_and_brought_back(fresh_web):
    one = customer_of(fresh_web.shop, "T1")
    assert "Nobody has written anything" in fresh_web.get(f"/customers/{one}/notes").text
    written(fresh_web, one, "<b>Prefers</b> tea\nand mornings")
    page = fresh_web.get(f"/customers/{one}/notes").text
    assert "&lt;b&gt;Prefers&lt;/b&gt; tea" in page
    [note] = fresh_web.get(f"/api/v1/customers/{one}/notes").json()["notes"]
    path = f"/customers/{one}/notes/{note['note']['id']}"
    fresh_web.post(path, data={"what": "removed"})
    page = fresh_web.get(f"/customers/{one}/notes").text
    assert "1 note was removed" in page
    fresh_web.post(path, data={"what": "restored"})
    assert "was removed" not in fresh_web.get(f"/customers/{one}/notes").text
    told = fresh_web.get(f"/customers/{one}/timeline?kind=note").text
    assert "Prefers" in told
    assert "<strong>—</strong>" not in told  # a note has no kind of its own to name


def test_a_task_stands_on_ones_own_page_until_it_is_done(fresh_web):
    one = customer_of(fresh_web.shop, "T1")
    assert "No task waits for you." in fresh_web.get("/tasks").text
    written(fresh_web, one, "Call back", is_task="true", due_on="2020-01-31", for_person="")
    page = fresh_web.get("/tasks").text
    assert "1 task waits for you, 1 is overdue." in page
    assert "overdue since 31 Jan 2020" in page
    path = re.search(rf'action="(/customers/{one}/notes/N\w+)"', page)[1]
    answer = fresh_web.post(path, data={"what": "done", "then": "tasks"}, follow_redirects=False)
    assert answer.headers["location"] == "/tasks"
    assert "No task waits for you." in fresh_web.get("/tasks").text


def test_a_viewer_reads_notes_and_writes_none(viewer, shop):
    one = customer_of(shop, "T1")
    assert viewer.get(f"/customers/{one}/notes").status_code == 200
    assert "note-form" not in viewer.get(f"/customers/{one}/notes").text
    assert viewer.post(f"/customers/{one}/notes", data={"text": "x"}).status_code == 403

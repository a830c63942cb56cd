import pytest

from zhike import query
from zhike.engine import EngineError
from zhike.errors import UnknownNameError, ZhikeError
from zhike.govern import Actor, NotAllowedError, Role
from zhike.govern.roles import ANALYST, VIEWER
from zhike.query import answers, pointed, said_of

ANALYST_ACTOR = Actor("an analyst", ANALYST)
# A role that may ask and not see: none is given out today, and the rule must hold when one is.
BLIND = Actor("somebody", Role("blind", "Blind", frozenset({"see", "query"})))


@pytest.mark.parametrize("example", query.examples(), ids=lambda e: e.question)
def test_every_example_runs_and_gives_rows_as_the_workspace_does(shop, example):
    found = query.answer(shop, example.sql, by=ANALYST_ACTOR)
    assert found.rows > 0
    assert sorted(map(str, found.table.to_pylist())) == sorted(map(str, shop.query(example.sql).to_pylist()))


def test_a_viewer_may_not_ask(shop):
    with pytest.raises(NotAllowedError):
        query.answer(shop, "select 1", by=Actor("a viewer", VIEWER))


def test_who_may_not_see_contacts_has_no_personal_columns(shop):
    assert "phone" in query.answer(shop, "select * from customers", by=ANALYST_ACTOR).table.column_names
    seen = query.answer(shop, "select * from customers", by=BLIND).table.column_names
    assert "customer_id" in seen
    assert {"phone", "email", "name"} & set(seen) == set()
    with pytest.raises(EngineError):
        query.answer(shop, "select phone from records", by=BLIND)
    offered = {t.name: {c.name for c in t.columns} for t in query.offered(shop, by=BLIND)}
    assert "phone" not in offered["customers"]


def test_the_same_question_again_is_not_computed_again(shop, monkeypatch):
    first = query.answer(shop, "select 41 + 1 as x", by=ANALYST_ACTOR)
    monkeypatch.setattr(answers, "_console", lambda: pytest.fail("asked twice"))
    assert query.answer(shop, "select 41 + 1 as x", by=ANALYST_ACTOR) is first


def test_what_somebody_asked_is_theirs_alone(fresh_shop):
    mine = query.remember(fresh_shop, "select 1", by=ANALYST_ACTOR, seconds=0.1, rows=1)
    assert [q.sql for q in query.last_asked(fresh_shop, by=ANALYST_ACTOR)] == ["select 1"]
    other = Actor("another", ANALYST, "p2")
    assert query.last_asked(fresh_shop, by=other) == []
    with pytest.raises(UnknownNameError):
        query.asked(fresh_shop, mine.id, by=other)


def test_a_statement_asked_often_is_listed_once_and_old_ones_are_forgotten(fresh_shop):
    for n in range(60):
        query.remember(fresh_shop, f"select {n % 55}", by=ANALYST_ACTOR, seconds=0.1, rows=1)
    found = [q.sql for q in query.last_asked(fresh_shop, by=ANALYST_ACTOR, most=100)]
    assert found[0] == "select 4"
    assert len(found) == len(set(found)) == 50


@pytest.mark.parametrize(
    ("sql", "line", "word"),
    [
        ("select customer_id,\n  foo + 1 as x\nfrom customers", 2, "foo"),
        ("select *\nfrom custmers", 2, "custmers"),
        ("select *\nfrom orders\nwhere x in (select content from read_text('/etc/passwd'))", 3, "read_text"),
        ("drop table orders", 1, "drop"),
    ],
)
def test_an_error_points_at_the_word(shop, sql, line, word):
    with pytest.raises(ZhikeError) as failed:
        query.answer(shop, sql, by=ANALYST_ACTOR)
    place = pointed(sql, failed.value)
    assert (place.line, place.word.lower()) == (line, word)
    assert f"{place.before}{place.word}{place.after}" == sql.splitlines()[line - 1]


def test_a_statement_that_cannot_be_parsed_is_pointed_at_where_it_broke(shop):
    sql = "select customer_id\nfrom orders\nwhere revenue > > 3 group"
    with pytest.raises(ZhikeError) as failed:
        query.answer(shop, sql, by=ANALYST_ACTOR)
    assert said_of(failed.value)
    assert pointed(sql, failed.value).line == 3


def test_a_column_that_is_not_there_is_said_with_those_that_are_like_it(shop):
    with pytest.raises(EngineError) as failed:
        query.answer(shop, "select recency from rfm", by=ANALYST_ACTOR)
    assert "There is no column recency" in said_of(failed.value)
    assert "recency_days" in said_of(failed.value)

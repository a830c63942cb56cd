"""Who is in which segment, in the fixed shop: kept, computed in a run, with history; lists; what can no longer be computed."""

from datetime import date
from unittest.mock import Mock

import pytest

from shop import AS_OF, customer_of
from zhike import pipeline, segment
from zhike.govern import Actor, roles
from zhike.segment import known
from zhike.segment.known import declared
from zhike.segment.members import PER_CUSTOMER

ANALYST = Actor("Iris", roles.ANALYST)


def members(shop, name):
    found = segment.called(shop, name)
    sql = f"select c.name from segment_members m join customers c using (customer_id) where segment_id = '{found.id}' order by 1"
    return [row["name"] for row in shop.query(sql).to_pylist()]


def without(monkeypatch, column):
    every = known.fields_shown
    monkeypatch.setattr(known, "fields_shown", lambda *given: {n: f for n, f in every(*given).items() if n != column})


def test_a_segment_holds_those_whom_its_rule_is_true_of(fresh_shop):
    segment.save(fresh_shop, "Buyers", "orders >= 3", by=ANALYST)
    segment.save(fresh_shop, "Tea", "bought(sku = 'TEA', at_least=2)", by=ANALYST)
    segment.save(fresh_shop, "Not tea", "orders >= 1 and not in segment('Tea')", by=ANALYST)
    pipeline.run(fresh_shop, as_of=AS_OF)
    assert members(fresh_shop, "Buyers") == ["Ana Lima", "Ben Okoro"]
    assert members(fresh_shop, "Tea") == ["Ana Lima"]
    rest = members(fresh_shop, "Not tea")
    assert "Ben Okoro" in rest
    assert "Ana Lima" not in rest
    sizes = fresh_shop.query(
        "select name, members, round(share, 4) as share, state from segments order by name"
    ).to_pylist()
    assert sizes[0] == {"name": "Buyers", "members": 2, "share": round(2 / 14, 4), "state": "fresh"}


def test_who_enters_and_leaves_is_told_with_the_cause(fresh_shop):
    segment.save(fresh_shop, "Lately", "recency_days <= 30", by=ANALYST)
    pipeline.run(fresh_shop, as_of=AS_OF)
    assert not fresh_shop.query("select * from segment_changes").num_rows, "nobody enters by the first computation"
    pipeline.run(fresh_shop, as_of=date(2025, 7, 20))
    left = fresh_shop.query(
        "select changed_on, what, because, name from segment_changes join customers using (customer_id)"
    ).to_pylist()
    assert {"changed_on": date(2025, 7, 20), "what": "left", "because": "customer", "name": "Ana Lima"} in left
    segment.save(fresh_shop, "Lately", "recency_days <= 60", by=ANALYST)
    pipeline.run(fresh_shop, as_of=date(2025, 7, 20))
    entered = fresh_shop.query("select what, because from segment_changes join customers using (customer_id) where name = 'Ana Lima'").to_pylist()  # fmt: skip
    assert {"what": "entered", "because": "rule"} in entered
    assert fresh_shop.query("select distinct entered_on from segment_members").column(0).to_pylist() == [
        date(2025, 7, 20)
    ]
    assert fresh_shop.query("select members from segment_sizes").num_rows == 3


def test_the_change_is_that_since_about_a_month_ago(fresh_shop):
    segment.save(fresh_shop, "Lately", "recency_days <= 60", by=ANALYST)
    assert [(t.members, t.change, t.is_current) for t in segment.standings(fresh_shop)] == [(None, None, False)]
    for day in (date(2025, 6, 2), date(2025, 6, 20), date(2025, 7, 20)):
        pipeline.run(fresh_shop, as_of=day)
    [now] = segment.standings(fresh_shop)
    _two_ago, month_ago, last = segment.sizes(fresh_shop, now.segment.id)
    assert now.members == last["members"]
    assert (now.change, now.said, now.is_current) == (
        last["members"] - month_ago["members"],
        "recency_days <= 60",
        True,
    )
    assert now.change < 0


def test_a_segment_may_be_made_from_others_but_not_from_itself(fresh_shop):
    segment.save(fresh_shop, "A", "orders > 0", by=ANALYST)
    segment.save(fresh_shop, "B", "in segment('A')", by=ANALYST)
    with pytest.raises(segment.LoopError, match="A → B → A"):
        segment.save(fresh_shop, "A", "in segment('B') or orders > 5", by=ANALYST)
    with pytest.raises(segment.StillUsedError, match="used by B"):
        segment.delete(fresh_shop, "A", by=ANALYST)


def test_a_segment_keeps_its_meaning_when_one_that_it_uses_gets_another_name(fresh_shop):
    a = segment.save(fresh_shop, "A", "orders > 0", by=ANALYST)
    b = segment.save(fresh_shop, "B", "not in segment('A')", by=ANALYST)
    segment.save(fresh_shop, "Buyers", "orders > 0", by=ANALYST, of=a.id)
    assert (
        segment.shown(segment.called(fresh_shop, b.id).rule, segment.names_of(fresh_shop)) == "not in segment('Buyers')"
    )


def test_every_version_stays_and_a_deletion_can_be_undone(fresh_shop):
    made = segment.save(fresh_shop, "A", "orders > 0", by=ANALYST, because="first")
    segment.save(fresh_shop, "A", "orders > 1", by=ANALYST, because="fewer")
    segment.delete(fresh_shop, "A", by=ANALYST, because="not needed")
    assert not segment.segments(fresh_shop)
    back = segment.restore(fresh_shop, made.id, by=ANALYST)
    assert segment.shown(back.rule, segment.names_of(fresh_shop)) == "orders > 1"
    first = segment.restore(fresh_shop, made.id, by=ANALYST, version=1)
    assert segment.shown(first.rule, segment.names_of(fresh_shop)) == "orders > 0"
    told = [(v.version, v.what, v.because, v.by) for v in segment.versions(fresh_shop, made.id)]
    assert told[-3:] == [
        (3, "deleted", "not needed", "Iris"),
        (2, "saved", "fewer", "Iris"),
        (1, "saved", "first", "Iris"),
    ]


def test_a_name_is_given_once(fresh_shop):
    segment.save(fresh_shop, "A", "orders > 0", by=ANALYST)
    b = segment.save(fresh_shop, "B", "orders > 0", by=ANALYST)
    with pytest.raises(segment.NameTakenError, match="'A'"):
        segment.save(fresh_shop, "A", "orders > 0", by=ANALYST, of=b.id)


def test_there_is_no_list_without_its_records_and_a_version_that_comes_back_brings_its_own(fresh_shop, monkeypatch):
    ana, ben = customer_of(fresh_shop, "T1"), customer_of(fresh_shop, "T2")
    with monkeypatch.context() as full:
        full.setattr("pyarrow.parquet.write_table", Mock(side_effect=OSError))
        with pytest.raises(OSError, match=r"^$"):
            segment.save_list(fresh_shop, "Guests", [ana, ben], by=ANALYST)
    assert segment.segments(fresh_shop) == ()
    guests = segment.save_list(fresh_shop, "Guests", [ana, ben], by=ANALYST)
    segment.save_list(fresh_shop, "Guests", [ana], by=ANALYST)
    segment.restore(fresh_shop, guests.id, by=ANALYST, version=1)
    assert segment.preview(fresh_shop, "in segment('Guests')", by=ANALYST).count == 2


def test_a_list_moves_along_with_its_records(fresh_shop):
    ana = customer_of(fresh_shop, "T1")
    segment.save_list(fresh_shop, "Guests", [ana, customer_of(fresh_shop, "T2")], by=ANALYST)
    with pytest.raises(ValueError, match="1 of 1 are no customers"):
        segment.save_list(fresh_shop, "Others", ["C0"], by=ANALYST)
    pipeline.run(fresh_shop, as_of=AS_OF)
    assert members(fresh_shop, "Guests") == ["Ana Lima", "Ben Okoro"]
    segment.save(fresh_shop, "Rest", "orders > 0 and not in segment('Guests')", by=ANALYST)
    pipeline.run(fresh_shop, as_of=AS_OF)
    assert "Ana Lima" not in members(fresh_shop, "Rest")


def test_a_score_that_is_withheld_is_no_column_of_a_rule(fresh_shop):
    with pytest.raises(segment.WrongRuleError, match="no column called 'churn_probability'"):
        segment.save(fresh_shop, "At risk", "churn_probability > 0.6", by=ANALYST)
    with pytest.raises(segment.WrongRuleError, match="likely is withheld"):
        segment.save(fresh_shop, "No tea", "not likely('tea')", by=ANALYST)


def test_a_rule_whose_column_or_score_has_vanished_keeps_its_last_members_and_says_so(fresh_shop, monkeypatch):
    with monkeypatch.context() as foreseen:
        foreseen.setattr(known, "happenings_withheld", lambda *_given: frozenset())
        segment.save(fresh_shop, "Regular", "active_days > 2", by=ANALYST)
        lately = "orders >= 3 and recency_days <= 102 and not likely('tea')"
        segment.save(fresh_shop, "Tea soon", lately, by=ANALYST)
        segment.save_group(fresh_shop, "Talk", by=ANALYST)
        segment.save_tag(fresh_shop, "Tea next", lately, group="Talk", by=ANALYST)
        pipeline.run(fresh_shop, as_of=AS_OF)
    without(monkeypatch, "active_days")
    pipeline.run(fresh_shop, as_of=date(2025, 7, 1))
    rows = fresh_shop.query("select state, problem, members from segments order by name").to_pylist()
    assert [(row["state"], row["members"]) for row in rows] == [("stale", 2), ("stale", 2)]
    assert "active_days" in rows[0]["problem"]
    assert "likely is withheld" in rows[1]["problem"]
    assert members(fresh_shop, "Regular") == members(fresh_shop, "Tea soon") == ["Ana Lima", "Ben Okoro"]
    for rule in ("in segment('Regular')", "in segment('Tea soon')", "tag('Tea next')"):
        assert segment.preview(fresh_shop, rule, by=ANALYST).count == 2, (
            "a question between runs says what the run says"
        )
    for name, problem in (("Regular", "active_days"), ("Tea soon", "likely is withheld")):
        assert segment.around_kept(fresh_shop, segment.called(fresh_shop, name).id).count == 2
        with pytest.raises(segment.WrongRuleError, match=problem):
            segment.why(fresh_shop, name, customer_of(fresh_shop, "T1"), by=ANALYST)


def test_who_refused_profiling_is_in_no_segment_and_has_no_tag_that_a_rule_makes(fresh_shop, deliver, monkeypatch):
    segment.save(fresh_shop, "All", "", by=ANALYST)
    segment.save(fresh_shop, "Regular", "active_days > 2", by=ANALYST)
    segment.save_group(fresh_shop, "Talk", by=ANALYST)
    segment.save_tag(fresh_shop, "Buyer", "orders > 0", group="Talk", by=ANALYST)
    segment.save_tag(fresh_shop, "Comes often", "active_days > 2", group="Talk", by=ANALYST)
    segment.save_tag(fresh_shop, "Chats", group="Talk", by=ANALYST)
    segment.save_group(fresh_shop, "Most", by=ANALYST, statistic=segment.Statistic("most", "sku", "bought()"))
    segment.put(fresh_shop, "Chats", [customer_of(fresh_shop, "T1")], by=ANALYST)
    pipeline.run(fresh_shop, as_of=AS_OF)
    assert members(fresh_shop, "Regular") == ["Ana Lima", "Ben Okoro"]
    without(monkeypatch, "active_days")
    deliver(
        fresh_shop, "record_id,purpose,state,given_at\nT1,profiling,denied,2025-06-01\n", into="consents", source="till"
    )
    pipeline.run(fresh_shop, as_of=AS_OF)
    assert "Ana Lima" not in members(fresh_shop, "All")
    assert "Ben Okoro" in members(fresh_shop, "All")
    assert members(fresh_shop, "Regular") == ["Ben Okoro"], "nor is one kept of a rule that can no longer be computed"
    tags = "select m.how, c.name from tag_members m join customers c using (customer_id)"
    told = {(r["name"], r["how"]) for r in fresh_shop.query(tags).to_pylist()}
    assert {how for name, how in told if name == "Ana Lima"} == {"hand"}, "what people say is no profile"
    assert {how for name, how in told if name == "Ben Okoro"} == {"rule", "statistic"}


def test_every_table_that_a_rule_may_ask_is_made_before():
    assert set(PER_CUSTOMER) == set(declared())


def test_a_viewer_makes_no_segments(fresh_shop):
    with pytest.raises(PermissionError):
        segment.save(fresh_shop, "A", "orders > 0", by=Actor("Vera", roles.VIEWER))

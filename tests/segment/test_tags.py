"""Tags in the fixed shop: by rule, by statistic, by what people say; exclusive groups, history, batches and their undo."""

import shutil
from datetime import date
from zoneinfo import ZoneInfo

import pyarrow.parquet as pq
import pytest

import zhike
from shop import AS_OF, customer_of
from zhike import pipeline, segment
from zhike.describe import profile
from zhike.errors import WrongUseError
from zhike.govern import Actor, roles
from zhike.segment import Statistic, carried, kept
from zhike.segment.rules import Compare, Happened, Not
from zhike.segment.tagging import source_of
from zhike.unify import who

ANALYST = Actor("Iris", roles.ANALYST)
EARLIER, LATER = date(2025, 6, 2), date(2025, 7, 20)


def carriers(shop, tag, *, group=None):
    rows = shop.query(
        "select c.name, m.name as tag, group_name from tag_members m join customers c using (customer_id) order by 1"
    )
    return [r["name"] for r in rows.to_pylist() if r["tag"] == tag and group in {None, r["group_name"]}]


def said_now(shop, customer):
    """Return a customer's tags by hand of the group Value, the same by previews, by reasons and on the customer's page."""
    names = ("VIP", "Staff")
    page = {t.name for t in segment.tags_of_customer(shop, customer)} & set(names)
    assert page == {
        n for n in names if segment.preview(shop, f"tag('{n}') and customer_id = '{customer}'", by=ANALYST).count
    }
    assert page == {n for n in names if segment.why(shop, n, customer, by=ANALYST, tag=True).is_member}
    return page


@pytest.mark.parametrize(
    ("rule", "how"),
    [
        (Happened("likely", "tea", 1, None, None, ()), "model"),
        (Not(Happened("likely", "tea", 1, None, None, ())), "model"),
        (Compare("cluster", "=", (1,)), "model"),
        (Happened("bought", None, 1, None, None, ()), "rule"),
        (Happened("no longer asked", None, 1, None, None, ()), "rule"),
        (Compare("orders", ">=", (3,)), "rule"),
        (None, "hand"),
    ],
)
def test_a_tag_is_by_model_where_a_model_foresees_or_finds_what_its_rule_asks_for(rule, how):
    assert source_of(rule) == how


@pytest.fixture(scope="module")
def _tagged(_built, tmp_path_factory):
    folder = tmp_path_factory.mktemp("tagged") / "shop"
    shutil.copytree(_built / "shop", folder)
    with zhike.open(folder) as shop:
        segment.save_group(shop, "Value", by=ANALYST, exclusive=True)
        segment.save_tag(shop, "VIP", group="Value", by=ANALYST)
        segment.save_tag(shop, "Staff", group="Value", by=ANALYST)
        segment.save_tag(shop, "Often", "orders >= 3", group="Value", by=ANALYST)
        segment.save_tag(shop, "Buyer", "orders >= 1", group="Value", by=ANALYST)
        segment.save_group(shop, "Favourite", by=ANALYST, statistic=Statistic("most", "sku", "bought()"))
        segment.save_group(shop, "Lately", by=ANALYST, statistic=Statistic("last", "sku", "bought(within_days=62)"))
        segment.save_group(shop, "Talk", by=ANALYST)
        segment.save_tag(shop, "Likes to chat", group="Talk", by=ANALYST)
        segment.put(shop, "VIP", [customer_of(shop, "T1")], by=ANALYST, because="knows the owner")
        pipeline.run(shop, as_of=AS_OF)
    return folder


@pytest.fixture
def tagged(_tagged, tmp_path):
    """Return the shop with a group of each kind and tags in them, computed; Ana is a VIP."""
    shutil.copytree(_tagged, tmp_path / "tagged")
    with zhike.open(tmp_path / "tagged") as shop:
        yield shop


def test_what_is_foreseen_is_no_statistic():
    with pytest.raises(WrongUseError, match="does not say what happened"):
        _ = Statistic("most", "category", "likely()").happened


def test_in_an_exclusive_group_the_first_tag_counts_and_a_person_goes_before_a_rule(tagged):
    ana = customer_of(tagged, "T1")
    assert carriers(tagged, "VIP") == ["Ana Lima"]
    assert carriers(tagged, "Often") == ["Ben Okoro"]
    assert not {"Ana Lima", "Ben Okoro"} & set(carriers(tagged, "Buyer"))
    told = {r["name"]: r for r in tagged.query("select * from tags").to_pylist()}
    assert (told["Often"]["how"], told["Often"]["members"], told["Often"]["conflicts"]) == ("rule", 1, 1)
    assert told["Buyer"]["conflicts"] == 2
    most = tagged.query(
        "select max(n) from (select count(*) as n from tag_members where group_name = 'Value' group by customer_id)"
    )
    assert most.column(0).to_pylist() == [1]
    # The same by a question between runs, and in words.
    assert segment.preview(tagged, "tag('Buyer')", by=ANALYST).count == told["Buyer"]["members"]
    why = segment.why(tagged, "Often", ana, by=ANALYST, tag=True)
    assert not why.is_member
    assert [(p.said, p.holds) for p in why.verdict.parts] == [
        ("orders >= 3", True), ("not tag('VIP')", False), ("not tag('Staff')", True),
    ]  # fmt: skip


def test_the_most_frequent_value_is_a_tag_of_its_own_that_rules_may_name(tagged):
    lines = tagged.query(
        "select sku, count(*) as times, max(ordered_on) as last from order_lines join customers using (customer_id)"
        " where name = 'Ana Lima' group by sku order by times desc, last desc, sku limit 1"
    ).to_pylist()
    favourite = lines[0]["sku"]
    assert "Ana Lima" in carriers(tagged, favourite)
    kept = segment.save(tagged, "Fans", f"tag('Favourite:{favourite}')", by=ANALYST)
    assert segment.shown(kept.rule, segment.names_of(tagged)) == f"tag('Favourite:{favourite}')"
    pipeline.run(tagged, as_of=AS_OF)
    [row] = [s for s in segment.standings(tagged) if s.segment.id == kept.id]
    has = carriers(tagged, favourite, group="Favourite")
    assert row.members == len(has) == segment.preview(tagged, kept.rule, by=ANALYST).count
    with pytest.raises(segment.WrongRuleError, match="Did you mean Favourite:"):
        segment.save(tagged, "None", f"tag('Favourite:{favourite}X')", by=ANALYST)
    with pytest.raises(segment.StillUsedError, match="used by Fans"):
        segment.delete_group(tagged, "Favourite", by=ANALYST)


def test_the_history_of_a_value_that_a_statistic_found_outlives_its_last_customer(tagged):
    def rows(sql):
        return {tuple(r.values()) for r in tagged.query(f"{sql} and group_name = 'Lately'").to_pylist()}

    def moved(what, because):
        return rows(
            f"select t.name, customer_id from tag_changes join tags t using (tag_id) where what = '{what}' and because = '{because}'"
        )

    had = rows("select name, customer_id from tag_members where true")
    pipeline.run(tagged, as_of=LATER)
    later = rows("select name, customer_id from tag_members where true")
    gone = {name for name, _c in had} - {name for name, _c in later}
    assert gone
    assert gone == {name for (name,) in rows("select name from tags where members = 0")}
    assert moved("left", "customer") == had - later
    segment.save_group(tagged, "Lately", by=ANALYST, statistic=Statistic("last", "sku", "bought(within_days=365)"))
    pipeline.run(tagged, as_of=LATER)
    now = rows("select name, customer_id from tag_members where true")
    assert {name for name, _c in now} > {name for name, _c in had}, "among them a value that no run had found before"
    assert moved("entered", "rule") == now - later


def test_what_people_say_holds_from_a_day_to_a_day_and_a_batch_is_undone_whole(tagged, monkeypatch):
    def count():
        return segment.preview(tagged, "tag('Likes to chat')", by=ANALYST).count

    ana, ben = customer_of(tagged, "T1"), customer_of(tagged, "T2")
    first = segment.put(tagged, "Likes to chat", [ana, ben], by=ANALYST, how="file", since=EARLIER, until=LATER)
    everybody = [r["customer_id"] for r in tagged.now.rows("select customer_id from customers", reads=["customers"])]
    few = carried.carried_by(tagged, everybody, day=AS_OF)
    monkeypatch.setattr(carried, "_FEW", 0)
    many = carried.carried_by(tagged, everybody, day=AS_OF)
    assert [
        (r["customer_id"], r["tag_id"], r["since"], r["until"])
        for r in sorted(few, key=lambda r: (r["customer_id"], r["tag_id"]))
    ] == [(r["customer_id"], r["tag_id"], r["since"], r["until"]) for r in many]
    assert len(few) == 3
    plan = segment.planned(tagged, "Likes to chat", [ana, customer_of(tagged, "T4")], by=ANALYST)
    assert (plan.customers, plan.changes, plan.clashes) == (2, 1, ())
    assert count() == 2, "said now, asked now"
    off = segment.take(tagged, "Likes to chat", [ben], by=ANALYST, because="said no")
    pipeline.run(tagged, as_of=AS_OF)
    [row] = tagged.query("select since, until, how from tag_members where name = 'Likes to chat'").to_pylist()
    assert row == {"since": EARLIER, "until": LATER, "how": "file"}
    moved = "select what, because, changed_on from tag_changes where customer_id = '{}' order by 3"
    assert tagged.query(moved.format(ana)).to_pylist() == [
        {"what": "entered", "because": "customer", "changed_on": AS_OF}
    ]
    timeline = profile.timeline(tagged, ana, by=ANALYST, kind="tag").entries
    zone = ZoneInfo(tagged.settings.timezone)
    told = [(e.what, e.occurred_at.astimezone(zone).date()) for e in timeline if e.detail == "Likes to chat"]
    assert told == [("entered", EARLIER)], "once, from the day that people said"
    segment.undo(tagged, off.id, by=ANALYST)
    assert count() == 2
    tables = tagged.now.value("select count(*) from duckdb_tables()")
    undone = segment.undo(tagged, first.id, by=ANALYST)
    assert count() == 0
    segment.undo(tagged, undone.id, by=ANALYST)
    assert count() == 2
    assert tagged.now.value("select count(*) from duckdb_tables()") == tables, "what was said before is forgotten"
    with pytest.raises(ValueError, match="was undone by"):
        segment.undo(tagged, undone.id, by=ANALYST)
    pipeline.run(tagged, as_of=LATER)
    assert not carriers(tagged, "Likes to chat"), "it ends on its last day"
    assert [r["what"] for r in tagged.query(moved.format(ana)).to_pylist()] == ["entered", "left"]


def test_a_second_tag_of_an_exclusive_group_is_refused_and_people_who_are_one_have_the_last(tagged):
    ana, ben = customer_of(tagged, "T1"), customer_of(tagged, "T2")
    with pytest.raises(segment.TagClashError, match=f"1 of these 2 have another one: {ana} has 'VIP'"):
        segment.put(tagged, "Staff", [ana, ben], by=ANALYST)
    assert len(segment.batches(tagged)) == 1, "nothing was kept"
    with pytest.raises(ValueError, match="1 of 2 are no customers"):
        segment.put(tagged, "Staff", [ben, "C0"], by=ANALYST)
    with pytest.raises(ValueError, match="is given by its rule"):
        segment.put(tagged, "Often", [ben], by=ANALYST)
    segment.put(tagged, "Staff", [ben], by=ANALYST)
    who.merge(tagged, ana, ben, by=ANALYST, because="the same")
    pipeline.run(tagged, as_of=AS_OF)
    tags = "select m.name from tag_members m join identity using (customer_id) where record_id = '{}' and group_name = 'Value'"
    assert tagged.query(tags.format("T1")).column(0).to_pylist() == ["Staff"]
    assert tagged.query("select conflicts from tags where name = 'VIP'").column(0).to_pylist() == [1]
    one = customer_of(tagged, "T1")
    assert said_now(tagged, one) == {"Staff"}, "a question between runs says what the run says"
    plan = segment.planned(tagged, "VIP", [one], by=ANALYST, kind="take")
    assert (plan.changes, plan.clashes) == (1, ()), "what gave way can be taken off"
    who.split(tagged, customer_of(tagged, "T1"), ["till:T2"], by=ANALYST, because="they are two")
    pipeline.run(tagged, as_of=AS_OF)
    assert tagged.query(tags.format("T1")).column(0).to_pylist() == ["VIP"]
    assert tagged.query(tags.format("T2")).column(0).to_pylist() == ["Staff"]


def test_a_tag_that_comes_back_by_an_undo_gives_way_to_the_one_said_after_it(tagged):
    ana = customer_of(tagged, "T1")
    off = segment.take(tagged, "VIP", [ana], by=ANALYST)
    segment.put(tagged, "Staff", [ana], by=ANALYST)
    segment.undo(tagged, off.id, by=ANALYST)
    assert said_now(tagged, ana) == {"Staff"}
    segment.save_group(tagged, "Value", by=ANALYST, exclusive=False)
    assert said_now(tagged, ana) == {"VIP", "Staff"}, "the group as it is now counts"


def test_a_file_of_what_was_said_appears_whole_or_not_at_all(tagged, monkeypatch):
    def half(_table, path):
        path.write_bytes(b"PAR1")
        raise OSError("full")

    segment.put(tagged, "Likes to chat", [customer_of(tagged, "T1")], by=ANALYST)
    before = sorted((tagged.lake.folder / "tags").iterdir())
    monkeypatch.setattr(carried.pq, "write_table", half)
    with pytest.raises(OSError, match="full"):
        segment.kept_statements(tagged)
    monkeypatch.undo()
    assert sorted((tagged.lake.folder / "tags").iterdir()) == before
    segment.kept_statements(tagged)
    said = pq.read_table(next((tagged.lake.folder / "tags").glob("*.parquet"))).to_pylist()
    assert len({r["tag_id"] for r in said}) == 2


def test_a_name_that_could_be_a_groups_value_is_refused(tagged):
    with pytest.raises(ValueError, match="'Favourite:TEA' cannot be the name of a tag or a group: ':' stands between"):
        segment.save_tag(tagged, "Favourite:TEA", group="Talk", by=ANALYST)
    with pytest.raises(ValueError, match="'A:B' cannot be the name"):
        segment.save_group(tagged, "A:B", by=ANALYST)


def test_segments_and_tags_are_not_made_from_themselves(tagged):
    segment.save(tagged, "Chatty buyers", "tag('Buyer') and tag('Likes to chat')", by=ANALYST)
    with pytest.raises(segment.LoopError, match="Often → Chatty buyers → Buyer → Often"):
        segment.save_tag(tagged, "Often", "in segment('Chatty buyers')", group="Value", by=ANALYST)
    with pytest.raises(segment.StillUsedError, match="used by Chatty buyers"):
        segment.delete(tagged, "Buyer", by=ANALYST, tag=True)
    with pytest.raises(segment.WrongRuleError, match="Did you mean Buyer"):
        segment.save(tagged, "Wrong", "tag('Buyr')", by=ANALYST)


def test_names_are_read_once_however_many_rules_are_written_for_a_run(tagged, monkeypatch):
    asked, newest = [], kept.newest
    monkeypatch.setattr(kept, "newest", lambda *args: asked.append(args) or newest(*args))
    segment.kept_rules(tagged)
    assert len(asked) == 2, "the rules, and the names"


def test_tags_and_groups_are_kept_in_versions_and_a_deletion_is_undone(tagged):
    made = segment.tag_called(tagged, "Likes to chat")
    segment.save_tag(tagged, "Talks", group="Talk", by=ANALYST, of=made.id, owner="Ben", because="shorter")
    segment.delete(tagged, "Talks", by=ANALYST, tag=True)
    segment.delete_group(tagged, "Talk", by=ANALYST)
    group = segment.deleted_groups(tagged)[0]
    with pytest.raises(LookupError, match="no tag group called"):
        segment.restore(tagged, made.id, by=ANALYST)
    segment.restore_group(tagged, group.id, by=ANALYST)
    back = segment.restore(tagged, made.id, by=ANALYST)
    assert (back.name, back.owner, back.version) == ("Talks", "Ben", 4)
    with pytest.raises(segment.WrongGroupError, match="a statistic finds its tags"):
        segment.save_tag(tagged, "Mine", group="Favourite", by=ANALYST)
    with pytest.raises(PermissionError):
        segment.put(tagged, "Talks", [customer_of(tagged, "T1")], by=Actor("Vera", roles.VIEWER))

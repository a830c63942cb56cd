from datetime import date

from small_shop import made, order

from zhike.describe.funnel import FUNNELS

STEPS = ("page_view", "product_view", "add_to_cart", "order")


def event(who, name, at, *, channel="web", device=None):
    return {"customer_id": who, "anonymous_id": device, "event": name, "occurred_at": f"{at}+00", "occurred_on": at[:10], "channel": channel}  # fmt: skip


def bought(who, at):
    return order(who, at[:10], 10, ordered_at=f"{at}+00")


def funnel(events, orders=(), *, steps=STEPS, days=30):
    return made(FUNNELS, events=events, orders=orders, funnel=list(steps), funnel_days=days)


def steps_of(tables, dimension="all", group="all"):
    return {r["event"]: r for r in tables["funnel"] if (r["dimension"], r["group_name"]) == (dimension, group)}


ANA = [event("ana", "product_view", "2025-06-01 10:00:00"), event("ana", "add_to_cart", "2025-06-01 12:00:00")]
BEN = [event("ben", "product_view", "2025-06-02 10:00:00", channel="app")]


def test_visitors_drop_off_from_step_to_step():
    found = steps_of(funnel([*ANA, *BEN], [bought("ana", "2025-06-03 12:00:00")]))
    assert [(name, r["step"], r["visitors"]) for name, r in found.items()] == [
        ("product_view", 1, 2),
        ("add_to_cart", 2, 1),
        ("order", 3, 1),
    ]
    assert (found["order"]["share_of_first"], found["order"]["share_of_before"]) == (0.5, 1)
    assert (found["add_to_cart"]["hours_p50"], found["order"]["hours_p50"], found["order"]["hours_from_first"]) == (
        2,
        48,
        50,
    )


def test_steps_must_come_in_order_and_within_the_days():
    backwards = [
        event("ana", "add_to_cart", "2025-06-01 10:00:00"),
        event("ana", "product_view", "2025-06-01 11:00:00"),
    ]
    assert steps_of(funnel(backwards))["add_to_cart"]["visitors"] == 0
    late = [bought("ana", "2025-06-11 10:00:00")]
    assert steps_of(funnel(ANA, late, days=10))["order"]["visitors"] == 1
    assert steps_of(funnel(ANA, [bought("ana", "2025-06-11 10:00:01")], days=10))["order"]["visitors"] == 0


def test_the_attempt_that_went_furthest_counts_and_of_equals_the_first():
    early = event("ana", "product_view", "2025-01-01 10:00:00", channel="app")
    tables = funnel([early, *ANA])
    assert steps_of(tables, "channel", "web")["add_to_cart"]["visitors"] == 1
    assert steps_of(tables, "channel", "app") == {}
    cart = event("ben", "add_to_cart", "2025-06-01 12:00:00")
    ana, _ben = funnel([early, *ANA[:1], cart])["journeys"]
    assert (ana["funnel_entered_on"], ana["funnel_channel"]) == (date(2025, 1, 1), "app")


def test_a_device_of_one_customer_is_that_customer_and_other_devices_are_visitors():
    events = [
        event(None, "product_view", "2025-06-01 09:00:00", device="d1"), event("ana", "add_to_cart", "2025-06-01 10:00:00", device="d1"),
        event(None, "product_view", "2025-06-01 09:00:00", device="d2"),
    ]  # fmt: skip
    found = steps_of(funnel(events))
    assert [(r["visitors"], r["customers"]) for r in found.values()] == [(2, 1), (1, 1)]


def test_a_step_that_never_happens_is_left_out_and_one_step_is_no_funnel():
    assert list(steps_of(funnel(ANA))) == ["product_view", "add_to_cart"]
    tables = funnel(BEN)
    assert tables["funnel"] == []
    [ben] = tables["journeys"]
    assert (ben["funnel_step"], ben["funnel_entered_on"], ben["last_path"]) == (0, None, "product_view")


def test_a_path_ends_with_an_order_or_a_week_of_silence():
    events = [
        *ANA,
        event("ana", "product_view", "2025-06-02 10:00:00"),
        *BEN,
        event("ben", "product_view", "2025-06-09 10:00:01"),
    ]
    tables = funnel(events, [bought("ana", "2025-06-01 13:00:00")])
    assert {r["path"]: (r["journeys"], r["customers"], r["ends_in_order"]) for r in tables["paths"]} == {
        "product_view": (3, 2, False), "product_view > add_to_cart > order": (1, 0, True),
    }  # fmt: skip
    assert sum(r["share"] for r in tables["paths"]) == 1
    assert {r["customer_id"]: r["last_path"] for r in tables["journeys"]} == {
        "ana": "product_view",
        "ben": "product_view",
    }


def test_what_is_repeated_at_once_is_one_step_and_six_are_told():
    names = ["a", "a", "b", "a", "b", "a", "b", "a"]
    [path] = funnel([event("ana", name, f"2025-06-01 1{n}:00:00") for n, name in enumerate(names)])["paths"]
    assert (path["path"], path["steps"]) == ("a > b > a > b > a > b", 6)


def test_orders_alone_are_no_path_and_no_events_no_tables():
    assert funnel([], [bought("ana", "2025-06-01 13:00:00")]) == {"funnel": [], "paths": [], "journeys": []}
    tables = funnel(ANA, [bought("ana", "2025-06-01 13:00:00"), bought("ana", "2025-06-02 13:00:00")])
    assert [r["path"] for r in tables["paths"]] == ["product_view > add_to_cart > order"]

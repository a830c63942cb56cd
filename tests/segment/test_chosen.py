"""Whom one may choose for a list or a tag: customers of the run that the actor may see, or nobody at all."""

import pytest

from shop import customer_of
from zhike import segment
from zhike.govern import Actor, roles
from zhike.govern.visibility import Visible
from zhike.segment import chosen

ANALYST = Actor("Iris", roles.ANALYST)


def test_neither_a_list_nor_a_tag_takes_a_customer_that_the_actor_may_not_see(fresh_shop, monkeypatch):
    segment.save_group(fresh_shop, "Talk", by=ANALYST)
    segment.save_tag(fresh_shop, "Chats", group="Talk", by=ANALYST)
    both = [customer_of(fresh_shop, "T1"), customer_of(fresh_shop, "T2")]
    assert segment.planned(fresh_shop, "Chats", both, by=ANALYST).customers == 2
    monkeypatch.setattr(chosen, "visible_customers", lambda _by: Visible("c.name <> $hidden", {"hidden": "Ben Okoro"}))
    with pytest.raises(ValueError, match=f"1 of 2 are no customers of the current run, the first is '{both[1]}'"):
        segment.planned(fresh_shop, "Chats", both, by=ANALYST)
    with pytest.raises(ValueError, match=f"1 of 2 are no customers of the current run, the first is '{both[1]}'"):
        segment.save_list(fresh_shop, "Both", both, by=ANALYST)
    assert segment.save_list(fresh_shop, "One", both[:1], by=ANALYST).listed == 1

import pytest

from zhike import segment
from zhike.govern import Actor, roles
from zhike.segment.library import LIBRARY

ANALYST = Actor("Iris", roles.ANALYST)


@pytest.mark.parametrize("starter", LIBRARY, ids=lambda s: s.name)
def test_every_ready_rule_can_be_used_as_it_is(shop, starter):
    assert segment.shown(segment.read(shop, starter.rule, by=ANALYST), segment.names_of(shop)) == starter.rule


def test_ready_rules_have_names_of_their_own_and_find_somebody(shop):
    assert len({s.name for s in LIBRARY}) == len(LIBRARY)
    assert sum(segment.preview(shop, s.rule, by=ANALYST).count > 0 for s in LIBRARY) >= 5

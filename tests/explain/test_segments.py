"""Rules of segments in words."""

from zhike.explain.segments import words
from zhike.segment.rules import Happened
from zhike.words import use_language


def test_who_is_not_likely_to_buy_is_said_so_and_not_as_never():
    likely, unlikely = Happened("likely", "茶", 1, None, None, ()), Happened("likely", "茶", None, 0, None, ())
    assert words(unlikely, {}, {}) == "does not have 茶 among the likeliest categories"
    use_language("zh")
    assert (words(likely, {}, {}), words(unlikely, {}, {})) == ("最可能购买的品类中有茶", "最可能购买的品类中没有茶")

"""Values as people write them."""

import pytest

from zhike.web import formats
from zhike.words import use_language


@pytest.mark.parametrize(("value", "said"), [(213.5, "213.5"), (1234, "1,234"), (0.25, "0.25"), (2 / 3, "0.67")])
def test_a_number_has_the_decimals_it_takes(value, said):
    assert formats.number(value) == said


@pytest.mark.parametrize(("value", "said"), [(22622.7, "¥22,622.70"), (12, "¥12"), (-3.5, "−¥3.50")])
def test_an_amount_has_two_decimals_or_none(value, said):
    assert formats.money(value) == said


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0", "Edge · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1", "Safari · iPhone"),
        ("curl/8.0", "curl/8.0"),
        (None, formats.NOTHING),
    ],
)
def test_a_browser_is_named_as_people_call_it(agent, said):
    assert formats.browser(agent) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [(1_172_345, "1.17M"), (12_345, "12.3K"), (393_400, "393K"), (4_560_000_000, "4.56B"), (1_089, "1,089"), (-45_600, "-45.6K")],
)  # fmt: skip
def test_a_number_in_short_has_three_figures(value, said):
    assert formats.short(value) == said


def test_a_number_in_short_counts_in_ten_thousands_in_chinese():
    use_language("zh")
    assert [formats.short(n) for n in (12_345, 1_172_345, 456_000_000)] == ["1.23万", "117万", "4.56亿"]
    assert formats.short_money(12_345, figures=2) == "¥1.2万"

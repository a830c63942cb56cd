import pytest

from zhike.explain.reasons import reason, reasons
from zhike.predict import INPUTS
from zhike.words import use_language


def test_a_reason_names_the_input_its_value_and_its_direction():
    assert reason("recency_days", 84.0, 0.7) == "days since the last purchase: 84 (towards staying away)"
    assert reason("discount_rate", 0.125, -0.2) == "discounts as a share of the amount: 0.12 (towards buying again)"
    assert reason("gap_days_mean", None, 0.1) == "usual days between purchases (mean): not known (towards staying away)"


def test_a_row_has_three_reasons_in_the_readers_language():
    use_language("zh")
    row = {
        f"{what}_{k}": v
        for k in (1, 2, 3)
        for what, v in (("reason", "active_days"), ("value", 1234.0), ("contribution", -1.0))
    }
    assert reasons(row) == ["至今有购买的天数：1,234（使其更可能再次购买）"] * 3


@pytest.mark.parametrize("name", INPUTS)
def test_every_input_has_words_in_both_languages(name):
    english = reason(name, 1.0, 1.0)
    use_language("zh")
    assert reason(name, 1.0, 1.0) != english

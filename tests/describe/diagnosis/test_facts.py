import pytest

from zhike.describe.diagnosis import EXPLAINED, Months, diagnosed, month_no, months_asked
from zhike.describe.diagnosis.behind import Behind, behind_of
from zhike.describe.months import months
from zhike.errors import UnknownNameError, WrongUseError

MARCH, APRIL = months_asked("2025-03"), months_asked("2025-04")


@pytest.mark.parametrize("kpi", list(EXPLAINED))
def test_the_facts_add_up_to_the_months(shop, kpi):
    found = diagnosed(shop, kpi, before=MARCH, after=APRIL)
    by_month = {month_no(m.month): m[kpi] for m in months(shop)}
    assert (found.value_before or 0) == pytest.approx(by_month[MARCH.first] or 0)
    assert (found.value_after or 0) == pytest.approx(by_month[APRIL.first] or 0)


@pytest.mark.parametrize("kpi", ["revenue", "orders", "customers", "average_order_value", "repeat_rate"])
def test_every_split_is_the_change(shop, kpi):
    found = diagnosed(shop, kpi, before=MARCH, after=APRIL)
    assert found.splits
    for split in found.splits:
        assert (split.volume or 0) + split.mix + split.rate == pytest.approx(found.change)
        assert sum(value[3] for value in split.values) == pytest.approx(found.change)


def test_an_order_of_several_lines_counts_once(shop):
    # In February Ana's and Ben's orders of one line, and Chloe's of two.
    found = diagnosed(shop, "orders", before=months_asked("2025-01"), after=months_asked("2025-02"))
    assert found.value_after == 3


def test_four_months_say_nothing_about_what_is_usual(shop):
    found = diagnosed(shop, "revenue", before=MARCH, after=APRIL)
    assert (found.verdict, found.causes, found.low) == ("unknown", (), None)


def test_customers_of_two_months_are_those_of_an_average_month(shop):
    found = diagnosed(
        shop, "customers", before=months_asked("2025-01..2025-02"), after=months_asked("2025-03..2025-04")
    )
    by_month = {f"{m.month:%Y-%m}": m["customers"] for m in months(shop)}
    assert found.value_before == (by_month["2025-01"] + by_month["2025-02"]) / 2


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("2025-03", "2025-03", "must end before"),
        ("2025-01..2025-02", "2025-03", "compare as many with as many"),
        ("2024-01", "2025-03", "not within the months"),
        ("2025-05", "2026-01", "not within the months"),
        ("2025-01..2025-03", "2025-03..2025-05", "must end before"),
    ],
)
def test_periods_that_cannot_be_compared_are_refused_with_the_reason(shop, before, after, said):
    with pytest.raises(WrongUseError, match=said):
        diagnosed(shop, "revenue", before=months_asked(before), after=months_asked(after))


def test_a_kpi_that_nobody_knows_is_refused(shop):
    with pytest.raises(UnknownNameError, match="revenue"):
        diagnosed(shop, "revenu", before=MARCH, after=APRIL)


@pytest.mark.parametrize("text", ["2025-13", "2025", "2025-03..", "2025-05..2025-03", "２０２５-03", "2025-00"])
def test_what_is_no_month_is_refused(text):
    with pytest.raises(WrongUseError):
        months_asked(text)


def test_a_slice_survives_its_address():
    odd = Behind(Months(24300, 24300), Months(24301, 24302), {"channel": "a;b=c,d%3B", "province": "广东", "store": ""})
    assert behind_of(odd.text) == odd


@pytest.mark.parametrize("text", ["", "2025-03", "2025-03+2025-02", "2025-03+2025-04;nothing=1", "2025-03+2025-04;channel"])  # fmt: skip
def test_what_is_no_slice_means_nothing(text):
    assert behind_of(text) is None

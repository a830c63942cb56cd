import numpy as np

from zhike.simulate.identity_numbers import identity_numbers


def _numbers(*, wrong):
    born = np.array([(np.datetime64("1990-02-03") - np.datetime64("1970-01-01")).astype(int)] * 2)
    return identity_numbers(
        born, female=np.array([True, False]), serial=np.array([7, 7]), wrong=np.array([wrong, wrong])
    )


def _is_right(number):
    # The rule as the standard states it: the weighted sum of all eighteen places is 1 modulo 11.
    values = [10 if digit == "X" else int(digit) for digit in number]
    return sum(value * pow(2, 17 - place, 11) for place, value in enumerate(values)) % 11 == 1


def test_numbers_hold_birth_date_and_gender():
    woman, man = _numbers(wrong=False)
    assert woman[6:14] == man[6:14] == "19900203"
    assert int(woman[16]) % 2 == 0
    assert int(man[16]) % 2 == 1


def test_the_check_digit_is_right_unless_it_is_meant_to_be_wrong():
    assert all(_is_right(number) for number in _numbers(wrong=False))
    assert not any(_is_right(number) for number in _numbers(wrong=True))


def test_no_number_can_belong_to_anybody():
    assert all(number.startswith("999999") and len(number) == 18 for number in _numbers(wrong=False))

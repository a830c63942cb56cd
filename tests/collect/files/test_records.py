"""The exact reader: what is wrong costs its own line and no other."""

import pytest

from zhike.collect.files import LIMITS
from zhike.collect.files.limits import Limits
from zhike.collect.files.records import Dialect, Rows, records


def read(*blocks, width=2, delimiter=",", quote='"', limits=LIMITS):
    found = []
    for part in records(
        [b.encode() if isinstance(b, str) else b for b in blocks], Dialect(delimiter, quote, width), limits=limits
    ):
        if isinstance(part, Rows):
            found += [(part.first_line + at, tuple(row)) for at, row in enumerate(part.values)]
        else:
            found.append((part.line, part.reason or tuple(part.values)))
    return found


def test_a_quote_that_never_closes_costs_its_own_line():
    assert read('a,b\n1,"x\n2,y\n3,z\n') == [(1, ("a", "b")), (2, "unclosed_quote"), (3, ("2", "y")), (4, ("3", "z"))]


def test_a_quote_that_would_close_in_a_later_row_costs_its_own_line():
    assert read('1,"x\n2,"y"\n3,z\n') == [(1, "unclosed_quote"), (2, ("2", "y")), (3, ("3", "z"))]


def test_a_quote_that_closes_within_a_value_is_a_fault():
    assert read('1,"x"y\n2,z\n') == [(1, "stray_quote"), (2, ("2", "z"))]


def test_a_quote_within_a_value_is_a_character():
    assert read('1,5" screen\n') == [(1, ("1", '5" screen'))]


def test_blanks_around_quotes_are_no_part_of_the_value():
    assert read('1, "x, y" \n') == [(1, ("1", "x, y"))]


def test_a_record_may_go_on_over_many_blocks():
    text = '1,"' + "line\n" * 50 + '"\n2,y\n'
    blocks = [text[at : at + 7] for at in range(0, len(text), 7)]
    assert read(*blocks) == [(1, ("1", "line\n" * 50)), (2, ("2", "y"))]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 100])
def test_blocks_may_end_anywhere(size):
    text = 'a,b\r\n1,"x\r\ny"\r\n王,芳\r\n'.encode()
    blocks = [text[at : at + size] for at in range(0, len(text), size)]
    assert read(*blocks) == [(1, ("a", "b")), (2, ("1", "x\r\ny")), (3, ("王", "芳"))]


def test_a_line_over_the_limit_is_rejected_and_the_next_one_is_read():
    limits = Limits(line_bytes=100)
    text = "a,b\n1," + "x" * 500 + "\n2,y\n"
    blocks = [text[at : at + 40] for at in range(0, len(text), 40)]
    assert read(*blocks, limits=limits) == [(1, ("a", "b")), (2, "too_long"), (3, ("2", "y"))]


def test_nul_bytes_and_broken_characters_cost_their_own_line():
    assert read(b"1,a\x00\n2,\xff\n3,c\n") == [(1, "nul_byte"), (2, "bad_encoding"), (3, ("3", "c"))]


def test_rows_of_another_width_are_ragged_and_empty_tails_are_not():
    assert read("1,2,3\n4\n5,6,,\n") == [(1, "ragged_row"), (2, "ragged_row"), (3, ("5", "6"))]


def test_without_a_quote_the_sign_is_a_character():
    assert read('1\t"x\n', delimiter="\t", quote=None) == [(1, ("1", '"x'))]


def test_a_very_long_run_of_doubled_quotes_is_read_in_time():
    assert read('1,"' + '""' * 200_000 + '\n2,"' + "a" * 1000 + "\n", limits=Limits()) == [
        (1, "unclosed_quote"),
        (2, "unclosed_quote"),
    ]

"""One pass over a text finds its encoding, wherever the blocks end."""

import io

import pytest

from zhike.collect.files.scan import Scanner, scan


def scanned(data, size):
    scanner = Scanner()
    for at in range(0, len(data), size):
        scanner.take(data[at : at + size])
    return scanner.result()


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7])
def test_characters_over_the_border_of_two_blocks_are_whole(size):
    found = scanned("é,王芳,😀\n".encode() * 20, size)
    assert (found.encoding, found.broken) == ("utf-8", 0)


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_a_damaged_place_is_counted_and_changes_no_encoding(size):
    found = scanned(("王芳\n" * 20).encode() + b"\xff\n" + "李娜\n".encode(), size)
    assert (found.encoding, found.broken) == ("utf-8", 1)


def test_a_character_cut_off_at_the_end_is_broken():
    assert scanned("王芳\n".encode() + "李".encode()[:2], 4).broken == 1


def test_a_long_chinese_file_is_known_without_looking_at_all_of_it():
    data = ("王芳,北京\n" * 100).encode("gb18030")
    many = scanned(data * 40, len(data))
    assert (many.encoding, many.size) == ("gb18030", len(data) * 40)
    assert many.broken < 40 * scanned(data, len(data)).broken


def test_a_stream_is_read_to_its_end():
    assert scan(io.BytesIO(b"id\n" * 1_000_000)).size == 3_000_000

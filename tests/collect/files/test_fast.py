"""The fast reader of delimited text reads as the exact one does, or leaves a chunk to it."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from zhike.collect.files import LIMITS, fast
from zhike.collect.files.dialect import Dialect
from zhike.collect.files.limits import Limits
from zhike.collect.files.records import Rows, records

COMMA = Dialect(",", '"', 2)


def taken(data, dialect=COMMA, limits=LIMITS):
    """Return the rows that the fast reader takes of a chunk, and what it leaves for the next; None if it gives up."""
    found = fast.read(data, dialect, line=1, wanted=range(dialect.width), limits=limits)
    return found and (list(zip(*(column.to_pylist() for column in found[0].columns), strict=True)), found[1])


def as_rows(parts):
    """Return records of all kinds as (line, values or reason), empty values as None."""
    found = []
    for part in parts:
        if isinstance(part, fast.Block):
            rows = list(zip(*(column.to_pylist() for column in part.columns.columns), strict=True))
            found += [(part.first_line + at, row) for at, row in enumerate(rows)]
        elif isinstance(part, Rows):
            found += [(part.first_line + at, tuple(v or None for v in row)) for at, row in enumerate(part.values)]
        elif not part.is_blank:
            found.append((part.line, part.reason or tuple(v or None for v in part.values)))
    return found


def blocks(data, size):
    return [data[at : at + size] for at in range(0, len(data), size)]


fields = st.one_of(
    st.text(st.sampled_from("ab王 1"), max_size=4),
    st.text(st.sampled_from('ab王,"\n\r '), max_size=6).map(lambda text: '"' + text.replace('"', '""') + '"'),
    st.text(st.sampled_from('a"\n\r\0 '), max_size=3),
)
lines = st.lists(fields, min_size=1, max_size=3).map(",".join)


@settings(max_examples=600, deadline=None, derandomize=True)
@given(
    st.lists(lines, min_size=1, max_size=12), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans(), st.integers(1, 60)
)
@example(['a,"b', 'c",d', 'e,"f"'], "\n", True, 9)
@example(["a,b", "", "c,d"], "\n", True, 60)
@example(["\ufeffa,b", "c,d"], "\n", False, 60)
def test_any_text_is_read_alike_with_and_without_the_fast_reader(rows, ending, ends, size):
    data = (ending.join(rows) + ending * ends).encode()
    with_it = as_rows(records(blocks(data, size), COMMA, limits=LIMITS, wanted=[0, 1]))
    assert with_it == as_rows(records(blocks(data, size), COMMA, limits=LIMITS))


def test_plain_and_quoted_rows_are_taken():
    assert taken(b'1,Ana\r\n2,"B,\n""b"""\r\n3,\r\n') == ([("1", "Ana"), ("2", 'B,\n"b"'), ("3", None)], b"")


def test_a_record_that_is_open_at_the_end_is_left_for_the_next_chunk():
    assert taken(b'1,"a\nb"\n2,"c\nd') == ([("1", "a\nb")], b'2,"c\nd')


def test_what_is_odd_is_left_to_the_exact_reader():
    for odd in (
        b"1,a\0\n",
        b"1,\xff\n",
        b"1\n",
        b"1,2,3\n",
        b'1,5" x"\n',
        b'1,"a" \n',
        b'"a"x,"b"\n',
        b"1,a\n\n2,b\n",
        b"1,a\r2,b\n",
    ):
        assert taken(b"1,fine\n" + odd) is None, odd
    assert taken(b"1," + b"x" * 200 + b"\n2,b\n", limits=Limits(line_bytes=100)) is None


def test_one_odd_row_costs_no_more_than_its_piece():
    data = b"1,Ana\n" * 100_000 + b"ragged\n" + b"2,Ben\n" * 100_000
    found = list(records(blocks(data, 1 << 20), COMMA, limits=LIMITS, wanted=[0]))
    fast_rows = sum(len(part) for part in found if isinstance(part, fast.Block))
    assert fast_rows > 175_000
    assert [part.line for part in found if getattr(part, "reason", None)] == [100_001]
    assert as_rows(found)[-1] == (200_001, ("2",))

"""The fastest reader of JSON Lines: PyArrow, for chunks whose objects all have the shape that earlier ones had.

Arrow needs to be told the columns and their types. They are learned from a chunk that the reader of json_blocks.py
took; a chunk that then differs in anything (another field, another type, a field twice, a number that is no whole
number) is an error to Arrow, and goes back to that reader.
"""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa
import pyarrow.json as arrow_json

from zhike.collect.files.encoding import is_utf8
from zhike.collect.files.json_blocks import ODD_ESCAPES, Block, Cells

_ODD_ESCAPES = tuple(escape.encode() for escape in ODD_ESCAPES)
# Texts, truths and whole numbers have one spelling each; of other numbers Arrow would not keep the file's.
_TYPES: dict[type, pa.DataType] = {str: pa.string(), bool: pa.bool_(), int: pa.int64()}
_NOTHING = pa.null()  # the type of a column that had no value yet
_Tree = dict[str, "pa.DataType | _Tree"]


class Shape:
    """What the objects of a file have been so far, and the reading of those that are like them."""

    def __init__(self) -> None:
        self._types: dict[str, set[type]] = {}
        self._schema: pa.Schema | None = None

    def learn(self, block: Block) -> None:
        """Take the columns and types of a block over."""
        for name, cells in block.columns.items():
            if not isinstance(cells, pa.Array):
                self._types.setdefault(name, set()).update(
                    set(map(type, cells)) - {type(None), dict}
                )  # an object in a cell is empty
        self._schema = _schema(self._types)

    def read(self, data: bytes, *, first_line: int) -> Block | None:
        """Return the objects of a chunk of lines; None when they are not of this shape, or anything is odd."""
        height = _height(data)
        if self._schema is None or not height or any(escape in data for escape in _ODD_ESCAPES) or not is_utf8(data):
            return None
        try:
            table = arrow_json.read_json(
                pa.BufferReader(data),
                read_options=arrow_json.ReadOptions(use_threads=False, block_size=len(data) + 1),
                parse_options=arrow_json.ParseOptions(explicit_schema=self._schema, unexpected_field_behavior="error"),
            )
        except pa.ArrowInvalid:
            return None
        if table.num_rows != height:
            return None
        lines = range(first_line, first_line + height)
        return Block(lines, height, dict(_flat(table.column_names, table.combine_chunks().columns)))


def _height(data: bytes) -> int:
    """Return the number of lines when each begins and ends as an object does, else 0.

    Arrow does not look at line breaks. But "}" and "{" with nothing between them can only be the border of two whole
    objects, so that as many objects as lines are one object in each.
    """
    breaks = data.count(b"\n")
    ends = data.endswith(b"}\n")
    if not (data.startswith(b"{") and (ends or data.endswith(b"}"))):
        return 0
    between = breaks - ends
    return between + 1 if data.count(b"}\n{") == between else 0


def _schema(types: dict[str, set[type]]) -> pa.Schema | None:
    """Return the types for Arrow, or None where a column has several or one that Arrow would change."""
    tree: _Tree = {}
    for name, kinds in types.items():
        if len(kinds) > 1 or not kinds <= _TYPES.keys():
            return None
        if not _grow(tree, name.split("."), kinds):
            return None
    return pa.schema(_fields(tree))


def _grow(tree: _Tree, path: list[str], kinds: set[type]) -> bool:
    """Add a column; False when it would be a value and an object. Where objects are, nothing (null) may be too."""
    *outer, last = path
    for part in outer:
        inner = tree.get(part)
        if not isinstance(inner, dict):
            if inner not in {None, _NOTHING}:
                return False
            inner = tree[part] = {}
        tree = inner
    if isinstance(tree.get(last), dict):
        return not kinds
    tree[last] = _TYPES[next(iter(kinds))] if kinds else _NOTHING
    return True


def _fields(tree: _Tree) -> list[pa.Field]:
    return [
        pa.field(name, pa.struct(_fields(inner)) if isinstance(inner, dict) else inner) for name, inner in tree.items()
    ]


def _flat(names: Iterable[str], columns: Iterable[pa.Array], prefix: str = "") -> Iterable[tuple[str, Cells]]:
    for name, column in zip(names, columns, strict=True):
        array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
        if pa.types.is_struct(array.type):
            yield from _flat([field.name for field in array.type], array.flatten(), f"{prefix}{name}.")
        else:
            yield prefix + name, array.cast(pa.string())

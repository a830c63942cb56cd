"""The engine: DuckDB sessions, declared tables, the lake, and runs that publish all or nothing.

In: SQL files with a declaration at their head, and relations to read. Out: Parquet tables of one whole run.
Knows no customer word.
"""

from zhike.engine.canonical import canonical_hash
from zhike.engine.declared import Column, Table, WrongDeclarationError, read_table
from zhike.engine.export import defused, export, sheets_for, write_csv_rows
from zhike.engine.fresh import TOUCHED, Finished, Fresh
from zhike.engine.lake import Lake, folder_size, whole, write_parquet
from zhike.engine.lineage import Origin, lineage, tables_read
from zhike.engine.plan import PythonTable, Step, in_order, step_of
from zhike.engine.reader import Reader
from zhike.engine.run import Input, Place, Progress, RunReport, TableReport, execute, make_tables
from zhike.engine.select import WrongSqlError, checked_select
from zhike.engine.session import EngineError, Session, literal, name_of, text_of
from zhike.engine.tableview import TableView, view_of
from zhike.engine.writing import WritingFailedError, write_apart

__all__ = [
    "TOUCHED",
    "Column",
    "EngineError",
    "Finished",
    "Fresh",
    "Input",
    "Lake",
    "Origin",
    "Place",
    "Progress",
    "PythonTable",
    "Reader",
    "RunReport",
    "Session",
    "Step",
    "Table",
    "TableReport",
    "TableView",
    "WritingFailedError",
    "WrongDeclarationError",
    "WrongSqlError",
    "canonical_hash",
    "checked_select",
    "defused",
    "execute",
    "export",
    "folder_size",
    "in_order",
    "lineage",
    "literal",
    "make_tables",
    "name_of",
    "read_table",
    "sheets_for",
    "step_of",
    "tables_read",
    "text_of",
    "view_of",
    "whole",
    "write_apart",
    "write_csv_rows",
    "write_parquet",
]  # fmt: skip

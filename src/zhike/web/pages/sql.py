"""SQL for analysts: a statement, its answer as table, chart and file, and what was asked before."""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from fastapi import Form, Query
from fastapi.responses import FileResponse, Response
from starlette.background import BackgroundTask

from zhike import govern, jobs, query
from zhike.engine import export
from zhike.errors import UnknownNameError, ZhikeError
from zhike.query import Answer, Asked, Example, OfferedTable, Pointed
from zhike.web.answered import ShownAnswer, chart_of, choices_of, shown
from zhike.web.asking import Question
from zhike.web.charts import Chart
from zhike.web.downloads import TYPES, attachment
from zhike.web.rendering import render
from zhike.web.room import Room
from zhike.words import N_, _

room = Room("sql")

Sql = Annotated[str, Query(max_length=20_000)]
Name = Annotated[str, Query(max_length=200)]


@dataclass(frozen=True)
class Wrong:
    """Why a statement was not answered, with the place it is about where that can be told."""

    code: str
    message: str
    place: Pointed | None


@dataclass(frozen=True)
class SqlPage:
    """The statement, its answer or what is wrong with it, the tables that can be asked, and what was asked before."""

    title: str
    sql: str
    asked: str
    answer: ShownAnswer | None
    chart: Chart | None
    columns: tuple[str, ...]
    numbers: tuple[str, ...]
    x: str
    y: str
    kind: str
    wrong: Wrong | None
    tables: tuple[OfferedTable, ...]
    examples: tuple[Example, ...]
    history: tuple[Asked, ...]
    seconds: float
    is_long: bool


@room.page("/data/sql", template="data/sql.html", needs="query")
def sql_page(
    ask: Question,
    *,
    sql: Sql = "",
    asked: Name = "",
    draft: Name = "",
    x: Name = "",
    y: Name = "",
    kind: Name = "bars",
) -> SqlPage:
    """Show the answer to a statement: to `sql`, or to one that was `asked` before; a chart of column y over column x.

    A `draft` is one that was asked before, to be changed: it is not answered.
    """
    kept = asked or draft
    statement = query.asked(ask.shop, kept, by=ask.actor).sql if kept else sql
    if draft or not statement.strip():
        query.prepare()
        return _page(ask, statement)
    return _page(ask, statement, found=query.answer(ask.shop, statement, by=ask.actor), asked=asked, drawn=(x, y, kind))


@room.change("/data/sql", needs="query")
def ask_in_sql(ask: Question, sql: Annotated[str, Form(max_length=100_000)]) -> Response | str:
    """Answer a statement and remember it; one that cannot be answered is shown again with what is wrong."""
    started = time.perf_counter()
    try:
        found = query.answer(ask.shop, sql, by=ask.actor)
    except ZhikeError as error:
        seconds = time.perf_counter() - started
        query.remember(ask.shop, sql, by=ask.actor, seconds=seconds, error=error.code)
        wrong = Wrong(error.code, query.said_of(error), query.pointed(sql, error))
        return render(ask, "data/sql.html", _page(ask, sql, wrong=wrong), status=422)
    made = query.remember(ask.shop, sql, by=ask.actor, seconds=found.seconds, rows=found.rows)
    return f"/data/sql?asked={made.id}#answer"


@room.file("/data/sql/file")
def answer_file(ask: Question, asked: Name = "", sql: Sql = "", type: Name = "csv") -> Response:  # noqa: A002 - the address's own word
    """Return the whole answer as CSV, Excel or Parquet."""
    govern.require(ask.actor, "query")
    if type not in TYPES:
        raise UnknownNameError(what=N_("file type"), value=type, known=TYPES)
    statement = query.asked(ask.shop, asked, by=ask.actor).sql if asked else sql
    found = query.answer(ask.shop, statement, by=ask.actor)
    jobs.check_at_once(found.rows)
    folder = tempfile.TemporaryDirectory(prefix="zhike-answer-")
    path = Path(folder.name) / f"answer.{type}"
    export(found.table, path)
    # The file is sent from the disk: an answer of millions of rows does not lie in memory a second time.
    return FileResponse(
        path, media_type=TYPES[type], headers=attachment(path.name), background=BackgroundTask(folder.cleanup)
    )


@room.change("/data/sql/file", needs="query")
def ask_for_file(
    ask: Question, kind: Annotated[str, Form(max_length=20)], *,
    asked: Annotated[str, Form(max_length=100)] = "", sql: Annotated[str, Form(max_length=100_000)] = "",
) -> str:  # fmt: skip
    """Have the whole answer made as a file in the background."""
    statement = query.asked(ask.shop, asked, by=ask.actor).sql if asked else sql
    return f"/exports/{jobs.ask_for_answer(ask.shop, statement, type_=kind, by=ask.actor).id}"


def _page(
    ask: Question,
    sql: str,
    *,
    found: Answer | None = None,
    asked: str = "",
    drawn: tuple[str, str, str] = ("", "", "bars"),
    wrong: Wrong | None = None,
) -> SqlPage:
    columns, numbers = choices_of(found.table) if found else ((), ())
    x, y, kind = drawn
    chart = chart_of(found.table, x=x, y=y, kind=kind) if found else None
    return SqlPage(
        title=_("SQL"),
        sql=sql,
        asked=asked,
        answer=shown(found) if found else None,
        chart=chart,
        columns=columns,
        numbers=numbers,
        x=chart.over if chart else x,
        y=chart.series[0].name if chart else y,
        kind=kind,
        wrong=wrong,
        tables=query.offered(ask.shop, by=ask.actor),
        examples=query.examples(),
        history=tuple(query.last_asked(ask.shop, by=ask.actor)),
        seconds=ask.shop.settings.query_seconds,
        is_long=found is not None and found.rows > jobs.AT_ONCE,
    )

"""The review: one doubtful pair after another, with what each field says, answered by keys or in a file."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Form, Query, UploadFile
from fastapi.responses import Response

from zhike.describe import directory
from zhike.errors import WrongUseError, ZhikeError
from zhike.explain import identity as words
from zhike.unify import who
from zhike.web.asking import Asked, Question
from zhike.web.charts import Chart
from zhike.web.downloads import TYPES, attachment
from zhike.web.evidence import DecisionShown, PairShown, decision_shown, pair_shown, weights_chart
from zhike.web.failures import failure_of
from zhike.web.rendering import render
from zhike.web.room import Room
from zhike.words import _

room = Room("identity")

PATH = "/data/identity/review"
Short = Annotated[str, Query(max_length=40)]
_MOST_BYTES = 20_000_000
# Accepted, rejected, skipped and empty, as the way back from a file of answers says them.
_COUNTS = r"^(\d{1,9}\.){3}\d{1,9}$|^$"


@dataclass(frozen=True)
class Compared:
    """One field of both records; `state` is same, differs, or one where only one of them says something."""

    field: str
    label: str
    a: Any
    b: Any
    state: str

    def coded(self, value: Any) -> Any:
        """Return a code in words; any other value as it is."""
        return directory.coded(self.field, value)


@dataclass(frozen=True)
class Taken:
    """What became of a file of answers."""

    accepted: int = 0
    rejected: int = 0
    skipped: int = 0
    empty: int = 0


@dataclass(frozen=True)
class ReviewPage:
    """One pair to answer (None when all are), and how far the review is.

    `last` is the answer that was just given, which can be taken back; `taken` what became of a file; `wrong` why one was refused.
    """

    title: str
    kind: str
    kinds: dict[str, str]
    open: int
    answered: int
    pair: PairShown | None
    fields: tuple[Compared, ...]
    weights: Chart | None
    last: DecisionShown | None
    taken: Taken | None
    wrong: str


@room.page(PATH, template="identity/review.html")
def review(
    ask: Question, kind: Short = "doubtful", pair: Short = "", last: Short = "", taken: Annotated[str, Query(pattern=_COUNTS)] = ""
) -> ReviewPage:  # fmt: skip
    """Show the next pair that waits for an answer, or one that is named."""
    return _page(ask, kind, pair=pair, last=last, taken=Taken(*map(int, taken.split("."))) if taken else None)


@room.change(f"{PATH}/answers", needs="identity")
def give_answer(
    ask: Question, pair: Annotated[str, Form(max_length=40)], answer: Annotated[str, Form(max_length=20)],
    kind: Annotated[str, Form(max_length=40)] = "doubtful", because: Annotated[str, Form(max_length=2000)] = "",
) -> str:  # fmt: skip
    """Keep an answer, and go on with the next pair."""
    made = who.answer(ask.shop, pair, answer, because=because, by=ask.actor)
    return f"{PATH}?{urlencode({'kind': kind, 'last': made})}"


@room.change(f"{PATH}/undos", needs="identity")
def take_back(
    ask: Question, change: Annotated[str, Form(max_length=40)], kind: Annotated[str, Form(max_length=40)] = "doubtful"
) -> str:
    """Take back the last answer, and show its pair again."""
    pair = who.pair_answered(ask.shop, change)
    who.undo(ask.shop, change, because="", by=ask.actor)
    return f"{PATH}?{urlencode({'kind': kind, 'pair': pair})}"


@room.file(f"{PATH}/file")
def queue_file(ask: Question, kind: Short = "doubtful") -> Response:
    """Send the pairs that wait as a CSV file with an empty column for the answers."""
    with tempfile.TemporaryDirectory(prefix="zhike-") as folder:
        path = Path(folder) / "pairs.csv"
        who.export_queue(ask.shop, path, by=ask.actor, kind=kind)
        return Response(path.read_bytes(), media_type=TYPES["csv"], headers=attachment(f"pairs-{kind}.csv"))


@room.change(f"{PATH}/files", needs="identity")
def take_file(
    ask: Question, file: UploadFile, kind: Annotated[str, Form(max_length=40)] = "doubtful"
) -> str | Response:
    """Take the answers of a file; when one of them is wrong none is taken, and the page says which."""
    try:
        done = _taken(ask, file)
    except ZhikeError as error:
        failure = failure_of(error)
        return render(ask, "identity/review.html", _page(ask, kind, wrong=failure.message), status=failure.status)
    counts = f"{done.accepted}.{done.rejected}.{done.skipped}.{done.empty}"
    return f"{PATH}?{urlencode({'kind': kind, 'taken': counts})}"


def _taken(ask: Asked, file: UploadFile) -> who.Answers:
    content = file.file.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise WrongUseError(detail=_("the file is larger than {most} MB").format(most=_MOST_BYTES // 1_000_000))
    with tempfile.TemporaryDirectory(prefix="zhike-") as folder:
        path = Path(folder) / "answers.csv"
        path.write_bytes(content)
        return who.import_answers(ask.shop, path, by=ask.actor)


def _page(
    ask: Asked, kind: str, *, pair: str = "", last: str = "", taken: Taken | None = None, wrong: str = ""
) -> ReviewPage:  # fmt: skip
    waiting = who.queue(ask.shop, by=ask.actor, kind=kind, most=1)
    asked = who.question(ask.shop, pair, by=ask.actor) if pair else next(iter(waiting.questions), None)
    shown = pair_shown(asked.pair) if asked else None
    given = decision_shown(who.decision(ask.shop.store, last)) if last else None
    return ReviewPage(
        title=_("Review of pairs"),
        kind=kind,
        kinds={name: _(label) for name, label in who.KINDS.items()},
        open=waiting.open,
        answered=waiting.answered,
        pair=shown,
        fields=_compared(asked) if asked else (),
        weights=weights_chart(shown) if shown and shown.weights else None,
        last=given if given and given.counts else None,
        taken=taken,
        wrong=wrong,
    )


def _compared(asked: who.Question) -> tuple[Compared, ...]:
    found = []
    for name in who.FIELDS:
        a, b = asked.a.get(name), asked.b.get(name)
        if a is None and b is None:
            continue
        state = "one" if a is None or b is None else "same" if a == b else "differs"
        found.append(Compared(name, words.field(name), a, b, state))
    return tuple(found)

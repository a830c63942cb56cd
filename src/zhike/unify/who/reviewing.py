"""Reviewing doubtful pairs: people say of a pair that it is one person, that it is not, or that nobody knows.

Answers hold like every decision, give the measured precision (identity_quality), and move the threshold of the next run.
"""

from __future__ import annotations

import contextlib
import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhike.engine import defused
from zhike.errors import UnknownNameError, WrongUseError
from zhike.govern import Actor, require
from zhike.unify.decisions import REVIEWS, Decision, Sides, decide, decision, decisions
from zhike.unify.who.changing import NEEDS
from zhike.unify.who.finding import FIELDS, fields_of
from zhike.unify.who.showing import Pair, pair_of, pairs_of
from zhike.words import N_, _
from zhike.workspace import Workspace

# Pairs outside are sure enough, one way or the other, that an answer would tell little.
DOUBTFUL = (0.1, 0.995)
KINDS = {"doubtful": N_("doubtful pairs"), "links": N_("a sample of what was linked")}
_WHERE = {
    "doubtful": "outcome in ('below', 'joined', 'needless', 'others') and matched_by in ('', 'match') "
    f"and probability between {DOUBTFUL[0]} and {DOUBTFUL[1]}",
    "links": "outcome = 'joined' and matched_by = 'match'",
}
# The two records of a pair in one text, whichever comes first.
_KEY = "least({a}, {b}) || chr(30) || greatest({a}, {b})".format(
    a="source_a || chr(31) || record_a", b="source_b || chr(31) || record_b"
)
_ANSWERS = {
    "accept": "accept", "reject": "reject", "skip": "skip", "yes": "accept", "no": "reject", "y": "accept", "n": "reject",
    "1": "accept", "0": "reject", "是": "accept", "否": "reject", "同一人": "accept", "不是": "reject", "跳过": "skip", "a": "accept",
    "r": "reject", "s": "skip",
}  # fmt: skip


@dataclass(frozen=True)
class Question:
    """A pair to answer, with what both records say."""

    pair: Pair
    a: Mapping[str, Any]
    b: Mapping[str, Any]


@dataclass(frozen=True)
class Queue:
    """The pairs of one kind that nobody answered yet: how many, how many were answered, and the first ones."""

    kind: str
    open: int
    answered: int
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Answers:
    """What became of a file of answers."""

    accepted: int
    rejected: int
    skipped: int
    empty: int


def queue(shop: Workspace, *, by: Actor, kind: str = "doubtful", most: int = 20) -> Queue:
    """Return pairs that wait for an answer, in an order that is random and always the same."""
    require(by, "see")
    if kind not in KINDS:
        raise UnknownNameError(what=N_("kind of pairs"), value=kind, known=KINDS)
    done = {"done": _answered(shop)}
    pairs = f"(select *, {_KEY} in (select unnest($done)) as is_done from identity_pairs where {_WHERE[kind]})"
    counts = f"select count(*) filter (not is_done) as open, count(*) filter (is_done) as answered from {pairs}"
    [count] = shop.now.rows(counts, done, reads=["identity_pairs"])
    # In the order of a digest: what is answered of a band is a random sample of it.
    first = f"select * from {pairs} where not is_done order by pair_id limit {int(most)}"
    waiting = pairs_of(shop.now.rows(first, done, reads=["identity_pairs"]))
    fields = fields_of(shop, [r for p in waiting for r in (p.a, p.b)], by=by)
    asked = tuple(Question(p, fields.get(p.a, {}), fields.get(p.b, {})) for p in waiting)
    return Queue(kind, count["open"], count["answered"], asked)


def question(shop: Workspace, pair_id: str, *, by: Actor) -> Question:
    """Return one pair of the current run with what both records say."""
    require(by, "see")
    pair = pair_of(shop, pair_id)
    fields = fields_of(shop, [pair.a, pair.b], by=by)
    return Question(pair, fields.get(pair.a, {}), fields.get(pair.b, {}))


def answer(shop: Workspace, pair_id: str, verdict: str, *, because: str = "", by: Actor) -> str:
    """Keep what somebody says of a pair, and return the decision's id; an answer given before is taken back first."""
    require(by, NEEDS)
    said = _ANSWERS.get(verdict.strip().lower())
    if said is None:
        raise UnknownNameError(what=N_("answer"), value=verdict[:40], known=REVIEWS)
    pair = pair_of(shop, pair_id)
    for before in decisions(shop.store, about=[pair.a, pair.b]):
        if _is_answer(before) and {*before.a, *before.b} == {pair.a, pair.b}:
            decide(shop.store, "undo", Sides(), because=because, by=by, undoes=before.id)
    return decide(shop.store, said, Sides([pair.a], [pair.b]), because=because, by=by, probability=pair.probability)


def pair_answered(shop: Workspace, change: str) -> str:
    """Return the pair of the current run that an answer is about; "" when it is about none."""
    said = decision(shop.store, change)
    pairs = [p for p in _pairs_between(shop, said) if {p.a, p.b} == {*said.a, *said.b}] if said.kind in REVIEWS else []
    return pairs[0].id if pairs else ""


def export_queue(shop: Workspace, path: Path, *, by: Actor, kind: str = "doubtful", most: int = 1000) -> int:
    """Write waiting pairs as a CSV file with an empty column `answer`, and return how many."""
    require(by, "export")
    found = queue(shop, by=by, kind=kind, most=most)
    shown = [n for n in FIELDS if n not in ("registered_at", "updated_at")]
    head = ["pair_id", "answer", "because", "probability", "source_a", "record_a", "source_b", "record_b"]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*head, *(f"{n}_{side}" for n in shown for side in "ab")])
        for q in found.questions:
            a, b = q.pair.a, q.pair.b
            said = [q.pair.id, "", "", f"{q.pair.probability:.4f}", a.source, a.number, b.source, b.number]
            said += [str(row.get(n) or "") for n in shown for row in (q.a, q.b)]
            writer.writerow([defused(v) for v in said])
    return len(found.questions)


def import_answers(shop: Workspace, path: Path, *, by: Actor) -> Answers:
    """Take the answers of a file that `export_queue` wrote; a wrong one is an error, and then none is taken."""
    require(by, NEEDS)
    rows = _read(path)
    for pair_id, verdict, _because in rows:
        if verdict:
            pair_of(shop, pair_id)
    counts = dict.fromkeys(REVIEWS, 0)
    empty = 0
    for pair_id, verdict, because in rows:
        if not verdict:
            empty += 1
            continue
        counts[_ANSWERS[verdict]] += 1
        answer(shop, pair_id, verdict, because=because, by=by)
    return Answers(counts["accept"], counts["reject"], counts["skip"], empty)


def _read(path: Path) -> list[tuple[str, str, str]]:
    found = []
    with io.StringIO(_text(path), newline="") as file:
        rows = csv.DictReader(file)
        lost = [n for n in ("pair_id", "answer") if n not in (rows.fieldnames or ())]
        if lost:
            raise WrongUseError(
                detail=_("{file} has no column {names}; export the queue and fill in its answers").format(
                    file=path.name, names=", ".join(lost)
                )
            )
        for line, row in enumerate(rows, start=2):
            verdict = (row["answer"] or "").strip().lower()
            if verdict and verdict not in _ANSWERS:
                raise WrongUseError(
                    detail=_("line {line}: {value!r} is no answer; write accept, reject or skip").format(
                        line=line, value=verdict
                    )
                )
            found.append(((row["pair_id"] or "").strip(), verdict, (row.get("because") or "").strip()))
    return found


def _text(path: Path) -> str:
    """Return the text of a file of answers; Excel in China writes GB18030."""
    content = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        with contextlib.suppress(UnicodeDecodeError):
            return content.decode(encoding)
    raise WrongUseError(detail=_("{file} is no CSV file").format(file=path.name))


def _pairs_between(shop: Workspace, said: Decision) -> list[Pair]:
    sql = "select * from identity_pairs where record_a in ($a, $b) and record_b in ($a, $b)"
    values = {"a": said.a[0].number, "b": said.b[0].number}
    return pairs_of(shop.now.rows(sql, values, reads=["identity_pairs"]))


def _answered(shop: Workspace) -> list[str]:
    """Return the pairs that hold an answer, each as `_KEY` writes it."""
    said = [d for d in decisions(shop.store) if _is_answer(d)]
    return ["\x1e".join(sorted(f"{r.source}\x1f{r.number}" for r in (*d.a, *d.b))) for d in said]


def _is_answer(d: Decision) -> bool:
    return d.kind in REVIEWS and d.counts

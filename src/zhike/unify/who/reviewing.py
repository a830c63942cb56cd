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
from zhike.unify.decisions import REVIEWS, Decision, Record, Sides, decide, decision, decisions
from zhike.unify.who.changing import NEEDS
from zhike.unify.who.finding import FIELDS, fields_of
from zhike.unify.who.showing import Pair, pair_of, pairs_of
from zhike.words import N_, _
from zhike.workspace import Workspace

# Pairs outside are sure enough, one way or the other, that an answer would tell little.
DOUBTFUL = (0.1, 0.995)
KINDS = {"doubtful": N_("doubtful pairs"), "links": N_("a sample of what was linked")}
_WHERE = {
    # In the order of a digest: what is answered of a band is a random sample of it.
    "doubtful": "outcome in ('below', 'joined', 'needless', 'others') and matched_by in ('', 'match') and probability between $low and $high",
    "links": "outcome = 'joined' and matched_by = 'match' and $low <= 1 and $high >= 0",
}
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
    done = _answered(shop)
    sql = f"select * from identity_pairs where {_WHERE[kind]} order by pair_id"
    low, high = DOUBTFUL
    count = f"select count(*) from identity_pairs where {_WHERE[kind]}"
    total = shop.now.value(count, {"low": low, "high": high}, reads=["identity_pairs"])
    rows = shop.now.rows(f"{sql} limit {int(most) + len(done)}", {"low": low, "high": high}, reads=["identity_pairs"])
    waiting = [p for p in pairs_of(rows) if frozenset((p.a, p.b)) not in done][:most]
    fields = fields_of(shop, [r for p in waiting[:most] for r in (p.a, p.b)], by=by)
    asked = tuple(Question(p, fields.get(p.a, {}), fields.get(p.b, {})) for p in waiting)
    answered = (
        sum(
            1
            for p in pairs_of(shop.now.rows(sql, {"low": low, "high": high}, reads=["identity_pairs"]))
            if frozenset((p.a, p.b)) in done
        )
        if done
        else 0
    )
    return Queue(kind, int(total) - answered, answered, asked)


def question(shop: Workspace, pair_id: str, *, by: Actor) -> Question:
    """Return one pair of the current run with what both records say."""
    require(by, "see")
    pair = pair_of(shop, pair_id)
    if pair is None:
        raise UnknownNameError(what=N_("pair"), value=pair_id[:40], known=())
    fields = fields_of(shop, [pair.a, pair.b], by=by)
    return Question(pair, fields.get(pair.a, {}), fields.get(pair.b, {}))


def answer(shop: Workspace, pair_id: str, verdict: str, *, because: str = "", by: Actor) -> str:
    """Keep what somebody says of a pair, and return the decision's id; an answer given before is taken back first."""
    require(by, NEEDS)
    said = _ANSWERS.get(verdict.strip().lower())
    if said is None:
        raise UnknownNameError(what=N_("answer"), value=verdict[:40], known=REVIEWS)
    pair = pair_of(shop, pair_id)
    if pair is None:
        raise UnknownNameError(what=N_("pair"), value=pair_id[:40], known=())
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
            said = [
                q.pair.id,
                "",
                "",
                f"{q.pair.probability:.4f}",
                q.pair.a.source,
                q.pair.a.number,
                q.pair.b.source,
                q.pair.b.number,
            ]
            said += [str(row.get(n) or "") for n in shown for row in (q.a, q.b)]
            writer.writerow([defused(v) for v in said])
    return len(found.questions)


def import_answers(shop: Workspace, path: Path, *, by: Actor) -> Answers:
    """Take the answers of a file that `export_queue` wrote; a wrong one is an error, and then none is taken."""
    require(by, NEEDS)
    rows = _read(path)
    for pair_id, verdict, _because in rows:
        if verdict and pair_of(shop, pair_id) is None:
            raise UnknownNameError(what=N_("pair"), value=pair_id[:40], known=())
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


def _answered(shop: Workspace) -> set[frozenset[Record]]:
    return {frozenset((*d.a, *d.b)) for d in decisions(shop.store) if _is_answer(d)}


def _is_answer(d: Decision) -> bool:
    return d.kind in REVIEWS and d.counts

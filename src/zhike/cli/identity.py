"""zhike identity: what a customer is made of, why, and every change of it with its undo."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from zhike.cli.printing import Folder, Json, print_json, print_table, say, shop_in
from zhike.explain import identity as words
from zhike.govern import actor_at_the_terminal
from zhike.unify import who
from zhike.words import _

identity = typer.Typer(
    help="What a customer is made of, and why; merge, split, keep apart, undo, review.", no_args_is_help=True
)
# Pairs that are listed or asked, and written to a file, unless somebody says how many.
_AT_ONCE, _IN_A_FILE = 20, 1000
Because = Annotated[str, typer.Option("--because", help="Why: kept with the change, for whoever looks later.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.add_typer(identity, name="identity")


@identity.command("show")
def show(
    customer: Annotated[str, typer.Argument(metavar="ID", help="A customer's number, or a record as source:number.")],
    workspace: Folder = None,
    json: Json = False,
) -> None:
    """Show the records of a customer, the merges that tie them, doubtful pairs, decisions and history."""
    with shop_in(workspace) as shop:
        found = who.show(shop, customer, by=actor_at_the_terminal())
        zone = shop.settings.timezone
    if json:
        print_json(_shown(found))
        return
    whole = found.customer
    say(_("Customer {id}: {count} records").format(id=whole.customer_id, count=len(whole.records)))
    if not whole.is_as_published:
        say(_("Changed since the last run: the tables follow at the next zhike run."))
    rows = [[str(t.record), found.fields.get(t.record, {}).get("name"), found.fields.get(t.record, {}).get("phone"), found.fields.get(t.record, {}).get("email"), words.tied_by(t.matched_by), words.sure(t.probability)] for t in whole.records]  # fmt: skip
    print_table([_("record"), _("name"), _("phone"), _("e-mail"), _("tied by"), _("how sure")], rows)
    _print_pairs(_("Merges"), found.merges)
    _print_pairs(_("Further evidence"), found.also)
    _print_pairs(_("May be the same person"), found.doubts)
    if found.decisions:
        said = [[d.id, words.decision_kind(d.kind), _side(d.a), _side(d.b), d.because, d.by, d.decided_at, d.counts] for d in found.decisions]  # fmt: skip
        header = [_("change"), _("what"), "", "", _("because"), _("by"), _("when"), _("holds")]
        print_table(header, said, title=_("Decisions"), timezone=zone)
    if found.moved:
        rows = [[m.at, str(m.record), words.moved(m.what), m.from_customer, m.to_customer, words.because(m.because)] for m in found.moved]  # fmt: skip
        header = [_("when"), _("record"), _("what"), _("from"), _("to"), _("because")]
        print_table(header, rows, title=_("History"), timezone=zone)


@identity.command("why")
def why(
    one: Annotated[str, typer.Argument(metavar="A", help="A customer's number, or a record as source:number.")],
    other: Annotated[str, typer.Argument(metavar="B", help="Another.")],
    workspace: Folder = None,
    json: Json = False,
) -> None:
    """Say why two records or customers are one, or two, field by field."""
    with shop_in(workspace) as shop:
        found = who.why(shop, one, other, by=actor_at_the_terminal())
    if json:
        print_json(_why(found))
        return
    say(words.verdict(found))
    for step in found.path:
        say(f"  {step.a} — {step.b}  {words.link(step)}")
    if found.pair is None:
        say(_("The two were not compared with each other: nothing rare enough brings them together."))
    else:
        print_table(
            [_("compared"), _("how they agree"), _("weight in bits")],
            [[_(w.label), _(w.way) if w.way else _("nothing alike"), w.bits] for w in found.pair.weights],
        )
    for d in found.decisions:
        say(f"{d.id} {words.decision_kind(d.kind)}: {d.because}" + ("" if d.counts else f" ({_('undone')})"))


@identity.command("merge")
def merge(
    one: Annotated[str, typer.Argument(metavar="A", help="A customer's number, or a record as source:number.")],
    other: Annotated[str, typer.Argument(metavar="B", help="Another.")],
    because: Because = "",
    workspace: Folder = None,
    json: Json = False,
) -> None:
    """Make one customer of two."""
    with shop_in(workspace) as shop:
        _tell(who.merge(shop, one, other, because=because, by=actor_at_the_terminal()), json=json)


@identity.command("split")
def split(
    customer: Annotated[str, typer.Argument(metavar="ID", help="A customer's number, or one of the records.")],
    records: Annotated[list[str], typer.Argument(metavar="RECORD…", help="Records to take out, as source:number.")],
    because: Because = "",
    workspace: Folder = None,
    json: Json = False,
) -> None:
    """Take records out of a customer; together they become another one."""
    with shop_in(workspace) as shop:
        _tell(who.split(shop, customer, records, because=because, by=actor_at_the_terminal()), json=json)


@identity.command("apart")
def apart(
    one: Annotated[str, typer.Argument(metavar="A", help="A customer's number, or a record as source:number.")],
    other: Annotated[str, typer.Argument(metavar="B", help="Another.")],
    because: Because = "",
    workspace: Folder = None,
    json: Json = False,
) -> None:
    """Keep two apart from now on, whatever ties them."""
    with shop_in(workspace) as shop:
        _tell(who.apart(shop, one, other, because=because, by=actor_at_the_terminal()), json=json)


@identity.command("undo")
def undo(
    change: Annotated[str, typer.Argument(metavar="CHANGE", help="A decision (D…), or a merge of the last run (P…).")],
    because: Because = "",
    workspace: Folder = None,
    json: Json = False,
) -> None:
    """Take back a decision, a merge by key or match, or an undo."""
    with shop_in(workspace) as shop:
        _tell(who.undo(shop, change, because=because, by=actor_at_the_terminal()), json=json)


@identity.command("review")
def review(
    to: Annotated[
        Path | None, typer.Option("--export", metavar="FILE", help="Write the pairs as CSV, to fill in.")
    ] = None,
    answers: Annotated[
        Path | None, typer.Option("--import", metavar="FILE", help="Take the answers of such a file.")
    ] = None,
    kind: Annotated[
        str, typer.Option(help="doubtful: pairs near the threshold; links: a sample of what was linked.")
    ] = "doubtful",
    most: Annotated[
        int | None, typer.Option(min=1, help="At most so many pairs: 20 when listed, 1,000 in a file.")
    ] = None,
    because: Because = "",
    workspace: Folder = None,
    json: Json = False,
) -> None:
    """Answer doubtful pairs one by one at a terminal, list them, or have them answered in a file."""
    by = actor_at_the_terminal()
    with shop_in(workspace) as shop:
        if to is not None:
            count = who.export_queue(shop, to, by=by, kind=kind, most=most or _IN_A_FILE)
            _say_or_json(
                {"pairs": count, "file": str(to)},
                _("{count} pairs written to {file}").format(count=count, file=to),
                json=json,
            )
            return
        if answers is not None:
            done = who.import_answers(shop, answers, by=by)
            said = _("accepted {accepted}, rejected {rejected}, skipped {skipped}; without an answer {empty}").format(
                **asdict(done)
            )
            _say_or_json(asdict(done), said, json=json)
            return
        found = who.queue(shop, by=by, kind=kind, most=most or _AT_ONCE)
        if json:
            print_json(_queue(found))
            return
        say(
            _("{open} pairs wait for an answer ({what}); {answered} were answered.").format(
                open=found.open, what=_(who.KINDS[kind]), answered=found.answered
            )
        )
        for asked in found.questions:
            if not _asked(shop, asked, because=because):
                return


def _asked(shop: Any, asked: who.Question, *, because: str) -> bool:
    """Show a pair, and at a terminal ask for an answer; False when whoever answers wants to stop."""
    pair = asked.pair
    say(f"\n{pair.id}  {words.link(pair)}")
    rows = [[words.field(n), asked.a.get(n), asked.b.get(n)] for n in who.FIELDS if asked.a.get(n) is not None or asked.b.get(n) is not None]  # fmt: skip
    print_table(["", str(pair.a), str(pair.b)], rows)
    if not (typer.get_text_stream("stdin").isatty() and typer.get_text_stream("stdout").isatty()):
        return True
    given = typer.prompt(_("One person? a: yes, r: no, s: nobody knows, q: stop"), default="s").strip().lower()
    if given == "q":
        return False
    who.answer(shop, pair.id, given, because=because, by=actor_at_the_terminal())
    return True


def _tell(done: who.Changed, *, json: bool) -> None:
    if json:
        print_json(
            {
                "change": done.id,
                "what": done.kind,
                "because": done.because,
                "customers": [_standing(c) for c in done.customers],
            }
        )
        return
    say(
        _("{change}: {what}. Take it back with: zhike identity undo {change}").format(
            change=done.id, what=words.decision_kind(done.kind)
        )
    )
    for c in done.customers:
        say(f"  {c.customer_id}: {', '.join(str(t.record) for t in c.records)}")
    say(_("Next: zhike run"))


def _print_pairs(title: str, pairs: tuple[who.Pair, ...]) -> None:
    if pairs:
        rows = [[p.id, str(p.a), str(p.b), words.link(p), words.sure(p.probability)] for p in pairs]
        print_table([_("pair"), _("record"), _("record"), _("evidence"), _("how sure")], rows, title=title)


def _say_or_json(value: Any, sentence: str, *, json: bool) -> None:
    if json:
        print_json(value)
    else:
        say(sentence)


def _side(records: tuple[Any, ...]) -> str:
    return ", ".join(map(str, records))


def _standing(whole: who.Standing) -> dict[str, Any]:
    records = [
        {"record": str(t.record), "matched_by": t.matched_by, "probability": t.probability} for t in whole.records
    ]
    return {"customer_id": whole.customer_id, "as_published": whole.is_as_published, "records": records}


def _pair(p: who.Pair) -> dict[str, Any]:
    return {**asdict(p), "a": str(p.a), "b": str(p.b)}


def _decision(d: Any) -> dict[str, Any]:
    return {**asdict(d), "a": list(map(str, d.a)), "b": list(map(str, d.b)), "counts": d.counts}


def _shown(found: who.Shown) -> dict[str, Any]:
    return {
        **_standing(found.customer), "fields": {str(r): dict(f) for r, f in found.fields.items()},
        "merges": [_pair(p) for p in found.merges], "also": [_pair(p) for p in found.also], "doubts": [_pair(p) for p in found.doubts],
        "decisions": [_decision(d) for d in found.decisions], "moved": [{**asdict(m), "record": str(m.record)} for m in found.moved],
    }  # fmt: skip


def _why(found: who.Why) -> dict[str, Any]:
    return {
        "is_one": found.is_one, "a": str(found.a), "b": str(found.b), "customer_a": found.customer_a, "customer_b": found.customer_b,
        "pair": _pair(found.pair) if found.pair else None, "path": [_pair(p) for p in found.path],
        "decisions": [_decision(d) for d in found.decisions],
    }  # fmt: skip


def _queue(found: who.Queue) -> dict[str, Any]:
    asked = [{**_pair(q.pair), "fields_a": dict(q.a), "fields_b": dict(q.b)} for q in found.questions]
    return {"kind": found.kind, "open": found.open, "answered": found.answered, "pairs": asked}

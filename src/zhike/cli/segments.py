"""zhike segment: rules that say who is in, what they hold now, and why somebody is in or out; in versions, each of which can come back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from zhike import segment
from zhike.cli.printing import Folder, Json, err, print_json, print_table, say, shop_in
from zhike.explain.segments import VERSIONED
from zhike.govern import actor_at_the_terminal
from zhike.words import _
from zhike.workspace import Workspace

segments = typer.Typer(
    help="Segments: preview a rule, keep it, see who is in and why, go back to an earlier version.",
    no_args_is_help=True,
)
Name = Annotated[str, typer.Argument(metavar="NAME", help="A segment's name or number.")]
Rule = Annotated[str, typer.Argument(metavar="RULE", help="A rule, such as \"orders_90d >= 3 and city = '上海'\".")]
Because = Annotated[str, typer.Option("--because", help="Why: kept with the version, for whoever looks later.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.add_typer(segments, name="segment")


@segments.command("list")
def list_(workspace: Folder = None, json: Json = False) -> None:
    """List the segments with their rules and, where a run has computed them, how many customers they hold."""
    with shop_in(workspace) as shop:
        found = [_told(s) for s in segment.standings(shop)]
    if json:
        print_json(found)
        return
    if not found:
        say(_("There are no segments yet. Make one with: zhike segment save NAME RULE"))
        return
    rows = [[s["id"], s["name"], s["version"], s["members"], s["state"] and _(s["state"]), s["rule"]] for s in found]
    print_table([_("segment"), _("name"), _("version"), _("customers"), _("state"), _("rule")], rows)


@segments.command("library")
def library(json: Json = False) -> None:
    """List ready rules to begin with, by what they look at and for which business."""
    found = [{"group": _(s.group), "name": _(s.name), "rule": s.rule, "about": _(s.about)} for s in segment.LIBRARY]
    if json:
        print_json(found)
    else:
        print_table([_("group"), _("name"), _("rule"), _("what it is for")], [list(s.values()) for s in found])


@segments.command("preview")
def preview(rule: Rule, workspace: Folder = None, json: Json = False) -> None:
    """Say how many customers a rule holds now, which of its conditions bites, and show some of them; nothing is kept."""
    with shop_in(workspace) as shop, _pointing(rule):
        found = segment.preview(shop, rule, by=actor_at_the_terminal())
    if json:
        print_json({**_plain(found), "rule": found.said})
        return
    say(_("{count} of {of} customers ({share}).").format(count=found.count, of=found.of, share=f"{found.share:.1%}"))
    for hint in found.hints:
        say(hint)
    if len(found.conditions) > 1:
        rows = [[c.said, c.count, c.without] for c in found.conditions]
        print_table([_("condition"), _("true of"), _("held without it")], rows)
    if found.sample:
        print_table(list(found.sample[0]), [list(row.values()) for row in found.sample], title=_("Some of them"))


@segments.command("save")
def save(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name; a segment that has it gets another version.")],
    rule: Rule,
    because: Because = "",
    workspace: Folder = None,
    json: Json = False,
) -> None:
    """Keep a rule under a name. Its members are computed by the next run."""
    with shop_in(workspace) as shop, _pointing(rule):
        made = segment.save(shop, name, rule, by=actor_at_the_terminal(), because=because)
        _say_kept(shop, made, json=json)


@segments.command("list-of")
def list_of(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name; a segment that has it gets another version.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A text file with one customer's number a line.")],
    because: Because = "",
    workspace: Folder = None,
    json: Json = False,
) -> None:
    """Keep the customers of a file under a name: a list that changes only when somebody changes it."""
    with shop_in(workspace) as shop:
        numbers = segment.numbers_in(file)
        made = segment.save_list(shop, name, numbers, by=actor_at_the_terminal(), because=because)
        _say_kept(shop, made, json=json)


@segments.command("show")
def show(name: Name, workspace: Folder = None, json: Json = False) -> None:
    """Show a segment: its rule, its size run by run, its versions, and which segments are made from it."""
    with shop_in(workspace) as shop:
        found, names = segment.called(shop, name), segment.names_of(shop)
        told = {
            **_told(next(s for s in segment.standings(shop) if s.segment.id == found.id)),
            "sizes": segment.sizes(shop, found.id),
            "versions": [version_told(names, v) for v in segment.versions(shop, found.id)],
            "used_by": [s.name for s in segment.dependents(shop, found.id)],
        }
        zone = shop.settings.timezone
    if json:
        print_json(told)
        return
    say(f"{told['name']} ({told['id']}): {told['rule'] or _('a list')}")
    if told["problem"]:
        say(_("Stale: {problem}").format(problem=told["problem"]))
    print_table([_("as of"), _("customers")], [[s["as_of"], s["members"]] for s in told["sizes"]])
    rows = [
        [v["version"], _(VERSIONED[v["what"]]), v["name"], v["rule"], v["because"], v["by"], v["made_at"]]
        for v in told["versions"]
    ]
    header = [_("version"), _("what"), _("name"), _("rule"), _("because"), _("by"), _("when")]
    print_table(header, rows, title=_("Versions"), timezone=zone)
    if told["used_by"]:
        say(_("Used by: {names}").format(names=", ".join(told["used_by"])))


@segments.command("why")
def why(
    name: Name,
    customer: Annotated[str, typer.Argument(metavar="ID", help="A customer's number.")],
    workspace: Folder = None,
    json: Json = False,
) -> None:
    """Say why a customer is in a segment, or is not: each condition with its value and verdict."""
    with shop_in(workspace) as shop:
        found = segment.why(shop, name, customer, by=actor_at_the_terminal())
    if json:
        print_json({**_plain(found), "segment": found.segment.name})
        return
    said = _("{customer} is in {segment}.") if found.is_member else _("{customer} is not in {segment}.")
    say(said.format(customer=found.customer_id, segment=found.segment.name))
    if found.refused:
        say(_("This customer refused profiling, and so is in no segment that a rule makes."))
    if found.verdict is not None:
        print_table([_("true"), _("condition"), _("value")], _rows(found.verdict))


@segments.command("delete")
def delete(name: Name, because: Because = "", workspace: Folder = None, json: Json = False) -> None:
    """Delete a segment that no other is made from; restore brings it back."""
    with shop_in(workspace) as shop:
        gone = segment.delete(shop, name, by=actor_at_the_terminal(), because=because)
        if json:
            print_json(version_told(segment.names_of(shop), gone))
            return
    say(_("Deleted. Bring it back with: zhike segment restore {id}").format(id=gone.id))


@segments.command("restore")
def restore(
    number: Annotated[str, typer.Argument(metavar="ID", help="A segment's number, also that of a deleted one.")],
    version: Annotated[
        int | None, typer.Option(min=1, help="The version that counts again; the last one when empty.")
    ] = None,
    because: Because = "",
    workspace: Folder = None,
    json: Json = False,
) -> None:
    """Bring a deleted segment back, or make an earlier version the one that counts."""
    with shop_in(workspace) as shop:
        back = segment.restore(shop, number, by=actor_at_the_terminal(), version=version, because=because)
        _say_kept(shop, back, json=json)


def _say_kept(shop: Workspace, made: segment.Segment, *, json: bool) -> None:
    if json:
        print_json(version_told(segment.names_of(shop), made))
        return
    say(
        _("Kept {name} as version {version} ({id}). Next: zhike run").format(
            name=made.name, version=made.version, id=made.id
        )
    )


class _pointing:  # noqa: N801 - used as a statement: with _pointing(rule)
    """Show the rule with a mark under the word that is wrong, before the error says what is wrong with it."""

    def __init__(self, rule: str) -> None:
        self._rule = rule

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        """Point at the word, on standard error; the error goes on."""
        if isinstance(error, segment.WrongRuleError) and error.place is not None and "\n" not in self._rule:
            start, end = error.place
            marks = "".join("  " if ord(c) > 0x2E80 else " " for c in self._rule[:start])
            err.print(self._rule, markup=False, soft_wrap=True)
            err.print(marks + "^" * max(end - start, 1), markup=False, soft_wrap=True)


def _told(one: segment.Standing) -> dict[str, Any]:
    said = None if one.segment.rule is None else one.said
    return {**asdict(one.segment), "rule": said, "members": one.members, "state": one.state, "problem": one.problem}


def version_told(names: Mapping[str, str], one: segment.Segment) -> dict[str, Any]:
    """Return one version of a segment or a tag, with its rule as it is written."""
    return {**asdict(one), "rule": None if one.rule is None else segment.shown(one.rule, names)}


def _rows(verdict: segment.Verdict, depth: int = 0) -> list[list[Any]]:
    ties = {"every": _("all of these:"), "some": _("at least one of these:"), "not": _("not:")}
    mine = [verdict.holds, "  " * depth + (ties[verdict.tie] if verdict.tie else verdict.said), verdict.told]
    return [mine, *(row for part in verdict.parts for row in _rows(part, depth + 1))]


def _plain(found: Any) -> dict[str, Any]:
    return {k: v for k, v in asdict(found).items() if k != "rule"}

"""zhike tag: groups of tags, tags by rule, by statistic and by what people say; put on, taken off, and undone batch by batch."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from zhike import segment
from zhike.cli.printing import Folder, Json, print_json, print_table, say, shop_in
from zhike.cli.segments import Because, version_told
from zhike.errors import WrongUseError
from zhike.explain.segments import SAID, SOURCES
from zhike.govern import actor_at_the_terminal
from zhike.words import _
from zhike.workspace import Workspace

tags = typer.Typer(
    help="Tags: groups and tags by rule, by statistic or by hand; put them on customers, take them off, undo a batch.",
    no_args_is_help=True,
)
Tag = Annotated[str, typer.Argument(metavar="TAG", help="A tag's name or number.")]
Customers = Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Customers' numbers.")]
InSegment = Annotated[str | None, typer.Option("--segment", help="All customers of a segment, as the run has them.")]
Since = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="The day on which it begins; that of the current run when empty."),
]
Until = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day on which it ends.")]
Dry = Annotated[bool, typer.Option("--dry-run", help="Say what it would do, and do nothing.")]
Owner = Annotated[str | None, typer.Option(help="Who looks after it; you when empty.")]
About = Annotated[str | None, typer.Option(help="What it says of a customer.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.add_typer(tags, name="tag")


@tags.command("list")
def list_(workspace: Folder = None, json: Json = False) -> None:
    """List the groups and their tags: where each comes from, its rule, and how many customers have it."""
    with shop_in(workspace) as shop:
        there = segment.tag_standings(shop)
        found = [{"group": g.name, "exclusive": g.exclusive, **asdict(t)} for g in segment.groups(shop) for t in there[g.id]]  # fmt: skip
        empty = [g.name for g in segment.groups(shop) if not there[g.id]]
    if json:
        print_json(found)
        return
    if not found and not empty:
        say(_("There are no tags yet. Make a group with: zhike tag group NAME"))
        return
    rows = [[t["group"], t["called"], _(SOURCES[t["how"]]), t["members"], t["owner"], t["rule"]] for t in found]
    print_table([_("group"), _("tag"), _("source"), _("customers"), _("owner"), _("rule")], rows)
    for name in empty:
        say(_("The group {name} has no tags yet.").format(name=name))


@tags.command("group")
def group(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name; a group that has it gets another version.")],
    exclusive: Annotated[
        bool | None, typer.Option("--exclusive/--several", help="Whether a customer has one of its tags at most.")
    ] = None,
    take: Annotated[str | None, typer.Option(help="For tags by statistic: most, first or last.")] = None,
    column: Annotated[str, typer.Option(help="The column whose values are the tags, such as category.")] = "category",
    of: Annotated[str, typer.Option(help="What is counted, as a rule says it.")] = "bought()",
    top: Annotated[int, typer.Option(help="How many values of each customer are tags.")] = 1,
    about: About = None,
    owner: Owner = None,
    because: Because = "",
    workspace: Folder = None,
    json: Json = False,
) -> None:
    """Keep a group of tags. With --take its tags are the values that customers have most often, first or last."""
    counted = segment.Statistic(take, column, of, top) if take else None
    with shop_in(workspace) as shop:
        made = segment.save_group(
            shop, name, exclusive=exclusive, statistic=counted, about=about, owner=owner, because=because, by=actor_at_the_terminal()
        )  # fmt: skip
    if json:
        print_json(asdict(made))
        return
    said = _("Kept {name} as version {version} ({id}). Next: zhike run") if made.statistic else _("Kept the group {name} as version {version} ({id}). Next: zhike tag save TAG --group {name!r}")  # fmt: skip
    say(said.format(name=made.name, version=made.version, id=made.id))


@tags.command("save")
def save(
    name: Annotated[str, typer.Argument(metavar="TAG", help="A name; a tag that has it gets another version.")],
    rule: Annotated[str | None, typer.Argument(metavar="[RULE]", help="A rule; without one, people say who has it.")] = None,
    group: Annotated[str, typer.Option(help="The group that it belongs to.")] = "",
    position: Annotated[
        int | None, typer.Option(help="Its place in the group: in an exclusive one the first counts.")
    ] = None,
    about: About = None,
    owner: Owner = None,
    because: Because = "",
    workspace: Folder = None,
    json: Json = False,
) -> None:  # fmt: skip
    """Keep a tag: by a rule, or for people to put on customers."""
    with shop_in(workspace) as shop:
        made = segment.save_tag(
            shop, name, rule, group=group, position=position, about=about, owner=owner, because=because, by=actor_at_the_terminal()
        )  # fmt: skip
        told = version_told(segment.names_of(shop), made)
    if json:
        print_json(told)
        return
    said = _("Kept {name} as version {version} ({id}). Next: zhike run") if made.rule is not None else _("Kept {name} as version {version} ({id}). Next: zhike tag put {name!r} ID")  # fmt: skip
    say(said.format(name=made.name, version=made.version, id=made.id))


@tags.command("show")
def show(tag: Tag, workspace: Folder = None, json: Json = False) -> None:
    """Show a tag: its rule, its size run by run, its versions, and what people said, batch by batch."""
    with shop_in(workspace) as shop:
        found, names = segment.tag_called(shop, tag), segment.names_of(shop)
        told = {
            **version_told(names, found),
            "sizes": segment.sizes(shop, found.id, noun="tag"),
            "versions": [version_told(names, v) for v in segment.versions(shop, found.id)],
            "batches": [asdict(b) for b in segment.batches(shop, found.id)],
            "used_by": [s.name for s in segment.dependents(shop, found.id)],
        }
        zone = shop.settings.timezone
    if json:
        print_json(told)
        return
    say(f"{told['name']} ({told['id']}): {told['rule'] or _('by hand')}")
    print_table([_("as of"), _("customers")], [[s["as_of"], s["members"]] for s in told["sizes"]])
    rows = [
        [b["id"], _(SAID[b["kind"]]), b["customers"], b["since"], b["until"], b["because"], b["by"], b["made_at"], b["undone_by"] or b["undoes"]]
        for b in told["batches"]
    ]  # fmt: skip
    header = [
        _("batch"),
        _("what"),
        _("customers"),
        _("since"),
        _("until"),
        _("because"),
        _("by"),
        _("when"),
        _("undo"),
    ]
    print_table(header, rows, title=_("What people said"), timezone=zone)
    if told["used_by"]:
        say(_("Used by: {names}").format(names=", ".join(told["used_by"])))


@tags.command("put")
def put(
    tag: Tag,
    customers: Customers = None,
    in_segment: InSegment = None,
    since: Since = None,
    until: Until = None,
    because: Because = "",
    dry_run: Dry = False,
    workspace: Folder = None,
    json: Json = False,
) -> None:
    """Put a tag on customers, or on all of a segment: one batch, which undo takes back whole."""
    with shop_in(workspace) as shop:
        chosen, how = _chosen(shop, customers, in_segment)
        days = {"since": since and since.date(), "until": until and until.date()}
        _told(shop, tag, chosen, "put", dry=dry_run, json=json, how=how, because=because, **days)


@tags.command("take")
def take(
    tag: Tag,
    customers: Customers = None,
    in_segment: InSegment = None,
    since: Since = None,
    because: Because = "",
    dry_run: Dry = False,
    workspace: Folder = None,
    json: Json = False,
) -> None:
    """Take a tag off customers, or off all of a segment."""
    with shop_in(workspace) as shop:
        chosen, how = _chosen(shop, customers, in_segment)
        _told(shop, tag, chosen, "take", dry=dry_run, json=json, how=how, because=because, since=since and since.date())


@tags.command("import")
def import_(
    tag: Tag,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A text file with one customer's number a line.")],
    since: Since = None,
    until: Until = None,
    because: Because = "",
    dry_run: Dry = False,
    workspace: Folder = None,
    json: Json = False,
) -> None:
    """Put a tag on the customers of a file: one batch, which undo takes back whole."""
    with shop_in(workspace) as shop:
        days = {"since": since and since.date(), "until": until and until.date()}
        _told(shop, tag, segment.numbers_in(file), "put", dry=dry_run, json=json, how="file", because=because, **days)


@tags.command("undo")
def undo(
    batch: Annotated[str, typer.Argument(metavar="BATCH", help="A batch's number.")],
    because: Because = "",
    workspace: Folder = None,
    json: Json = False,
) -> None:
    """Undo a whole batch; undoing the undo makes it count again."""
    with shop_in(workspace) as shop:
        done = segment.undo(shop, batch, by=actor_at_the_terminal(), because=because)
    if json:
        print_json(asdict(done))
    else:
        say(_("Undone. Make it count again with: zhike tag undo {id}").format(id=done.id))


@tags.command("delete")
def delete(
    name: Annotated[str, typer.Argument(metavar="TAG", help="A tag, or with --group a group without tags.")],
    group: Annotated[bool, typer.Option("--group", help="Delete a group.")] = False,
    because: Because = "",
    workspace: Folder = None,
    json: Json = False,
) -> None:
    """Delete a tag or a group that nothing is made from; restore brings it back."""
    by = actor_at_the_terminal()
    with shop_in(workspace) as shop:
        gone = segment.delete_group(shop, name, by=by, because=because) if group else segment.delete(shop, name, by=by, because=because, tag=True)  # fmt: skip
    if json:
        print_json({"id": gone.id, "name": gone.name, "what": gone.what})
    else:
        say(_("Deleted. Bring it back with: zhike tag restore {id}").format(id=gone.id))


@tags.command("restore")
def restore(
    number: Annotated[str, typer.Argument(metavar="ID", help="The number of a tag, or of a deleted group.")],
    version: Annotated[int | None, typer.Option(min=1, help="The version that counts again; the last one when empty.")] = None,
    because: Because = "",
    workspace: Folder = None,
    json: Json = False,
) -> None:  # fmt: skip
    """Bring a deleted tag or group back, or make an earlier version of a tag the one that counts."""
    by = actor_at_the_terminal()
    with shop_in(workspace) as shop:
        gone = {g.id for g in segment.deleted_groups(shop)}
        back = segment.restore_group(shop, number, by=by, because=because) if number in gone else segment.restore(shop, number, by=by, version=version, because=because)  # fmt: skip
    if json:
        print_json({"id": back.id, "name": back.name, "version": back.version})
    else:
        say(_("Kept {name} as version {version} ({id}). Next: zhike run").format(name=back.name, version=back.version, id=back.id))  # fmt: skip


def _chosen(shop: Workspace, customers: list[str] | None, in_segment: str | None) -> tuple[list[str], str]:
    """Return the customers that are meant, and how they were chosen."""
    if bool(customers) == bool(in_segment):
        raise WrongUseError(detail=_("name customers, or a segment with --segment; not both"))
    return (segment.members_of(shop, in_segment), "segment") if in_segment else (customers or [], "hand")


def _told(shop: Workspace, tag: str, chosen: list[str], kind: str, *, dry: bool, json: bool, **said: Any) -> None:
    """Do it and say what was done, or say what would be."""
    plan = segment.planned(shop, tag, chosen, by=actor_at_the_terminal(), kind=kind)
    if dry:
        told = {"customers": plan.customers, "changes": plan.changes, "clashes": [asdict(c) for c in plan.clashes]}
        if json:
            print_json(told)
        else:
            say(_("{customers} customers; {changes} change, and {clashes} have another tag of the group.").format(customers=plan.customers, changes=plan.changes, clashes=len(plan.clashes)))  # fmt: skip
        return
    done = segment.say(shop, plan, **said)
    if json:
        print_json({**asdict(done), "changes": plan.changes})
        return
    words = _("Put on {customers} customers, new to {changes}. Take it back with: zhike tag undo {id}") if kind == "put" else _("Taken off {changes} of {customers} customers. Take it back with: zhike tag undo {id}")  # fmt: skip
    say(words.format(customers=done.customers, changes=plan.changes, id=done.id))

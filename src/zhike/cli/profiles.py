"""zhike profile: one customer on one page, today or as they stood on any earlier day."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from zhike import past, pipeline, segment
from zhike.cli.printing import Folder, Json, print_json, print_table, progress_bar, say, shop_in
from zhike.describe import profile
from zhike.describe.directory import coded, label_of
from zhike.describe.profile import Customer, Entry
from zhike.govern import actor_at_the_terminal
from zhike.words import _
from zhike.workspace import Workspace

_WHO = ("name", "kind", "gender", "birth_date", "phone", "email", "company", "address", "city", "registered_on", "acquisition_channel", "sources", "records")  # fmt: skip
_STANDS = ("stage", "stage_since", "rfm_group", "churn_probability", "risk_band", "expected_date", "action", "until")
_ENTRIES = 10


def add_to(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command("profile")(profile_)


def profile_(
    customer: Annotated[str, typer.Argument(metavar="ID", help="The customer's number, as in the table customers.")],
    as_of: Annotated[
        str | None, typer.Option(help="Show what was known on this earlier day, as 2025-03-01; a new day takes as long as a run.")
    ] = None,
    workspace: Folder = None,
    json: Json = False,
) -> None:  # fmt: skip
    """Show one customer: who they are, what they bought, where they stand, what happened; today or on an earlier day."""
    by = actor_at_the_terminal()
    with shop_in(workspace) as shop:
        then: Workspace = shop
        ids: tuple[str, ...] = (customer,)
        if as_of is not None:
            with progress_bar() as progress:
                then = past.look_back(shop, pipeline.day_of(as_of), by=by, progress=progress)
            ids = past.customers_then(shop, then, customer)
        found = profile.customer(then, ids[0], by=by, declared=pipeline.tables())
        entries = profile.timeline(then, found.id, by=by).entries
        told = _told(then, found, entries, ids[1:])
        zone = shop.settings.timezone
    if json:
        print_json(told)
    else:
        _print(found, told, entries, zone=zone)


def _told(shop: Workspace, found: Customer, entries: tuple[Entry, ...], others: tuple[str, ...]) -> dict[str, Any]:
    names = {s.id: s.name for s in segment.segments(shop)}
    since = segment.belonging(shop, found.id)
    return {
        "customer_id": found.id, "as_of": found.as_of, "values": found.row, "numbers": found.numbers,
        "segments": {names[one]: day for one, day in since.items() if one in names},
        "timeline": entries, "others_then": others,
    }  # fmt: skip


def _print(found: Customer, told: dict[str, Any], entries: tuple[Entry, ...], *, zone: str) -> None:
    known = _("what was known on {day}").format(day=found.as_of)
    say(f"{found.name} · {found.id} · {known}")
    if told["others_then"]:
        said = _("On that day these records were several customers; the others: {others}.")
        say(said.format(others=", ".join(told["others_then"])))
    for title, fields in ((_("Who this is"), _WHO), (_("Where they stand"), _STANDS)):
        rows = [[label_of(n), coded(n, found.row[n])] for n in fields if found.row.get(n) is not None]
        if rows:
            print_table(["", ""], rows, title=title, timezone=zone)
    rows = [[label_of(n.name), n.value, n.typical] for n in found.numbers]
    print_table([_("number"), _("value"), _("typical customer")], rows, title=_("Key numbers"))
    if told["segments"]:
        print_table([_("segment"), _("since")], [list(one) for one in told["segments"].items()], title=_("Segments"))
    if entries:
        listed = [[e.occurred_at, e.said or None, e.said_detail or None, e.channel, e.amount] for e in entries[:_ENTRIES]]  # fmt: skip
        print_table([_("when"), _("what"), _("detail"), _("channel"), _("amount")], listed, title=_("What happened last"), timezone=zone)  # fmt: skip

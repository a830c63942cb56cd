"""The rooms of pages, one file each; `ROOMS` is what the application serves."""

from zhike.web.pages import account, bringing, glossary, imports, people, quarantine, reports, runs, sign_in, work
from zhike.web.room import Room

ROOMS: tuple[Room, ...] = (
    account.room, bringing.room, glossary.room, imports.room, people.room, quarantine.room, runs.room, work.room,
)  # fmt: skip

__all__ = ["ROOMS", "reports", "sign_in"]

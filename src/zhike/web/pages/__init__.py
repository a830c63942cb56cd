"""The rooms of pages, one file each; `ROOMS` is what the application serves."""

from zhike.web.pages import account, glossary, people, reports, sign_in
from zhike.web.room import Room

ROOMS: tuple[Room, ...] = (account.room, glossary.room, people.room)

__all__ = ["ROOMS", "reports", "sign_in"]

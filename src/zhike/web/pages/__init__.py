"""The rooms of pages, one file each; `ROOMS` is what the application serves."""

from zhike.web.pages import account, people, reports, sign_in
from zhike.web.room import Room

ROOMS: tuple[Room, ...] = (account.room, people.room)

__all__ = ["ROOMS", "reports", "sign_in"]

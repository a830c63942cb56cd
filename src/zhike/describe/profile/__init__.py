"""The profile of one customer: card, key numbers, habits, orders, timeline, and where every value comes from.

In: a workspace with a run, a customer's number, and who asks. Out: frozen answers for the page and the API.
"""

from zhike.describe.profile.comparing import Comparison, Line, compare
from zhike.describe.profile.correcting import Standing, correct, origins, standing, take_back
from zhike.describe.profile.customer import Customer, Habits, KeyNumber, UnknownCustomerError, card, customer
from zhike.describe.profile.desk import Desk, Task, desk
from zhike.describe.profile.groups import Group, Member, groups
from zhike.describe.profile.mentions import colleagues, mentions_in
from zhike.describe.profile.notes import EmptyNoteError, LongNoteError, Note, may_remove, notes, settle, write_note
from zhike.describe.profile.orders import Bought, bought
from zhike.describe.profile.origins import RULES, Origin, Origins, Said
from zhike.describe.profile.timeline import KINDS, Entry, Timeline, timeline
from zhike.describe.profile.whose import is_regrouped

__all__ = [
    "KINDS",
    "RULES",
    "Bought",
    "Comparison",
    "Customer",
    "Desk",
    "EmptyNoteError",
    "Entry",
    "Group",
    "Habits",
    "KeyNumber",
    "Line",
    "LongNoteError",
    "Member",
    "Note",
    "Origin",
    "Origins",
    "Said",
    "Standing",
    "Task",
    "Timeline",
    "UnknownCustomerError",
    "bought",
    "card",
    "colleagues",
    "compare",
    "correct",
    "customer",
    "desk",
    "groups",
    "is_regrouped",
    "may_remove",
    "mentions_in",
    "notes",
    "origins",
    "settle",
    "standing",
    "take_back",
    "timeline",
    "write_note",
]  # fmt: skip

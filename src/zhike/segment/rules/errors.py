"""A rule that cannot be used: what is wrong, at which word, and the nearest right one."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from zhike.errors import ZhikeError
from zhike.segment.rules.tree import Place
from zhike.words import N_, _, sentences

# A list of so few is told whole.
_FEW = 12


class WrongRuleError(ZhikeError, ValueError):
    """A rule that cannot be used; `values["place"]` says where the word stands, when it is known."""

    code = "wrong_rule"
    sentence = N_("The rule cannot be used: {problem}")

    def __init__(self, *, problem: str, place: Place | None = None, **values: Any) -> None:
        super().__init__(problem=problem, place=place, **values)

    @property
    def place(self) -> Place | None:
        """Return the first character of the wrong word and the one after its last."""
        found: Place | None = self.values["place"]
        return found


def unknown(what: str, name: str, known: Iterable[str], place: Place | None) -> WrongRuleError:
    """Return the error for a name that is not known; `what` is marked for the catalogue."""
    names = list(known)
    near = get_close_matches(name, names, n=1, cutoff=0.5)
    hint = _("Did you mean {near}?").format(near=near[0]) if near else ""
    few = _("There are: {names}.").format(names=", ".join(names)) if not near and 0 < len(names) <= _FEW else ""
    said = _("There is no {what} called {name!r}.").format(what=_(what), name=name[:60])
    return WrongRuleError(problem=sentences(said, hint, few), place=place)

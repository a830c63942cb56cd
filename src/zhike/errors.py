"""Errors that say what was wrong, where, with the value, and what to do.

An error takes values and writes its own sentence, in the reader's language; the values stay as attributes.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any, ClassVar

from zhike.words import N_, _


class ZhikeError(Exception):
    """What every error of ours is: a stable code, a sentence, and whether trying again can help."""

    code: ClassVar[str] = "error"
    sentence: ClassVar[str] = "{detail}"
    can_retry: ClassVar[bool] = False
    exit_code: ClassVar[int] = 2

    def __init__(self, **values: Any) -> None:
        self.values = values
        super().__init__(values)

    def __str__(self) -> str:
        return _(self.sentence).format(**{**self.values, "hint": self._hint()})

    def _hint(self) -> str:
        """Name the nearest valid value, when the error was given `value` and `known`."""
        near = get_close_matches(str(self.values.get("value", "")), [str(k) for k in self.values.get("known", ())], n=1)
        return _("Did you mean {near}?").format(near=near[0]) if near else ""


class WrongUseError(ZhikeError, ValueError):
    """The call itself is wrong; the sentence comes from the caller."""

    code = "wrong_use"


class UnknownNameError(ZhikeError, LookupError):
    """A name that is not in the list it must come from."""

    code = "unknown_name"
    sentence = N_("There is no {what} called {value!r}. {hint} Known: {names}.")

    def __init__(self, *, what: str, value: str, known: Any) -> None:
        names = sorted(str(k) for k in known)
        super().__init__(what=_(what), value=value, known=names, names=", ".join(names) or "—")


class BrokenPromiseError(ZhikeError, AssertionError):
    """A proof that did not hold."""

    code = "broken_promise"
    exit_code = 1
    sentence = N_("The promise {name!r} does not hold: {detail}")

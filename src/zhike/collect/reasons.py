"""Why a row could not be used, in words: reasons of reading stand here, reasons of cleaning come from its room."""

from __future__ import annotations

from zhike.words import N_, _
from zhike.workspace import Workspace

READING: dict[str, str] = {
    "ragged_row": N_("The row has more or fewer values than the header."),
    "bad_encoding": N_("The row holds bytes that are no characters of the file's encoding."),
    "nul_byte": N_("The row holds NUL characters."),
    "too_long": N_("The row is longer than any that is read."),
    "bad_json": N_("The line is no JSON object."),
    "unclosed_quote": N_("A quotation mark opens and never closes."),
    "stray_quote": N_("A quotation mark stands where none may be."),
    "no_order": N_("No file says when the order of these lines was placed."),
    "no_rate": N_("The settings have no rate for the order's currency."),
}


def sentence(shop: Workspace, reason: str) -> str:
    """Return the sentence for a reason's code, in the reader's language; the code itself if it has none."""
    return _(READING.get(reason) or str(shop.cleaning.reason(reason)))


def whole_sentence(shop: Workspace, reason: str, *, field: str | None, value: str | None, detail: str | None) -> str:
    """Return the reason with the field, the value and the figures that go with it."""
    said = sentence(shop, reason)
    if field is not None:
        said = f"{field}: {said}" if value is None else f"{field} = {value!r}: {said}"
    return f"{said} ({detail})" if detail else said

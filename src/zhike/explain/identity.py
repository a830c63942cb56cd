"""Identity in words: what ties records, what became of a link, what somebody decided."""

from __future__ import annotations

from zhike.describe import directory
from zhike.unify import COMPARISONS, who
from zhike.words import N_, _

_OUTCOMES = {
    "joined": N_("made one customer of two"),
    "needless": N_("the two were one customer already"),
    "below": N_("not sure enough to link"),
    "unlike": N_("refused: everything else contradicts the shared value"),
    "decision": N_("refused: somebody keeps the two apart"),
    "national_id": N_("refused: the identity numbers differ"),
    "size": N_("refused: the customer would have too many records"),
    "source": N_("refused: a source that keeps each person once has both"),
    "others": N_("refused: the other records of the two speak against it"),
}
_KINDS = {
    "merge": N_("merged"), "split": N_("split"), "apart": N_("kept apart"), "accept": N_("answered: one person"),
    "reject": N_("answered: two people"), "skip": N_("answered: nobody knows"), "undo": N_("undone"),
}  # fmt: skip
_KEYS = {c.name: c.label for c in COMPARISONS}
# The forms in which fields are compared when records are brought together.
_PARTS = {
    "national_id": N_("identity number"), "wechat_id": N_("WeChat id"), "member_no": N_("member number"), "phone": N_("phone"),
    "email": N_("e-mail"), "mailbox": N_("e-mail before the @"), "sounds": N_("sound of the name"), "birth": N_("birth date"),
    "last_four": N_("last four digits of the phone"), "first_seven": N_("first seven digits of the phone"), "street": N_("street and number"),
    "given": N_("given name"), "family": N_("family name"), "district": N_("district"), "postcode": N_("postcode"), "city": N_("city"),
    "company": N_("company"), "left(family, 3)": N_("beginning of the family name"), "left(given, 3)": N_("beginning of the given name"),
    "left(mailbox, 4)": N_("beginning of the e-mail"), "left(street, 6)": N_("beginning of the street"), "left(written, 4)": N_("beginning of the name"),
    "year(birth)": N_("year of birth"), "month(birth)": N_("month of birth"),
}  # fmt: skip
_MOVED = {"joined": N_("joined another customer"), "parted": N_("became a customer of its own")}


def sure(probability: float) -> str:
    """Return a probability as a share; no estimate is certain, so what rounds to 100 % is shown as 99.9 %."""
    return f"{min(probability, 0.999):.1%}"


def tied_by(matched_by: str, probability: float | None = None) -> str:
    """Return what ties a record to its customer, or two records to each other."""
    said = []
    for kind in matched_by.split("+"):
        if kind == "match":
            how = "" if probability is None else sure(probability)
            said.append(_("probable match, {share}").format(share=how) if how else _("probable match"))
        elif kind == "only":
            said.append(_("stands alone"))
        elif kind == "person":
            said.append(_("a person's decision"))
        elif kind:
            said.append(_("the same {key}").format(key=_(_KEYS.get(kind, kind))))
    return " + ".join(said)


def link(pair: who.Pair) -> str:
    """Return what links the two records of a pair, and what became of it."""
    what = tied_by(pair.matched_by, pair.probability) or _("{share} likely one person").format(
        share=sure(pair.probability)
    )
    return _("{what}: {then}").format(what=what, then=outcome(pair.outcome))


def outcome(code: str) -> str:
    """Return what became of a link."""
    return _(_OUTCOMES[code]) if code in _OUTCOMES else code


def decision_kind(kind: str) -> str:
    """Return what somebody decided."""
    return _(_KINDS[kind]) if kind in _KINDS else kind


def rule(name: str) -> str:
    """Return what two records must have in common by a rule."""
    return " + ".join(_(_PARTS[part]) if part in _PARTS else part for part in name.split(" + "))


def moved(what: str) -> str:
    """Return how a record moved."""
    return _(_MOVED[what]) if what in _MOVED else what


def because(codes: str) -> str:
    """Return why a record moved."""
    if codes == "gone":
        return _("what tied it is no longer there")
    return "; ".join(outcome(c) if c in _OUTCOMES else tied_by(c) for c in codes.split(", "))


def field(name: str) -> str:
    """Return the name of a record's field."""
    return directory.label_of(name)


def verdict(found: who.Why) -> str:
    """Return in one sentence whether two records are one customer."""
    if found.is_one:
        return _("{a} and {b} are one customer, {customer}.").format(a=found.a, b=found.b, customer=found.customer_a)
    return _("{a} ({customer_a}) and {b} ({customer_b}) are two customers.").format(
        a=found.a, b=found.b, customer_a=found.customer_a, customer_b=found.customer_b
    )

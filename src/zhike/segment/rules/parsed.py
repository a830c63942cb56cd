"""A rule's text as a tree, by SQLGlot; names and types are looked at afterwards (checked.py).

orders_90d >= 3 and city = '上海' and not in segment('员工')
did('view', at_least=3, within_days=30, sku like 'A%') or tag('价格敏感')
last_purchase_on >= days_ago(30) and random_split('spring test', 0, 50)
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB
from sqlglot.errors import ParseError, TokenError
from sqlglot.tokenizer_core import Token, TokenType

from zhike.segment.rules.errors import WrongRuleError, unknown
from zhike.segment.rules.happenings import HAPPENINGS
from zhike.segment.rules.tree import (
    Compare,
    DaysAgo,
    Every,
    Happened,
    HasTag,
    InSegment,
    Place,
    Rule,
    Some,
    Split,
    Value,
    opposite,
)
from zhike.words import N_, _

# Far more than anybody writes; the parser's stack and the engine's patience end somewhere.
LONGEST, DEEPEST, _MOST_TOKENS = 10_000, 30, 3000
_COMPARED: dict[type[exp.Expr], str] = {
    exp.EQ: "=", exp.NEQ: "!=", exp.LT: "<", exp.LTE: "<=", exp.GT: ">", exp.GTE: ">=", exp.Like: "like",
}  # fmt: skip
# The parts of a statement that the language has, with what each may hold; a word that the parser keeps elsewhere is refused.
_PARTS: dict[type[exp.Expr], set[str]] = {
    **{kind: {"this", "expression"} for kind in _COMPARED}, exp.And: {"this", "expression"}, exp.Or: {"this", "expression"},
    exp.Is: {"this", "expression"}, exp.Like: {"this", "expression", "negate"},
    exp.Between: {"this", "low", "high"}, exp.In: {"this", "expressions"}, exp.Not: {"this"}, exp.Paren: {"this"},
    exp.Anonymous: {"this", "expressions"}, exp.Column: {"this"}, exp.Identifier: {"this", "quoted"}, exp.Null: set(),
    exp.Literal: {"this", "is_string"}, exp.Boolean: {"this"}, exp.Neg: {"this"}, exp.Cast: {"this", "to"},
    exp.DataType: {"this"},
}  # fmt: skip
_MIRRORED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_COUNTS = ("at_least", "at_most", "within_days")
# What Chinese keyboards give for the same signs, outside of quotes; one sign for one, so that places stay.
_FULL_WIDTH = str.maketrans("（），＞＜＝！　；“”‘’＋－", "(),><=! ;\"\"''+-")
_QUOTED = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|“[^”]*”|‘[^’]*’")


def parsed(text: str) -> Rule:
    """Return the tree of a rule's text, or raise WrongRuleError at the word that is wrong."""
    if not text.strip():
        return Every(())
    if len(text) > LONGEST:
        raise WrongRuleError(problem=_("it is longer than {most} characters").format(most=LONGEST))
    plain = _half_width(text)
    try:
        tokens = DuckDB().tokenize(plain)
        _not_too_deep(tokens)
        trees = [t for t in sqlglot.parse(_without_in(plain, tokens), read="duckdb") if t is not None]
    except ParseError as wrong:
        raise _unreadable(wrong, plain) from wrong
    except TokenError as wrong:
        raise WrongRuleError(problem=_("a quotation mark is missing"), place=(0, len(text))) from wrong
    if len(trees) != 1 or isinstance(trees[0], exp.Block):
        raise WrongRuleError(problem=_("it is not one condition"), place=(0, len(text)))
    _only_known(trees[0])
    return _rule(trees[0])


def _half_width(text: str) -> str:
    """Return the text with the signs of Chinese keyboards as the language has them; what is quoted stays."""
    parts, at = [], 0
    for quoted in _QUOTED.finditer(text):
        inside = quoted[0]
        opened = inside[0].translate(_FULL_WIDTH)
        parts += [text[at : quoted.start()].translate(_FULL_WIDTH), opened, inside[1:-1], opened]
        at = quoted.end()
    return "".join([*parts, text[at:].translate(_FULL_WIDTH)])


def _not_too_deep(tokens: list[Token]) -> None:
    depth = 0
    for token in tokens:
        depth += (token.token_type is TokenType.L_PAREN) - (token.token_type is TokenType.R_PAREN)
        if depth > DEEPEST or len(tokens) > _MOST_TOKENS:
            problem = _("it has more than {depth} brackets in each other, or too many words").format(depth=DEEPEST)
            raise WrongRuleError(problem=problem, place=(token.start, token.end + 1))


def _without_in(text: str, tokens: list[Token]) -> str:
    """Return the text with the `in` of "in segment(…)" left out where nothing stands before it to be in something."""
    found = text
    before = {TokenType.AND, TokenType.OR, TokenType.NOT, TokenType.L_PAREN, None}
    for place, token in enumerate(tokens[:-1]):
        last = tokens[place - 1].token_type if place else None
        if token.token_type is TokenType.IN and last in before and tokens[place + 1].text.lower() in {"segment", "tag"}:
            found = f"{found[: token.start]}  {found[token.end + 1 :]}"
    return found


def _only_known(tree: Any) -> None:
    """Refuse a tree with any part that the language does not have."""
    for node in tree.walk():
        if isinstance(node, exp.Alias):
            word = node.args["alias"]
            raise WrongRuleError(problem=_("it cannot be read at {word!r}").format(word=word.name), place=_at(word))
        held = {name for name, value in node.args.items() if value}
        if type(node) not in _PARTS or held - _PARTS[type(node)]:
            raise WrongRuleError(problem=_("{part!r} is no part of a rule").format(part=_said(node)), place=_at(node))


def _unreadable(wrong: ParseError, text: str) -> WrongRuleError:
    """Return the parser's complaint in our words, at the word it stopped at."""
    told = wrong.errors[0] if wrong.errors else {}
    word = str(told.get("highlight") or "")
    start = len(text) if not word else text.find(word, len(str(told.get("start_context") or "")))
    problem = _("it cannot be read at {word!r}").format(word=word) if word else _("it ends too early")
    return WrongRuleError(problem=problem, place=(max(start, 0), max(start, 0) + max(len(word), 1)))


def _rule(tree: Any) -> Rule:
    if isinstance(tree, exp.Paren):
        return _rule(tree.this)
    if isinstance(tree, exp.And):
        return Every(tuple(_flat(tree, exp.And)))
    if isinstance(tree, exp.Or):
        return Some(tuple(_flat(tree, exp.Or)))
    if isinstance(tree, exp.Not):
        return opposite(_rule(tree.this))
    if isinstance(tree, exp.Anonymous):
        return _call(tree)
    return _compare(tree)


def _flat(tree: Any, kind: type[exp.Expr]) -> list[Rule]:
    """Return the parts of `a and b and c`, which the parser nests to the left; it may be long, so without recursion."""
    parts: list[Any] = []
    waiting = [tree]
    while waiting:
        one = waiting.pop()
        if isinstance(one, kind):
            waiting += [one.expression, one.this]
        else:
            parts.append(one)
    return [_rule(p) for p in parts]


def _compare(tree: Any) -> Compare:
    if isinstance(tree, exp.Column | exp.Boolean):
        # A column of yes or no alone; whether it is one is checked later.
        return Compare(_column(tree), "=", (True,), _at(tree))
    if isinstance(tree, exp.Between):
        return Compare(_column(tree.this), "between", (_value(tree.args["low"]), _value(tree.args["high"])), _at(tree))
    if isinstance(tree, exp.In) and tree.expressions:
        return Compare(_column(tree.this), "in", tuple(_value(v) for v in tree.expressions), _at(tree))
    if isinstance(tree, exp.Is):
        return _is(tree)
    op = "not like" if tree.args.get("negate") else _COMPARED.get(type(tree))
    if op is None:
        raise WrongRuleError(problem=_("{part!r} is no condition").format(part=_said(tree)), place=_at(tree))
    if not isinstance(tree.this, exp.Column) and isinstance(tree.expression, exp.Column) and op in _MIRRORED:
        return Compare(_column(tree.expression), _MIRRORED[op], (_value(tree.this),), _at(tree))
    return Compare(_column(tree.this), op, (_value(tree.expression),), _at(tree))


def _is(tree: Any) -> Compare:
    if isinstance(tree.expression, exp.Null):
        return Compare(_column(tree.this), "is null", (), _at(tree))
    return Compare(_column(tree.this), "=", (_value(tree.expression),), _at(tree))


def _column(tree: Any) -> str:
    if isinstance(tree, exp.Column) and not tree.table:
        return str(tree.name)
    problem = _("{part!r} is no column: write a condition as column, comparison, value").format(part=_said(tree))
    raise WrongRuleError(problem=problem, place=_at(tree))


def _value(tree: Any) -> Value:
    if isinstance(tree, exp.Literal):
        return str(tree.this) if tree.is_string else _number(tree, str(tree.this))
    if isinstance(tree, exp.Neg) and isinstance(tree.this, exp.Literal) and not tree.this.is_string:
        return _number(tree, f"-{tree.this.this}")
    if isinstance(tree, exp.Boolean):
        return bool(tree.this)
    if isinstance(tree, exp.Cast) and isinstance(tree.this, exp.Literal) and tree.this.is_string:
        return str(tree.this.this)
    if isinstance(tree, exp.Column) and tree.this.args.get("quoted"):
        # Whoever comes from Excel or MySQL writes texts in double quotes.
        return str(tree.name)
    if isinstance(tree, exp.Anonymous) and tree.name.lower() == "days_ago" and len(tree.expressions) == 1:
        return DaysAgo(_whole(tree.expressions[0], most=100_000))
    problem = _("{part!r} is no value: write a number, a text in quotes, a day in quotes, or days_ago(30)")
    raise WrongRuleError(problem=problem.format(part=_said(tree)), place=_at(tree))


def _number(tree: Any, said: str) -> int | float:
    try:
        found = int(said) if said.lstrip("-").isdigit() else float(said)
    except ValueError:
        found = float("inf")
    if abs(found) >= 1e15:
        raise WrongRuleError(problem=_("{part!r} is no number").format(part=said[:40]), place=_at(tree))
    return found


def _whole(tree: Any, *, most: int = 1_000_000) -> int:
    found = _value(tree)
    if isinstance(found, int) and not isinstance(found, bool) and 0 <= found <= most:
        return found
    problem = _("{part!r} is no whole number from 0 to {most}").format(part=_said(tree), most=most)
    raise WrongRuleError(problem=problem, place=_at(tree))


def _call(tree: Any) -> Rule:
    name = tree.name.lower()
    if name in HAPPENINGS:
        return _happened(name, tree)
    if name in _NAMING:
        if len(tree.expressions) != 1:
            raise WrongRuleError(problem=_("{call} takes one name").format(call=f"{name}('…')"), place=_at(tree))
        return _NAMING[name](_text(tree.expressions[0]), _at(tree))
    if name == "random_split":
        return _split(tree)
    place = (tree.meta["start"], tree.meta["end"] + 1) if "start" in tree.meta else _at(tree)
    raise unknown(N_("function"), tree.name, [*HAPPENINGS, *_NAMING, "random_split", "days_ago"], place)


def _split(tree: Any) -> Split:
    if len(tree.expressions) != 3:
        problem = _("{call} takes a name and two percentages").format(call="random_split('…', 0, 50)")
        raise WrongRuleError(problem=problem, place=_at(tree))
    salt, low, high = tree.expressions
    return Split(_text(salt), _whole(low, most=100), _whole(high, most=100), _at(tree))


def _happened(what: str, tree: Any) -> Happened:
    name, counts, where = None, {}, []
    for place, part in enumerate(tree.expressions):
        given = part.this.name.lower() if isinstance(part, exp.EQ) and isinstance(part.this, exp.Column) else ""
        if given in _COUNTS:
            counts[given] = _whole(part.expression)
        elif place == 0 and not isinstance(part, tuple(_COMPARED)) and isinstance(part, exp.Column | exp.Literal):
            name = _text(part)
        else:
            rule = _rule(part)
            if not isinstance(rule, Compare):
                problem = _("{part!r} is no comparison of a column").format(part=_said(part))
                raise WrongRuleError(problem=problem, place=_at(part))
            where.append(rule)
    if not {"at_least", "at_most"} & counts.keys():
        counts["at_least"] = 1
    return Happened(what, name, where=tuple(where), place=_at(tree), **counts)


def _text(tree: Any) -> str:
    found = _value(tree)
    if isinstance(found, str) and found.strip():
        return found
    raise WrongRuleError(problem=_("{part!r} is no name in quotes").format(part=_said(tree)), place=_at(tree))


def _said(tree: Any) -> str:
    return str(tree.sql(dialect="duckdb"))[:60]


def _at(tree: Any) -> Place | None:
    """Return where a part of the text begins and ends, from the words in it."""
    known = [n.meta for n in tree.walk() if "start" in n.meta]
    return (min(m["start"] for m in known), max(m["end"] for m in known) + 1) if known else None


_NAMING: dict[str, Callable[[str, Place | None], Rule]] = {"segment": InSegment, "tag": HasTag}

"""How the command line speaks the reader's language: its help, and what it says of a wrong call.

Typer's own words are English alone. They are told by what they say, not by where they are made: a sentence that is not
known here stays English.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import typer

from zhike.words import LANGUAGES, N_, _

_HELP = (
    *(N_("Usage:"), N_("Arguments:"), N_("Options:"), N_("Commands:"), N_("Show this message and exit.")),
    *(N_("[required]"), N_("[env var:"), N_("[default:")),
)

_WRONG = (
    (r"No such command (?P<name>.*)\.", N_("No such command {name}.")),
    (
        r"No such option: (?P<name>\S+) \(Possible options: (?P<near>.*)\)",
        N_("No such option: {name}. Did you mean {near}?"),
    ),
    (r"No such option: (?P<name>.*)", N_("No such option: {name}")),
    (r"Missing argument (?P<name>.*)\.", N_("Missing argument {name}.")),
    (r"Missing option (?P<name>.*)\.", N_("Missing option {name}.")),
    (r"Missing command\.", N_("Missing command.")),
    (r"Got unexpected extra argument\(s\) \((?P<names>.*)\)", N_("More was given than this command takes: {names}")),
    (r"Option (?P<name>.*) requires an argument\.", N_("Option {name} needs a value.")),
    (r"Invalid value for (?P<name>[^:]*): (?P<detail>.*)", N_("Invalid value for {name}: {detail}")),
    (r"Input should be greater than or equal to (?P<least>.*)", N_("it must be {least} or more")),
    (r"Input should be a valid integer.*", N_("it must be a whole number")),
)


class Speaking(typer.Context):
    """A command's context whose help and usage are in the reader's language."""

    def get_usage(self) -> str:
        """Return the usage line."""
        return _translated(super().get_usage())

    def get_help(self) -> str:
        """Return the help page."""
        return _translated(super().get_help())


def asked_language(words: list[str]) -> str | None:
    """Return what --lang says on a command line, before it is parsed: help must know it already."""
    named = [value for word, value in pairwise(words) if word == "--lang"]
    named += [word.removeprefix("--lang=") for word in words if word.startswith("--lang=")]
    return next((name for name in named if name in LANGUAGES), None)


def spoken(command: Any) -> Any:
    """Return a freshly built command tree with its help texts in the reader's language."""
    command.context_class = Speaking
    command.help = _(command.help or "")
    for parameter in command.params:
        parameter.help = _(getattr(parameter, "help", None) or "")
    for child in getattr(command, "commands", {}).values():
        spoken(child)
    return command


def wrong_call(error: typer.TyperException) -> str:
    """Return what is wrong with a call, with the usage of its command and where to read on."""
    context, message = getattr(error, "ctx", None), error.format_message()
    complaint = _("Error: {message}").format(message=_said(message))
    if context is None:
        return complaint
    if message.startswith(context.get_usage()):  # a group without a command shows its help
        return message
    advice = _("Try '{command} --help' for help.").format(command=context.command_path)
    return f"{context.get_usage()}\n{advice}\n\n{complaint}"


def _said(message: str) -> str:
    for pattern, sentence in _WRONG:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return _(sentence).format(**{name: _said(value) for name, value in found.groupdict().items()})
    return message


def _translated(page: str) -> str:
    for words in _HELP:
        page = page.replace(words, _(words))
    return page.replace("： ", "：")  # a Chinese colon is as wide as a colon and a blank

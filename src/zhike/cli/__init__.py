"""The command line: parse, call a room, print. Exit 0 done, 1 a promise or check failed, 2 wrong use.

In: what a person types. Out: tables for people, JSON for programs (--json), progress on standard error.
"""

from zhike.cli.app import app, main

__all__ = ["app", "main"]

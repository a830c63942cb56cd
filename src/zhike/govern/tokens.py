"""Tokens that open a session, a one-time link or the API: random, shown once, kept as digests only."""

from __future__ import annotations

import hashlib
import secrets


def new_token(prefix: str = "") -> str:
    """Return a fresh token of 256 random bits, as text that fits a URL; a prefix says what it is for."""
    return prefix + secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """Return what the store keeps of a token. A plain digest is enough: nobody guesses 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_id() -> str:
    """Return a fresh opaque id of 16 characters."""
    return secrets.token_hex(8)

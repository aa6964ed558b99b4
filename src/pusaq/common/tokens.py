"""Secrets that are shown once and kept as digests."""

from __future__ import annotations

import hashlib
import secrets
from typing import NamedTuple

BYTES = 32


class NewSecret(NamedTuple):
    """A secret, to be shown once, and what is kept of it."""

    secret: str
    digest: str


def new_secret() -> NewSecret:
    """A secret that nobody can guess."""
    secret = secrets.token_urlsafe(BYTES)
    return NewSecret(secret, digest_of(secret))


def digest_of(secret: str) -> str:
    """What is kept: enough to know the secret again, not to make it. It is random, so it needs no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()

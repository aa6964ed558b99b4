"""Markup as a browser reads it."""

from __future__ import annotations

import re


def tight(html: str) -> str:
    """Markup without white space beside tags: how a template is laid out says nothing."""
    return re.sub(r"\s*([<>])\s*", r"\1", re.sub(r"\s+", " ", html))

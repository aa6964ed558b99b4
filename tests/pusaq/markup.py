"""Markup as a browser reads it."""

from __future__ import annotations

import re
from http import HTTPStatus


def opened(answer) -> str:
    """Markup of a page that opened: of a refusal, whatever is missed in it is missing for nothing."""
    assert answer.status_code == HTTPStatus.OK
    return answer.content.decode()


def tight(html: str) -> str:
    """Markup without white space beside tags: how a template is laid out says nothing."""
    return re.sub(r"\s*([<>])\s*", r"\1", re.sub(r"\s+", " ", html))

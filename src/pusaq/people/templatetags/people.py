from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template

from pusaq.common.clock import now
from pusaq.people.queries import demo_users

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pusaq.people.queries import DemoUser

register = template.Library()


DANGER = frozenset({"delete", "danger"})
QUIET = frozenset({"secondary", "cancel", "outline"})


@register.simple_tag
def button_style(attrs: Mapping[str, Any]) -> str:
    """How a button of the pages of accounts looks, by the tags that they give it."""
    tags = set(attrs.get("tags") or ())
    if tags & DANGER:
        return "btn-error btn-outline"
    return "btn-quiet" if attrs.get("href") or tags & QUIET else "btn-primary"


@register.simple_tag
def demo_people() -> list[DemoUser]:
    """As whom one may enter a demonstration."""
    return demo_users(on=now().date())

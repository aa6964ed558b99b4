from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from pusaq.common.clock import now
from pusaq.people.queries import demo_users

if TYPE_CHECKING:
    from pusaq.people.queries import DemoUser

register = template.Library()


@register.simple_tag
def demo_people() -> list[DemoUser]:
    """As whom one may enter a demonstration."""
    return demo_users(on=now().date())

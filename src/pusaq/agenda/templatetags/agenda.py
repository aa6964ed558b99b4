"""Pieces of activities: the numerals on which they rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.utils.html import format_html_join

from pusaq.shell.templatetags.pusaq import linked

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def numeral_list(numerals: Iterable[Any]) -> SafeString:
    """Numerals as links, one after the other; no white space around them, for they stand in sentences."""
    return format_html_join(" · ", "{}", ((linked(one.numeral, one.url),) for one in numerals))

"""Numerals of a norm as links to where the page of the norm says what they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from pusaq.territory.naming import slug
from pusaq_core.norms.numerals import split_numerals

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def anchor(numeral: str) -> str:
    """Where a numeral stands in the page of its norm."""
    return f"n-{slug(numeral)}"


@register.simple_tag
def numerals(citation: str, norm_id: str, code: str = "") -> SafeString:
    """Each numeral of a citation as a link; the code of the norm before the first, where it is not plain."""
    page = reverse("library:norm", args=[norm_id])
    links = format_html_join(
        "; ",
        '<a class="link whitespace-nowrap" href="{}#{}">{}</a>',
        ((page, anchor(numeral), numeral) for numeral in split_numerals(citation)),
    )
    return format_html("{}, {}", code, links) if code else links

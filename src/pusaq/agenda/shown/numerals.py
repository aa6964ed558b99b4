"""Numerals of a norm as links to its page."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.urls import reverse

from pusaq.library.templatetags.norms import anchor
from pusaq_core.norms.numerals import split_numerals

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pusaq.common.actor import Actor
    from pusaq.library.models import NormVersion


class NumeralLink(NamedTuple):
    """A numeral; `url` is empty where the reader may not open the norm, or it is not kept."""

    numeral: str
    url: str


def numeral_links(
    norm: NormVersion | None, citations: str | Iterable[str], *, role: Actor
) -> tuple[NumeralLink, ...]:
    """Single numerals of one or more citations, in their order, each once.

    Args:
        norm: the norm cited; None where it is not kept here.
        citations: such as `5.6.1 d; 5.2.6 b`.
        role: who reads.
    """
    listed = [citations] if isinstance(citations, str) else list(citations)
    single = dict.fromkeys(one for citation in listed for one in split_numerals(citation))
    may_read = norm is not None and role.may("norms.read") and norm.country == role.country
    page = reverse("library:norm", args=[norm.norm_id]) if norm is not None and may_read else ""
    return tuple(NumeralLink(one, f"{page}#{anchor(one)}" if page else "") for one in single)

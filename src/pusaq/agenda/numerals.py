"""Numerals of a norm as links to its page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from pusaq.common.ports import link_to
from pusaq.common.refs import Ref
from pusaq_core.norms.numerals import split_numerals

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pusaq.library.models import NormVersion
    from pusaq.people.permissions import Actor

UNSAFE = re.compile(r"[^0-9A-Za-z.]+")


class NumeralLink(NamedTuple):
    """A numeral; `url` is empty where no page shows the norm."""

    numeral: str
    url: str


def anchor(numeral: str) -> str:
    """Id of a numeral on the page of its norm: `5.6.1 b` is `n-5.6.1-b`."""
    return f"n-{UNSAFE.sub('-', numeral.strip())}"


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
    link = link_to(Ref.of(norm), role=role) if norm is not None and single else None
    return tuple(NumeralLink(one, f"{link.url}#{anchor(one)}" if link else "") for one in single)

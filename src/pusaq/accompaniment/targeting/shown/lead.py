"""What the list of a targeting says beside those that are targeted."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from django.utils.translation import ngettext

from pusaq.accompaniment.enums import Decision
from pusaq.shell.sentences import joined, said

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from pusaq.accompaniment.targeting.queries.decisions import Totals


def beside(found: Totals, key: str) -> SafeString:
    """How many qualify without an accompanist, and how many are to be verified, each with its list.

    Args:
        found: services by decision.
        key: of the type of school, in addresses.
    """
    capped = found.services.get(Decision.OVER_CAP, 0)
    pending = found.services.get(Decision.TO_VERIFY, 0)
    sentences = []
    if capped:
        words = ngettext(
            '<a href="?perfil=%(key)s&amp;resultado=over_cap">%(shown)s más</a> cumple, pero no alcanzan los'
            " acompañantes.",
            '<a href="?perfil=%(key)s&amp;resultado=over_cap">%(shown)s más</a> cumplen, pero no alcanzan los'
            " acompañantes.",
            capped,
        )
        sentences.append(said(words, key=quote(key), shown=capped))
    if pending:
        words = ngettext(
            '<a href="?perfil=%(key)s&amp;resultado=to_verify">%(shown)s está por verificar</a>: falta un'
            " dato que podría cambiar la decisión, y no se planifica.",
            '<a href="?perfil=%(key)s&amp;resultado=to_verify">%(shown)s están por verificar</a>: falta un'
            " dato que podría cambiar la decisión, y no se planifican.",
            pending,
        )
        sentences.append(said(words, key=quote(key), shown=pending))
    return joined(sentences)

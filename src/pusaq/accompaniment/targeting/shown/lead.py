"""What the list of a targeting says beside those that are targeted."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pusaq.accompaniment.enums import Decision
from pusaq.accompaniment.targeting.queries.explanation import PROFILE_RULE
from pusaq.shell.sentences import joined, said

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.utils.safestring import SafeString

    from pusaq.accompaniment.targeting.models import TargetingRun
    from pusaq.accompaniment.targeting.queries.decisions import Totals
    from pusaq_core.norms.norm import Norm


def absent_said(runs: Iterable[TargetingRun], norm: Norm, profile: str) -> list[SafeString]:
    """Columns that the registry did not have, with the rules of a type of school that they leave open.

    Args:
        runs: each with the columns that its registry lacked; the same column is said once.
        norm: has the titles of the rules.
        profile: id of the type in files; empty for services of none, of which every rule may be meant.
    """
    titles = {PROFILE_RULE + one.id: one.title for one in norm.profiles}
    titles |= {rule.id: rule.title for rule in (norm.rules_for(profile) if profile else norm.rules)}
    absent = {column: one for run in runs for column, one in run.absent_columns.items()}
    sentences = []
    for column, one in absent.items():
        rules = [titles[rule] for rule in one["dejan_por_verificar"] if rule in titles]
        if rules:
            words = _(
                "El padrón no trae la columna <b>%(column)s</b>. Sin ella no se puede juzgar: %(rules)s."
            )
            told = [said(words, column=column, rules="; ".join(rules))]
            if one["parecidas"]:
                told.append(said(_("¿Es %(near)s?"), near=", ".join(one["parecidas"])))
            sentences.append(joined(told))
    return sentences


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

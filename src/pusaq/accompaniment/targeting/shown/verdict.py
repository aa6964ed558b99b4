"""Why a service was chosen or not, in one or two sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pusaq.accompaniment.enums import Decision
from pusaq.accompaniment.targeting.queries.explanation import PROFILE_RULE
from pusaq.accompaniment.targeting.templatetags.targeting import lacks_datum
from pusaq.shell.sentences import joined, said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.safestring import SafeString

    from pusaq.accompaniment.targeting.queries.explanation import Explanation, RuleSeen
    from pusaq_core.norms.targeting_model import Profile


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """Rules of one kind under their heading.

    Attributes:
        id: of the section in the page.
        heading: what they are.
        rules: in the order of the norm.
        letters: they are counted a, b, c as the norm does.
    """

    id: str
    heading: str
    rules: Sequence[RuleSeen]
    letters: bool = False


def rule_groups(found: Explanation) -> list[RuleGroup]:
    """Criteria, exclusions and priorities, each where the norm has some."""
    groups = (
        RuleGroup("criterios", _("Criterios de focalización"), found.of_kind("criterion"), letters=True),
        RuleGroup("exclusiones", _("Exclusiones"), found.of_kind("exclusion")),
        RuleGroup("prioridades", _("Criterios de priorización"), found.of_kind("priority")),
    )
    return [group for group in groups if group.rules]


def verdict(found: Explanation, profile: Profile | None) -> SafeString:
    """What was decided and the reason that weighs most.

    Args:
        found: what explains the decision.
        profile: type of school of the norm; None for a service of none of them.
    """
    decision = found.decision.decision
    if decision in {Decision.TARGETED, Decision.OVER_CAP}:
        numeral = profile.numeral if profile else ""
        criteria = found.of_kind("criterion")
        return joined([_meets(decision, criteria, numeral), _unjudged(criteria), _priority(found)])
    if decision == Decision.TO_VERIFY:
        return _to_verify([rule for rule in found.rules if rule.is_open], profile)
    if decision == Decision.EXCLUDED:
        return _excluded([rule for rule in found.of_kind("exclusion") if rule.met])
    if profile is None:
        return _without_profile(found.rules)
    if lacks_datum(decision, found.rules):
        return _lacks(sum(rule.met is None for rule in found.of_kind("criterion")))
    return _fails(found.of_kind("criterion"), profile.numeral)


def _without_profile(rules: Sequence[RuleSeen]) -> SafeString:
    """Of none of the types, or of one that is not known: then the rules of those it may have were tried."""
    if all(rule.rule.startswith(PROFILE_RULE) for rule in rules):
        return said(_("No está focalizada: no es de <b>ninguno de los tipos de escuela</b> de la norma."))
    return said(
        _(
            "No está focalizada: <b>no se sabe de qué tipo de escuela es</b>, y en ninguno de los que puede"
            " ser cumple."
        )
    )


def _to_verify(open_rules: Sequence[RuleSeen], profile: Profile | None) -> SafeString:
    if profile is None:
        return said(
            _(
                "Por verificar: <b>no se sabe de qué tipo de escuela es</b>, y en alguno de los que puede ser"
                " podría estar focalizada. No se planifica hasta saberlo."
            )
        )
    words = ngettext(
        "Por verificar: <b>falta el dato de una regla</b> que podría cambiar la decisión (%(what)s)."
        " No se planifica hasta saberlo.",
        "Por verificar: <b>faltan los datos de %(n)s reglas</b> que podrían cambiar la decisión"
        " (%(what)s). No se planifica hasta saberlo.",
        len(open_rules),
    )
    return said(words, n=len(open_rules), what="; ".join(rule.title for rule in open_rules))


def _unjudged(criteria: Sequence[RuleSeen]) -> SafeString | str:
    """That of some criteria there was no datum, and what they counted as."""
    unknown = [rule for rule in criteria if rule.met is None]
    if not unknown:
        return ""
    words = ngettext(
        "De <b>un criterio no había dato</b>, y contó como que se cumple: %(what)s.",
        "De <b>%(n)s criterios no había dato</b>, y contaron como que se cumplen: %(what)s.",
        len(unknown),
    )
    return said(words, n=len(unknown), what="; ".join(rule.title for rule in unknown))


def _meets(decision: str, rules: Sequence[RuleSeen], numeral: str) -> SafeString:
    criteria = sum(rule.met is not None for rule in rules)
    if decision == Decision.TARGETED:
        words = ngettext(
            "Está focalizada porque <b>cumple el criterio</b> del numeral %(numeral)s.",
            "Está focalizada porque <b>cumple los %(n)s criterios</b> del numeral %(numeral)s, que la"
            " norma pide a la vez.",
            criteria,
        )
    else:
        words = ngettext(
            "<b>Cumple el criterio</b> del numeral %(numeral)s, pero los acompañantes no alcanzan.",
            "<b>Cumple los %(n)s criterios</b> del numeral %(numeral)s, pero los acompañantes no"
            " alcanzan hasta su lugar en la lista.",
            criteria,
        )
    return said(words, n=criteria, numeral=numeral)


def _priority(found: Explanation) -> SafeString | str:
    known = sum(rule.met is not None for rule in found.of_kind("priority"))
    unknown = len(found.of_kind("priority")) - known
    if not known + unknown:
        return ""
    if unknown:
        words = ngettext(
            "Tiene <b>%(met)s de %(n)s</b> razón de prioridad conocida (de %(k)s no hay dato y no cuenta)",
            "Tiene <b>%(met)s de %(n)s</b> razones de prioridad conocidas (de %(k)s no hay dato y no"
            " cuentan)",
            known,
        )
    else:
        words = ngettext(
            "Tiene <b>%(met)s de %(n)s</b> razón de prioridad",
            "Tiene <b>%(met)s de %(n)s</b> razones de prioridad",
            known,
        )
    met = said(words, met=found.decision.priorities_met, n=known, k=unknown)
    if not found.rank:
        return joined([met, "."], "")
    place = said(
        _("es la <b>%(rank)s.ª de %(of)s</b> en la lista de %(where)s."),
        rank=found.rank,
        of=found.ranked,
        where=str(found.decision.run.organisation),
    )
    return joined([met, place], ": ")


def _excluded(rules: Sequence[RuleSeen]) -> SafeString:
    words = ngettext(
        "Cumple los criterios, pero una exclusión de la norma la deja fuera: <b>%(what)s</b>.",
        "Cumple los criterios, pero %(n)s exclusiones de la norma la dejan fuera: <b>%(what)s</b> y otras.",
        len(rules),
    )
    return said(words, n=len(rules), what=rules[0].title)


def _lacks(data: int) -> SafeString:
    words = ngettext(
        "No se sabe todavía: <b>falta el dato de %(n)s criterio</b>. No cuenta como que no cumple.",
        "No se sabe todavía: <b>faltan los datos de %(n)s criterios</b>. No cuenta como que no cumple.",
        data,
    )
    return said(words, n=data)


def _fails(criteria: Sequence[RuleSeen], numeral: str) -> SafeString:
    failed = [rule for rule in criteria if rule.met is False]
    words = ngettext(
        "No está focalizada porque <b>no cumple uno de los %(n)s criterios</b> del numeral"
        " %(numeral)s: %(what)s.",
        "No está focalizada porque <b>no cumple %(k)s de los %(n)s criterios</b> del numeral"
        " %(numeral)s, que la norma pide a la vez.",
        len(failed),
    )
    what = failed[0].title if failed else ""
    return said(words, k=len(failed), n=len(criteria), numeral=numeral, what=what)


def where_it_is(found: Explanation) -> str:
    """District, province and region of the school, as far as they are known."""
    school = found.decision.service.school
    return ", ".join(part for part in (school.district, school.province, school.region) if part)


def teachers_said(found: Explanation) -> SafeString:
    """How many teachers the service has, and how many of them are to be accompanied."""
    decision = found.decision
    if decision.service.teachers is None:
        return said(_("%(k)s por acompañar"), k=decision.accompanied)
    return said(_("%(n)s (%(k)s por acompañar)"), n=decision.service.teachers, k=decision.accompanied)

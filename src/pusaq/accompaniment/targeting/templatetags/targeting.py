"""Pieces that only targeting shows: chips with the value seen, results, the bars of the cascade."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pusaq.accompaniment.enums import Decision
from pusaq.shell.statuses import STATUSES
from pusaq.shell.templatetags.pusaq import CRITERIA, icon, status

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.utils.safestring import SafeString

    from pusaq.accompaniment.targeting.queries.decisions import Step
    from pusaq.accompaniment.targeting.queries.explanation import RuleSeen

register = template.Library()

RESULTS = {
    Decision.TARGETED: "targeted",
    Decision.OVER_CAP: "to_do",
    Decision.TO_VERIFY: "to_verify",
    Decision.EXCLUDED: "not_planned",
    Decision.NOT_TARGETED: "fails",
}
_ASSUMED = {
    ("criterion", True): gettext_lazy("Sin dato; se supone que cumple"),
    ("criterion", False): gettext_lazy("Sin dato; se supone que no cumple"),
    ("exclusion", True): gettext_lazy("Sin dato; se supone que excluye"),
    ("exclusion", False): gettext_lazy("Sin dato; se supone que no excluye"),
}
SHORT = 14
"""Letters of a value that stand in one line of its chip."""
NEAR = 12
"""Below this part of the width a figure stands beside its bar."""


@register.simple_tag
def chip(rule: RuleSeen) -> SafeString:
    """A criterion of one service: whether it holds and the value seen."""
    result = _result(rule)
    style, sign, word = CRITERIA[result]
    shown = seen(rule)
    return format_html(
        '<span class="crit {} {}">{}<span class="sr-only">{}: </span>{}</span>',
        style,
        "" if len(shown) <= SHORT else "items-start whitespace-normal min-w-28",
        icon(sign),
        STATUSES[word].word,
        shown,
    )


def said(rule: RuleSeen) -> str:
    """A chip in words, for files."""
    return f"{STATUSES[CRITERIA[_result(rule)][2]].word}: {seen(rule)}"


def _result(rule: RuleSeen) -> str:
    return "unknown" if rule.met is None else "yes" if rule.met else "no"


def seen(rule: RuleSeen) -> str:
    """The first value that is known; what is missing where none is."""
    known = next((one.value for one in rule.seen if one.is_known), "")
    if known:
        return known
    return _("falta dato") if rule.met is None else _("no figura")


def named(name: str, url: str, where: str) -> SafeString:
    """First cell of a row: the school as a link, and where it is."""
    return format_html(
        '<div class="min-w-36"><a class="link inline-block min-h-6" href="{}">{}</a>'
        '<div class="font-normal muted small">{}</div></div>',
        url,
        name,
        where,
    )


@register.simple_tag
def result(decision: str, rules: Iterable[RuleSeen] = (), *, box: bool = False) -> SafeString:
    """What was decided; a service that may hold if a datum were known is no failure."""
    if lacks_datum(decision, rules):
        return status("no_data", _("Falta dato"), box=box)
    return status(RESULTS[Decision(decision)], str(Decision(decision).label), box=box)


def lacks_datum(decision: str, rules: Iterable[RuleSeen]) -> bool:
    """No criterion is known to fail, and of some it is not known whether it holds."""
    met = [rule.met for rule in rules if rule.kind == "criterion"]
    return decision == Decision.NOT_TARGETED and None in met and False not in met


@register.simple_tag
def rule_status(rule: RuleSeen) -> SafeString:
    """What came of a rule, in the words of its kind."""
    if rule.met is None and rule.taken is not None:
        return status("no_data", str(_ASSUMED[rule.kind, rule.taken]))
    if rule.met is None:
        return status("no_data")
    if rule.kind == "criterion":
        return status("meets" if rule.met else "fails")
    if rule.kind == "exclusion":
        return status("not_planned", _("Excluye")) if rule.met else status("meets", _("No excluye"))
    return status("meets") if rule.met else status("not_applicable")


@register.simple_tag
def cascade_bar(left: int, start: int, *, is_first: bool = False, pending: int | None = None) -> SafeString:
    """How many are left, as a bar with its figure, and lighter how many are to be verified.

    The words beside it say the same.
    """
    share = 100 * left / start if start else 0
    inside = share >= NEAR
    ink = ("fill-base-content" if is_first else "fill-primary-content") if inside else "fill-base-content"
    more = 100 * (pending or 0) / start if start else 0
    return format_html(
        '<svg class="w-full h-5" aria-hidden="true">'
        '<rect class="fill-base-200" width="100%" height="20"/>'
        '<rect class="fill-info/40" x="{}%" width="{}%" height="20"/>'
        '<rect class="{}" width="{}%" height="20"/><svg x="{}%" overflow="visible">'
        '<text class="{} text-xs font-semibold tn" x="8" y="14">{}</text></svg></svg>',
        _decimal(share),
        _decimal(more),
        "fill-base-300" if is_first else "fill-primary",
        _decimal(share),
        _decimal(0 if inside else share),
        ink,
        number_format(left, force_grouping=True),
    )


@register.simple_tag
def open_said(step: Step) -> str:
    """How many are to be verified after a step.

    Of what was counted before there were such: how many it could not judge.
    """
    if step.open is None:
        words = ngettext("(%(n)s sin dato)", "(%(n)s sin dato)", step.unknown) if step.unknown else ""
        return words and words % {"n": number_format(step.unknown, force_grouping=True)}
    words = ngettext("(%(n)s por verificar)", "(%(n)s por verificar)", step.open) if step.open else ""
    return words and words % {"n": number_format(step.open, force_grouping=True)}


def _decimal(value: float) -> str:
    return f"{value:.2f}"


@register.filter
def letter(place: int) -> str:
    """1 is «a», as the norm counts its criteria."""
    return chr(ord("a") + place - 1)


@register.filter
def of_kind(rules: Iterable[RuleSeen], kind: str) -> list[Any]:
    return [rule for rule in rules if rule.kind == kind]

"""Pieces of *Hoy*: letters and colours of activities, what is planned to date, the state of a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.formats import date_format, number_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from pusaq.accompaniment.looks import LOOKS, NOT_HELD_COLOUR
from pusaq.shell.templatetags.pusaq import STEP, linked, status

if TYPE_CHECKING:
    import datetime as dt

    from django.utils.safestring import SafeString

    from pusaq.accompaniment.today.ugel import Block
    from pusaq.accompaniment.year.queries.ugel_status import UgelStatus, Version

register = template.Library()
NOT_HELD_CLASS = f"k-{NOT_HELD_COLOUR}"


@register.simple_tag
def kind_class(kind: str) -> str:
    return f"k-{LOOKS[kind].colour}"


@register.simple_tag
def kind_letter(kind: str, letter: str, *, stands: bool = True) -> SafeString:
    """The cell of an activity as a calendar shows it; a visit takes the letter of its school."""
    return format_html(
        '<span class="k {}" aria-hidden="true">{}</span>',
        kind_class(kind) if stands else NOT_HELD_CLASS,
        LOOKS[kind].letter or letter,
    )


@register.simple_tag
def not_held(*, stands: bool) -> SafeString | str:
    """What stands behind the name of an activity that was not held; nothing behind others."""
    return "" if stands else format_html(" {}", status("overdue", _("No se hizo")))


@register.simple_tag
def stint(block: Block) -> SafeString:
    """What an accompanist does on some days of a week: it opens the activity where the reader may."""
    style = kind_class(block.kind) if block.stands else NOT_HELD_CLASS
    words = (block.said, block.short)
    if not block.stands:
        words = (block.said, _("%(short)s: no se hizo") % {"short": block.short})
    if block.url:
        return format_html(
            '<a class="stint {}" href="{}" title="{}"><span>{}</span></a>', style, block.url, *words
        )
    return format_html('<span class="stint {}" title="{}"><span>{}</span></span>', style, *words)


@register.simple_tag
def holder(name: str, url: str) -> SafeString | str:
    """Who holds a caseload, or that nobody does."""
    return linked(name or status("no_data", _("Plaza sin persona")), url, "hover:underline")


@register.simple_tag
def planned_bar(due: int, year: int, what: str) -> SafeString:
    """What is planned to be over by now; the whole width is the year."""
    share = min(100 * due / year, 100) if year else 0
    label = _("%(due)s de %(year)s: %(what)s") % {
        "due": number_format(due, force_grouping=True),
        "year": number_format(year, force_grouping=True),
        "what": what,
    }
    return format_html(
        '<svg class="bar" role="img" aria-label="{0}">'
        '<rect class="track" y="4" width="100%" height="10" rx="2"/>'
        '<rect class="later" y="4" width="{1}%" height="10" rx="2"/><svg x="{1}%" overflow="visible">'
        '<rect class="due" x="-1" width="2" height="18"/></svg></svg>',
        label,
        f"{share:.2f}",
    )


@register.simple_tag
def planned_trail(due: int, year: int) -> SafeString:
    """One mark per visit of the year: planned to be over by now, or later. Nothing says that it was held."""
    marks = format_html_join(
        "",
        '<circle class="{}" cx="{}" cy="8" r="{}"/>',
        (
            ("planned" if place < due else "later", place * STEP + STEP // 2, "5" if place < due else "3.6")
            for place in range(year)
        ),
    )
    label = _("%(due)d de %(year)d visitas planificadas hasta hoy") % {"due": due, "year": year}
    return format_html(
        '<svg class="trail" viewBox="0 0 {0} 16" width="{0}" height="16" role="img" aria-label="{1}">'
        "{2}</svg>",
        year * STEP,
        label,
        marks,
    )


@register.simple_tag
def span(first: dt.date, last: dt.date) -> str:
    """«jue 20 ago», «jue 20 a vie 21 ago», «lun 31 ago a mié 2 sep»."""
    end = date_format(last, "D j b")
    if first == last:
        return end
    begin = date_format(first, "D j" if first.month == last.month else "D j b")
    return _("%(first)s a %(last)s") % {"first": begin, "last": end}


@register.simple_tag
def plan_state(one: UgelStatus) -> SafeString:
    """Whether a UGEL has a plan, which version, and since when."""
    plan = one.plan
    if plan is None:
        return status("no_data", _("Sin plan"))
    if not plan.is_published or plan.published_at is None:
        return _draft(plan)
    day = date_format(plan.published_at, "j b Y")
    shown = status("published", _("Versión %(n)d, %(day)s") % {"n": plan.version, "day": day})
    if one.waiting is None:
        return shown
    return format_html("{}<br>{}", shown, _draft(one.waiting))


def _draft(version: Version) -> SafeString:
    if version.violations:
        return status("overdue", _("Versión %(n)d, rompe reglas") % {"n": version.version})
    return status("draft", _("Versión %(n)d, sin publicar") % {"n": version.version})

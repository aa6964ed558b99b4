"""The pieces of the interface, as template tags. `/componentes/` shows them all.

Shapes are drawn as SVG attributes, never as `style`: no page carries a style of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.contrib import messages
from django.template.loader import render_to_string
from django.utils.formats import number_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pusaq.common.ports import the_answer
from pusaq.common.roles import matrix
from pusaq.shell.frame import TERRITORY
from pusaq.shell.ports import PLACES
from pusaq.shell.statuses import STATUSES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.contrib.messages.storage.base import Message
    from django.template import Context
    from django.utils.safestring import SafeString

    from pusaq.common.actor import Assignment, Body

register = template.Library()

CRITERIA = {
    "yes": ("crit-y", "check", "meets"),
    "no": ("crit-n", "cross", "fails"),
    "unknown": ("crit-u", "question", "no_data"),
}
CASES = "abcdefgh"
SHAPES = (
    "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13z",
    "M2 2h12v12H2z",
    "M8 1 15 14.5H1z",
    "M8 .5 15.5 8 8 15.5.5 8z",
    "M4.4 1.5h7.2L15.2 8l-3.6 6.5H4.4L.8 8z",
    "M8 15 1 1.5h14z",
    "M8 .8 15.4 6.2 12.6 15H3.4L.6 6.2z",
    "M5.4 1h5.2v4.4H15v5.2h-4.4V15H5.4v-4.4H1V5.4h4.4z",
)
FIELD_CLASSES = {
    "checkbox": "checkbox checkbox-sm",
    "radio": "radio radio-sm",
    "select": "select w-full",
    "textarea": "textarea w-full",
}
MESSAGE_TONES = {messages.SUCCESS: "ok", messages.WARNING: "due", messages.ERROR: "bad"}
STEP = 15
"""Width of one mark of a trail."""


@register.simple_tag(takes_context=True)
def body(context: Context, found: Body) -> SafeString | str:
    """A body by its name: a link for those whose role opens its page, the word alone for others."""
    actor = context["request"].actor
    is_open = actor and actor.scope(TERRITORY).holds(found.path)
    link = the_answer(PLACES).link_to_place(found) if is_open else None
    return format_html('<a class="link" href="{}">{}</a>', link.url, link.label) if link else str(found)


@register.simple_tag
def linked(words: Any, url: str, style: str = "link") -> SafeString | str:
    """Words as a link, or the words alone where there is nothing to open."""
    return (
        format_html('<a class="{}" href="{}">{}</a>', style, url, words) if url else conditional_escape(words)
    )


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite. It stands beside a word; alone it needs a `label`."""
    if label:
        return format_html('<svg class="i" role="img" aria-label="{}"><use href="#i-{}"/></svg>', label, name)
    return format_html('<svg class="i" aria-hidden="true"><use href="#i-{}"/></svg>', name)


@register.simple_tag
def status(name: str, said: str = "", *, box: bool = False) -> SafeString:
    """A state: icon and word. `said` replaces the word, the icon and the tone stay."""
    known = STATUSES[name]
    return format_html(
        '<span class="s s-{}{}">{}{}</span>',
        known.tone.value,
        " s-box" if box else "",
        icon(known.icon),
        said or known.word,
    )


@register.simple_tag
def sort_icon(column: Any) -> SafeString:
    """How a column of a table is ordered."""
    if not column.is_ordered:
        return icon("sort")
    return icon("sort-down" if column.order_by_alias.is_descending else "sort-up")


@register.simple_tag
def criterion(result: str, seen: Any) -> SafeString:
    """A criterion of a norm with the value seen; `result` is `yes`, `no` or `unknown`."""
    style, sign, word = CRITERIA[result]
    return format_html(
        '<span class="crit {}">{}<span class="sr-only">{}: </span>{}</span>',
        style,
        icon(sign),
        STATUSES[word].word,
        seen,
    )


@register.simple_tag
def case_letter(letter: str, order: int) -> SafeString:
    """Letter of a caseload on its colour."""
    return format_html('<span class="case case-{}">{}</span>', CASES[order % len(CASES)], letter)


@register.simple_tag
def case_shape(order: int) -> SafeString:
    """Shape of a caseload, as on the map."""
    place = order % len(CASES)
    return format_html(
        '<svg class="case-shape case-{}" viewBox="0 0 16 16" aria-hidden="true"><path d="{}"/></svg>',
        CASES[place],
        SHAPES[place],
    )


@register.simple_tag
def bar(done: float, due: float, year: float, unit: str = "") -> SafeString:
    """Done against due to date; the whole width is the year."""
    label = _("%(done)s hechas, %(due)s debidas a la fecha, %(year)s en el año") % {
        "done": number_format(done),
        "due": number_format(due),
        "year": number_format(year),
    }
    context = {
        "label": f"{label} ({unit})" if unit else label,
        "done": _percent(done, year),
        "due": _percent(due, year),
        "missing": _percent(due - done, year) if due > done else "",
    }
    return mark_safe(render_to_string("shell/components/bar.html", context))  # noqa: S308  (our own template)


@register.simple_tag
def ratio(
    value: float, low: float, high: float, would_be: float | None = None, axis: float | None = None
) -> SafeString:
    """What is, as a dot, against the range that the norm allows, as a band; a ring for what would be."""
    end = axis or max(high * 1.4, value, would_be or 0)
    outside = not low <= value <= high
    label = _("%(value)s; la norma permite de %(low)s a %(high)s") % {
        "value": number_format(value),
        "low": number_format(low),
        "high": number_format(high),
    }
    context = {
        "label": label,
        "low": _percent(low, end),
        "band": _percent(high - low, end),
        "value": _percent(value, end),
        "outside": outside,
        "would_be": "" if would_be is None else _percent(would_be, end),
    }
    return mark_safe(render_to_string("shell/components/ratio.html", context))  # noqa: S308  (our own template)


@register.simple_tag
def trail(done: int, due: int, total: int) -> SafeString:
    """One mark per visit owed: done, due and missing, later."""
    marks = [
        {
            "is_done": place < done,
            "is_missing": done <= place < due,
            "x": place * STEP + STEP / 2,
        }
        for place in range(max(total, done))
    ]
    label = ngettext("%(done)s hecha de %(total)s", "%(done)s hechas de %(total)s", done)
    label = f"{label}; {ngettext('tocaba %(due)s', 'tocaban %(due)s', due)}"
    context = {
        "marks": marks,
        "width": STEP * len(marks),
        "label": label % {"done": done, "total": total, "due": due},
    }
    return mark_safe(render_to_string("shell/components/trail.html", context))  # noqa: S308  (our own template)


@register.simple_block_tag
def explained(content: str, number: Any, name: str) -> SafeString:
    """A number that explains itself. The block holds the explanation; `name` is unique in the page."""
    return format_html(
        '<button type="button" class="num" popovertarget="{0}">{1}</button>'
        '<span popover id="{0}" class="explain" role="group" aria-label="{3}">{2}</span>',
        name,
        number_format(number, force_grouping=True) if isinstance(number, int | float) else number,
        mark_safe(content),  # noqa: S308  (rendered by the template that holds the block)
        _("Qué es este número"),
    )


@register.simple_block_tag
def notice(content: str, tone: str = "idle") -> SafeString:
    """A notice: `ok`, `due`, `bad`, `info` or `idle`."""
    return format_html('<div class="note note-{}">{}</div>', tone, mark_safe(content))  # noqa: S308  (rendered block)


@register.simple_block_tag
def empty(content: str, title: str) -> SafeString:
    """Nothing yet: what to do first. The block holds the sentence and the actions."""
    context = {"title": title, "content": mark_safe(content)}  # noqa: S308  (rendered block)
    return mark_safe(render_to_string("shell/components/empty.html", context))  # noqa: S308  (our own template)


@register.inclusion_tag("shell/components/field.html")
def field(bound: Any, *, hint: str = "") -> dict[str, Any]:
    """A field of a form: label above, hint below, error below with its remedy.

    Optional is said beside what is required: where nothing is, as in every filter, it tells nothing apart.
    """
    widget = bound.field.widget
    kind = getattr(widget, "input_type", "") or type(widget).__name__.lower()
    widget.attrs.setdefault("class", field_class(kind))
    if "placeholder" in widget.attrs:
        # Words that vanish when one types are no label, and the label stands above.
        del widget.attrs["placeholder"]
    return {
        "field": bound,
        "hint": hint or bound.help_text,
        "is_marked_optional": not bound.field.required
        and any(one.required for one in bound.form.fields.values()),
        "is_checkbox": kind == "checkbox" and not bound.use_fieldset,
        "is_options": bound.use_fieldset,
    }


@register.filter
def tone_of(message: Message) -> str:
    """Tone of the notice in which a message stands."""
    return MESSAGE_TONES.get(message.level, "info")


@register.filter
def says_nothing(cell: Any) -> bool:
    """Whether a cell of a table is empty, or a dash: on a phone it is left out."""
    return str(cell) in {"", "–", "—"}


@register.filter
def field_class(kind: str) -> str:
    """Classes of a field by the kind of its control, as Django and allauth name it."""
    return FIELD_CLASSES.get(kind, "input w-full")


@register.filter
def is_area(attrs: Mapping[str, Any]) -> bool:
    """Whether allauth asks for a field of several lines."""
    return attrs.get("type") == "textarea"


@register.filter
def role_name(assignment: Assignment) -> str:
    """Name of an assigned role, as the matrix has it."""
    known = matrix().roles.get(assignment.role)
    return known.name if known else assignment.role


@register.filter
def percent(part: float, whole: float) -> str:
    """«93 %», or «sin dato» where there is nothing to divide by."""
    if not whole:
        return _("sin dato")
    return f"{number_format(round(100 * part / whole), 0)}\u00a0%"


@register.filter
def number(value: float | None, decimals: int = 0) -> str:
    """A number as people write it; «sin dato» where there is none."""
    return (
        _("sin dato")
        if value is None
        else number_format(round(value, decimals), decimals, force_grouping=True)
    )


def _percent(part: float, whole: float) -> str:
    """A length for SVG, with a decimal point in every language; never outside the drawing."""
    share = 100 * part / whole if whole else 0
    return f"{min(max(share, 0), 100):.2f}%"

"""What publishing a plan would do, in sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pusaq.accompaniment.addresses import ACTIVITY, address
from pusaq.people.queries import holders
from pusaq.shell.sentences import joined, listed, said

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from django.utils.functional import _StrPromise
    from django.utils.safestring import SafeString

    from pusaq.accompaniment.caseloads.models import AnnualPlan
    from pusaq.agenda.domain import PublicationPreview
    from pusaq.territory.models import School

MOST = 5
"""Schools that a sentence names; the others are counted."""


def publication_lead(
    *,
    refusal: str,
    current: AnnualPlan | None,
    preview: PublicationPreview | None,
    conflicts: int,
    refused_now: bool,
    gone: Sequence[School] = (),
    lost: int = 0,
) -> SafeString:
    """Why it cannot be published, who is in the way, or what it replaces: the first that holds.

    Args:
        refusal: code of `PlanNotPublishableError`; empty where there is none.
        current: the version that stands in the calendars.
        preview: what would change; None where it cannot be told.
        conflicts: days that other activities take.
        refused_now: publishing was tried and wrote nothing.
        gone: schools of the plan that are no longer in the UGEL.
        lost: how many activities that the plan takes for done did not take place.
    """
    if refused := _refused(refusal, current, gone=gone, lost=lost):
        return refused
    if conflicts:
        taken = ngettext(
            "Un día ya está tomado por otra actividad.",
            "%(n)s días ya están tomados por otras actividades.",
            conflicts,
        )
        tried = _("No se publicó: no se escribió nada.") if refused_now else ""
        return joined([tried, said(taken, n=conflicts)])
    if preview is None:
        return said("")
    return joined([_replaces(current), "" if _changes(preview) else _("Ninguna actividad cambia.")])


def _refused(
    refusal: str, current: AnnualPlan | None, *, gone: Sequence[School], lost: int
) -> SafeString | None:
    """Why the plan itself cannot be published; None where nothing of it is in the way."""
    if refusal == "violations":
        return said(_("Este plan rompe reglas y no se puede publicar."))
    if refusal == "not_newest" and current is not None:
        words = _("La versión %(n)s, más nueva, ya está publicada. Esta no la reemplaza.")
        return said(words, n=str(current.version))
    if gone:
        words = ngettext(
            "Este plan no se puede publicar: <b>%(schools)s</b> ya no está en la UGEL o en el padrón."
            " Calcula el plan de nuevo.",
            "Este plan no se puede publicar: %(n)s locales ya no están en la UGEL o en el padrón,"
            " <b>%(schools)s</b>. Calcula el plan de nuevo.",
            len(gone),
        )
        return said(words, n=len(gone), schools=_named(gone))
    if refusal == "continues_other" and current is not None:
        words = _(
            "Este plan continúa una versión que ya no está en las agendas: está la %(n)s. Calcula de nuevo."
        )
        return said(words, n=str(current.version))
    if refusal == "lost_since":
        words = ngettext(
            "Después de este cálculo, %(n)s actividad que el plan da por hecha se canceló o no se hizo."
            " Calcula de nuevo para planificarla otra vez.",
            "Después de este cálculo, %(n)s actividades que el plan da por hechas se cancelaron o no se"
            " hicieron. Calcula de nuevo para planificarlas otra vez.",
            lost,
        )
        return said(words, n=lost)
    return None


def _named(schools: Sequence[School]) -> SafeString:
    """The first names, and how many more there are."""
    more = len(schools) - MOST
    rest = [ngettext("%(n)d más", "%(n)d más", more) % {"n": more}] if more > 0 else []
    return listed([*map(str, schools[:MOST]), *rest])


def _replaces(current: AnnualPlan | None) -> SafeString | str:
    if current is None:
        return _("Cada persona del plan lo verá en su agenda y en su calendario suscrito.")
    return said(_("Reemplaza a la versión %(n)s en las agendas."), n=str(current.version))


def _changes(preview: PublicationPreview) -> bool:
    return bool(preview.created or preview.moved or preview.back or preview.changed or preview.cancelled)


def what_changes(preview: PublicationPreview) -> list[tuple[str, int]]:
    """Lines of the table: what happens, and with how many activities."""
    return [
        (_("Se crean"), preview.created),
        (_("Cambian de día"), preview.moved),
        (_("Vuelven: estaban canceladas"), preview.back),
        (_("Cambian en otra cosa (lugar, personas, numeral)"), preview.changed),
        (_("Se cancelan"), preview.cancelled),
        (_("Ya registradas, hechas o no: no se tocan"), preview.fixed),
        (_("Quedan igual"), preview.same),
    ]


WORDS: Mapping[str, _StrPromise] = {
    "created": gettext_lazy("Se crea"),
    "moved": gettext_lazy("Cambia de día"),
    "back": gettext_lazy("Vuelve: estaba cancelada"),
    "changed": gettext_lazy("Cambia en otra cosa"),
    "cancelled": gettext_lazy("Se cancela"),
}
"""What happens to one activity."""


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A row of the list of changes.

    Attributes:
        who: accompanists that conduct it; empty where nobody sits in the post, or it is their own workshop.
        title: what and where.
        url: its page; empty of one that is not there yet.
        what: what happens to it.
        before: its days as they stand, in words.
        after: its days then, in words.
        by_hand: somebody moved it, and it would move once more.
    """

    who: str
    title: str
    url: str
    what: str
    before: str
    after: str
    by_hand: bool


def shown_changes(preview: PublicationPreview, *, on: dt.date, most: int) -> list[ShownChange]:
    """The first changes one by one; one query."""
    changes = preview.changes[:most]
    people = holders({post for one in changes for post in one.conductors}, on=on)
    return [
        ShownChange(
            who=", ".join(sorted(str(people[post]) for post in one.conductors if post in people)),
            title=one.title,
            url=address(ACTIVITY, one.activity) if one.before else "",
            what=str(WORDS[one.what]),
            before=_days_said(one.before),
            after=_days_said(one.after),
            by_hand=one.by_hand and one.what == "moved",
        )
        for one in changes
    ]


def _days_said(days: Sequence[dt.date]) -> str:
    if not days:
        return "–"
    first, last = date_format(days[0], "D j b"), date_format(days[-1], "D j b")
    return first if len(days) == 1 else _("%(first)s a %(last)s") % {"first": first, "last": last}


def about_the_past(preview: PublicationPreview) -> list[SafeString]:
    """A sentence for each kind of change that touches days before today."""
    past = preview.past
    found = (
        (
            past.created,
            ngettext(
                "De las que se crean, <b>%(shown)s</b> tiene fecha anterior a hoy: quedará en las"
                " agendas como planificada.",
                "De las que se crean, <b>%(shown)s</b> tienen fecha anterior a hoy: quedarán en las"
                " agendas como planificadas.",
                past.created,
            ),
        ),
        (
            past.moved,
            ngettext(
                "De las que cambian de día, <b>%(shown)s</b> deja una fecha anterior a hoy o pasa a una.",
                "De las que cambian de día, <b>%(shown)s</b> dejan una fecha anterior a hoy o pasan a una.",
                past.moved,
            ),
        ),
        (
            past.cancelled,
            ngettext(
                "De las que se cancelan, <b>%(shown)s</b> tiene fecha anterior a hoy.",
                "De las que se cancelan, <b>%(shown)s</b> tienen fecha anterior a hoy.",
                past.cancelled,
            ),
        ),
    )
    return [said(words, shown=count) for count, words in found if count]

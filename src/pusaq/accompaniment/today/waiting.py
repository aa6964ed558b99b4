"""What waits in a UGEL: plans to publish, activities without a day, posts without anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pusaq.accompaniment.addresses import (
    CASELOAD,
    CASELOAD_YEAR,
    PUBLISH,
    TO_PLAN_AGAIN,
    UGEL_YEAR,
    address,
    ugel_year_of,
)
from pusaq.shell.enums import Tone
from pusaq.shell.ports import Card, Item

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pusaq.accompaniment.year.queries.ugel_status import UgelPlan
    from pusaq.common.actor import Actor

NAMED = 5


def waiting_cards(role: Actor, plans: Sequence[UgelPlan]) -> list[Card]:
    """Plans to publish, what fell, what has no place, posts without anybody; no query."""
    current = [one for one in plans if one.version.is_published]
    found = [*(_proposals(plans) if role.may("plan.publish") else []), *_to_plan_again(current)]
    lost = sum(one.unplaced for one in current)
    if lost:
        items = tuple(
            Item(
                _("%(letter)s · %(name)s")
                % {"letter": caseload.letter, "name": caseload.name or _("sin persona")},
                address(CASELOAD, caseload.pk),
                str(caseload.unplaced),
            )
            for one in current
            for caseload in one.caseloads
            if caseload.unplaced
        )[:NAMED]
        title = ngettext("actividad sin lugar en el año", "actividades sin lugar en el año", lost)
        found.append(Card(title, lost, items, Tone.DUE, address(UGEL_YEAR), waiting=True))
    empty = sum(one.teachers_missing for one in current)
    if empty:
        title = ngettext("plaza acompañada sin docente hoy", "plazas acompañadas sin docente hoy", empty)
        items = tuple(
            Item(
                _("Cartera %(letter)s") % {"letter": caseload.letter},
                address(CASELOAD, caseload.pk),
                str(caseload.teachers_missing),
            )
            for one in current
            for caseload in one.caseloads
            if caseload.teachers_missing
        )[:NAMED]
        found.append(Card(title, empty, items, Tone.DUE, waiting=True))
    return found


def _proposals(plans: Sequence[UgelPlan]) -> list[Card]:
    """Plans that wait to be published, and those that cannot be."""
    found = []
    proposals = _unpublished(plans)
    sound = [one for one in proposals if not one.version.violations]
    broken = [one for one in proposals if one.version.violations]
    if sound:
        title = ngettext("plan por publicar", "planes por publicar", len(sound))
        found.append(_to_publish(title, sound))
    if broken:
        title = ngettext(
            "plan que rompe reglas: no se puede publicar",
            "planes que rompen reglas: no se pueden publicar",
            len(broken),
        )
        found.append(_to_publish(title, broken))
    return found


def _to_publish(title: str, plans: Sequence[UgelPlan]) -> Card:
    items = tuple(
        Item(
            _("Plan %(year)d de %(name)s") % {"year": one.version.year, "name": one.organisation},
            address(PUBLISH, one.version.plan_id),
            _("versión %(n)d") % {"n": one.version.version},
        )
        for one in plans[:NAMED]
    )
    return Card(title, len(plans), items, Tone.DUE, address(UGEL_YEAR), waiting=True)


def _to_plan_again(current: Sequence[UgelPlan]) -> list[Card]:
    """What was not held or was cancelled and nobody planned anew."""
    fell = sum(one.again for one in current)
    if not fell:
        return []
    items = tuple(
        Item(
            _("%(letter)s · %(name)s")
            % {"letter": caseload.letter, "name": caseload.name or _("sin persona")},
            f"{address(CASELOAD_YEAR, caseload.pk)}{TO_PLAN_AGAIN}",
            str(caseload.again),
        )
        for one in current
        for caseload in one.caseloads
        if caseload.again
    )[:NAMED]
    title = ngettext("actividad por planificar de nuevo", "actividades por planificar de nuevo", fell)
    url = ugel_year_of(current[0].code, current[0].version.year) + TO_PLAN_AGAIN
    return [Card(title, fell, items, Tone.DUE, url, waiting=True)]


def _unpublished(plans: Sequence[UgelPlan]) -> list[UgelPlan]:
    """The youngest proposal of each UGEL and year that no younger published version replaces."""
    newest: dict[tuple[str, int], UgelPlan] = {}
    for one in plans:
        newest[one.organisation, one.version.year] = one
    return [one for one in newest.values() if not one.version.is_published]

"""Which rules a plan breaks, in words: how often, and by which of its activities."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pusaq.accompaniment.addresses import CASELOAD_YEAR, address
from pusaq.accompaniment.caseloads.models import Caseload, CaseloadSlot
from pusaq.accompaniment.caseloads.queries.names import name_of
from pusaq.accompaniment.looks import label_of, name_of_kind
from pusaq.accompaniment.year.models import PlanItem
from pusaq.accompaniment.year.queries.changed import UNCHANGED, changed_since
from pusaq_core.checking import RULES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from django.utils.functional import _StrPromise

    from pusaq.accompaniment.caseloads.models import AnnualPlan
    from pusaq.common.scope import Scope

WORDS: dict[str, _StrPromise] = {
    "meeting_without_visit": gettext_lazy(
        "Reunión sin visita antes: entre dos reuniones cada docente recibe al menos una visita"
    ),
    "visits_too_close": gettext_lazy("Dos visitas a un docente están muy cerca una de otra"),
    "meetings_too_close": gettext_lazy("Dos reuniones del mismo tipo están muy cerca una de otra"),
    "uneven_halves": gettext_lazy("Una mitad del año tiene más de lo que le toca"),
    "contact_gap": gettext_lazy("Un docente pasa demasiado tiempo sin visita ni reunión"),
    "first_visit_late": gettext_lazy("La primera visita llega después de las primeras semanas de clases"),
    "missing_has_room": gettext_lazy("Algo quedó fuera y todavía tiene un día posible"),
    "reason_proves_nothing": gettext_lazy("Algo quedó fuera sin que la cuenta de días lo demuestre"),
    "accompanist_twice": gettext_lazy("Un acompañante tiene dos actividades el mismo día"),
    "dose_days": gettext_lazy("Los días de alguien no suman los que le tocan"),
    "dose_times": gettext_lazy("Las veces de alguien no suman las que le tocan"),
    "past_changed": gettext_lazy("Cambia algo que ya pasó"),
}
"""What is wrong, for the rules that a year under way meets."""

GROUPS: dict[int, _StrPromise] = {
    0: gettext_lazy("Archivos del plan que no cuadran"),
    1: gettext_lazy("Focalización o carteras fuera de lo que pide la norma"),
    2: gettext_lazy("Visitas fuera de los días o duraciones permitidos"),
    3: gettext_lazy("Acompañantes con actividades que no les tocan o en días que no tienen"),
    4: gettext_lazy("Separación u orden de actividades"),
    5: gettext_lazy("Reuniones fuera de lo que pide la norma"),
    6: gettext_lazy("Talleres fuera de lo que pide la norma"),
    7: gettext_lazy("Talleres propios fuera de lo que pide la norma"),
    8: gettext_lazy("Cantidades distintas de las que pide la norma"),
    9: gettext_lazy("Números, kilómetros o cambios que no cuadran"),
}
"""What is wrong, by the group of any other rule."""

MOST = 10


@dataclass(frozen=True, slots=True)
class BrokenRule:
    """One rule that a plan breaks.

    Attributes:
        said: what is wrong.
        times: how often.
        activities: label and address of those that break it, the first ones; of them, those in reach.
        amounts: whose dose does not add up and how, the first ones.
    """

    said: str
    times: int
    activities: tuple[tuple[str, str], ...]
    amounts: tuple[str, ...] = ()


def broken_rules(plan: AnnualPlan, *, scope: Scope, names: Scope) -> tuple[BrokenRule, ...]:
    """Rules that a plan breaks, the most frequent first; at most four queries.

    Args:
        plan: the plan.
        names: what `people.names` lets the reader see.
        scope: what the reader may see of plans; who does not see the whole UGEL is told nothing.
    """
    if not plan.summary.get("violations") or not scope.holds(plan.path):
        return ()
    found = plan.summary.get("violations_found", ())
    counted = Counter(_said(one["rule"]) for one in found)
    keys: dict[str, list[str]] = defaultdict(list)
    for one in found:
        key = one.get("activity", "")
        if key and key not in keys[_said(one["rule"])]:
            keys[_said(one["rule"])].append(key)
    listed = {key for of_rule in keys.values() for key in of_rule[:MOST]}
    links = _links(plan, listed)
    doses: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in found:
        if one.get("amounts"):
            doses[_said(one["rule"])].append(one)
    who = _who(plan, {one["slot"] for ones in doses.values() for one in ones[:MOST]}, names)
    return tuple(
        BrokenRule(
            said,
            times,
            tuple(links[key] for key in keys[said][:MOST] if key in links),
            tuple(_amounts_said(one["amounts"], who.get(one["slot"], "")) for one in doses[said][:MOST]),
        )
        for said, times in counted.most_common()
    )


def _said(rule: str) -> str:
    if rule in WORDS:
        return str(WORDS[rule])
    return str(GROUPS[RULES[rule].group]) if rule in RULES else _("Otra regla del plan")


def _who(plan: AnnualPlan, slots: set[str], names: Scope) -> dict[str, str]:
    """Slot to its teacher, where the reader may see the name, or to the caseload in which it is."""
    rows = CaseloadSlot.objects.filter(caseload__plan=plan, slot__in=[one for one in slots if one])
    found = {}
    for row in rows.select_related("person", "slot", "caseload") if any(slots) else ():
        named = name_of(
            row.person,
            path=row.slot.path,
            post=row.slot.post_id,
            names=names,
            accompanist=row.caseload.accompanist_id,
        )
        letter = row.caseload.letter
        found[str(row.slot_id)] = (
            _("%(name)s, cartera %(letter)s") % {"name": named, "letter": letter}
            if named
            else _("Un docente de la cartera %(letter)s") % {"letter": letter}
        )
    return found


def _amounts_said(amounts: Mapping[str, Any], who: str) -> str:
    """«Rosa Quispe, cartera A: Visita en aula: le tocan 8 días; 7 tienen fecha y 0 están sin lugar»."""
    words = (
        _("%(who)s: %(kind)s: días que le tocan %(owed)d, con fecha %(placed)d, sin lugar %(missing)d")
        if amounts["in_days"]
        else _("%(who)s: %(kind)s: veces que le tocan %(owed)d, con fecha %(placed)d, sin lugar %(missing)d")
    )
    numbers = {name: amounts[name] for name in ("owed", "placed", "missing")}
    return words % {"who": who or _("Un acompañante"), "kind": label_of(amounts["kind"]), **numbers}


def changed_by_hand(plan: AnnualPlan) -> str:
    """Where the agenda knows what may lie behind the breaches of a plan that goes on; at most six queries."""
    before = plan.continues
    changed = changed_since(before, Caseload.objects.filter(plan=before)) if before is not None else UNCHANGED
    if before is None or not changed.times:
        return ""
    words = ngettext(
        "De ahí puede venir: desde que se publicó la versión %(version)d, %(n)d actividad se movió, se acortó"
        " o se hizo en parte, y este plan la deja así.",
        "De ahí puede venir: desde que se publicó la versión %(version)d, %(n)d actividades se movieron, se"
        " acortaron o se hicieron en parte, y este plan las deja así.",
        changed.times,
    )
    return words % {"version": before.version, "n": changed.times}


def _links(plan: AnnualPlan, keys: set[str]) -> dict[str, tuple[str, str]]:
    """Key to what an activity is called, and the year in which it stands."""
    if not keys:
        return {}
    of: dict[UUID, Caseload] = {}
    through = PlanItem.caseloads.through._default_manager.filter(
        Q(planitem__plan=plan, planitem__key__in=keys)
    ).select_related("caseload")
    for row in through.order_by("caseload__letter"):
        of.setdefault(row.planitem_id, row.caseload)
    found = {}
    for item in PlanItem.objects.filter(plan=plan, key__in=keys):
        caseload = of.get(item.pk)
        if caseload is None:
            continue
        label = _("%(kind)s %(number)d, cartera %(letter)s, %(day)s") % {
            "kind": name_of_kind(item.kind),
            "number": item.number,
            "letter": caseload.letter,
            "day": date_format(item.starts_on),
        }
        found[item.key] = (label, address(CASELOAD_YEAR, caseload.pk))
    return found

"""Port `about_school`: targeting of its services, who accompanies it, what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from pusaq.accompaniment.addresses import ACTIVITY, CASELOAD, DECISION, address
from pusaq.accompaniment.queries.at_school import activities_ahead, caseloads_at, decisions_at, teachers_at
from pusaq.accompaniment.targeting.queries.profiles import profile_label
from pusaq.people.queries import holders
from pusaq.territory.ports import SchoolBlock

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from pusaq.accompaniment.models import TargetingDecision
    from pusaq.agenda.models import Activity
    from pusaq.common.actor import Actor
    from pusaq.territory.models import School

TARGETING_READ, CASELOADS_READ, AGENDA_READ = "targeting.read", "caseloads.read", "agenda.read"


@dataclass(frozen=True, slots=True)
class DecisionLine:
    decision: TargetingDecision
    profile: str
    url: str


@dataclass(frozen=True, slots=True)
class AccompanistLine:
    """A caseload that holds the school; the names are those that the reader may see."""

    letter: str
    name: str
    url: str
    teachers: tuple[str, ...]
    count: int

    @property
    def said(self) -> str:
        return f"{self.letter} · {self.name or _('plaza vacante')}"


@dataclass(frozen=True, slots=True)
class ActivityLine:
    activity: Activity
    url: str


def school_blocks(*, school: School, role: Actor, today: dt.date) -> Sequence[SchoolBlock]:
    """Sections of accompaniment; six queries at most."""
    blocks = []
    if role.may(TARGETING_READ) and (found := decisions_at(school, scope=role.scope(TARGETING_READ))):
        lines = [
            DecisionLine(one, profile_label(one.run.norm, one.profile), address(DECISION, one.pk))
            for one in found
        ]
        blocks.append(SchoolBlock(_("Focalización"), "accompaniment/about/targeting.html", lines))
    if role.may(AGENDA_READ):
        ahead = activities_ahead(school, scope=role.scope(AGENDA_READ), on=today)
        shown = [ActivityLine(one, address(ACTIVITY, one.pk)) for one in ahead]
        if shown:
            blocks.append(SchoolBlock(_("Lo que viene"), "accompaniment/about/ahead.html", shown))
    if role.may(CASELOADS_READ) and (accompanists := _accompanists(school, role, today)):
        blocks.append(
            SchoolBlock(
                _("Acompañamiento"), "accompaniment/about/accompanists.html", accompanists, is_beside=True
            )
        )
    return blocks


def _accompanists(school: School, role: Actor, today: dt.date) -> list[AccompanistLine]:
    found = caseloads_at(school, scope=role.scope(CASELOADS_READ))
    people = holders([caseload.accompanist_id for caseload in found], on=today)
    teachers = teachers_at(school, found, names=role.scope("people.names"))
    return [
        AccompanistLine(
            caseload.letter,
            str(people.get(caseload.accompanist_id, "")),
            address(CASELOAD, caseload.pk),
            teachers[caseload.pk].names,
            teachers[caseload.pk].count,
        )
        for caseload in found
    ]

"""An accompanist's day: where she goes next, her week, her teachers, her year."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pusaq.accompaniment.addresses import ACTIVITY, CASELOAD, CASELOAD_YEAR, SUBSCRIPTION, address
from pusaq.accompaniment.field.queries.convened import ConvenedActivity, convened_activities, members
from pusaq.accompaniment.looks import name_of_kind
from pusaq.accompaniment.today.words import opens_said, short_school, uncapped, what, when
from pusaq.accompaniment.year.queries.free_days import free_days
from pusaq.people.queries import holders
from pusaq.shell.ports import Card
from pusaq.shell.sentences import listed
from pusaq.territory.links import page
from pusaq.territory.naming import school_label
from pusaq_core.kinds import travels

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from pusaq.accompaniment.field.queries.convened import Member
    from pusaq.accompaniment.models import Caseload
    from pusaq.accompaniment.year.queries.free_days import FreeDays
    from pusaq.common.actor import Actor
    from pusaq.people.models import Person

MOST = 60
"""Days of activities to read: this week and far enough to find the next one after a pause."""
WEEK = 7
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Next:
    """Where she goes next.

    Attributes:
        heading: the school as people call it, or what it is where it is at no school.
        school_url: its page.
        one: the activity.
        name: «Visita», «GIA».
        teachers: names of whom she visits.
        attending: how many are convened to what is no visit.
        when: «hoy y mañana».
        url: page of the activity.
        norm_code: official code of the norm.
    """

    heading: str
    school_url: str
    one: ConvenedActivity
    name: str
    teachers: str
    attending: int
    when: str
    url: str
    norm_code: str
    is_visit: bool

    @property
    def opens_said(self) -> str:
        return opens_said(is_visit=self.is_visit)


@dataclass(frozen=True, slots=True)
class Line:
    """What one day of the week holds; `stands` unless it was not held."""

    kind: str
    letter: str
    label: str
    hint: str
    url: str
    stands: bool


@dataclass(frozen=True, slots=True)
class Day:
    date: dt.date
    is_today: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Teacher:
    """A teacher of the caseload; the name is empty where nobody sits in the post.

    Attributes:
        next: first and last day of the visit that comes next or is going on; None where none is left.
    """

    name: str
    school: str
    due: int
    owed: int
    next: tuple[dt.date, dt.date] | None


@dataclass(frozen=True, slots=True)
class Year:
    """Days of her year, and where the rest of it is."""

    caseload: Caseload
    days: FreeDays
    moment: dt.datetime
    caseload_url: str
    year_url: str
    feed_url: str


def cards(role: Actor, moment: dt.datetime) -> Sequence[Card]:
    """What comes next opens the page; five queries."""
    today = moment.date()
    monday = today - dt.timedelta(today.weekday())
    mine = members(role.scope("plan.read"), year=today.year, on=today)
    if not mine:
        return ()
    found = convened_activities(role.scope("agenda.read"), monday, most=MOST)
    posts = {one.post_id for one in mine} | {one.teacher for one in found if one.teacher}
    people = holders(posts, on=today)
    word = role.pack.words["escuela"]
    ahead = [one for one in found if one.ends_on >= today and one.stands]
    given = [_opening(ahead, people, today, word, mine[0].caseload)]
    return [
        *given,
        Card(
            _("Esta semana"),
            None,
            template="accompaniment/today/days.html",
            data=_week(found, people, monday, today),
        ),
        Card(
            ngettext("Mi docente", "Mis docentes", len(mine)),
            len(mine),
            template="accompaniment/today/teachers.html",
            data=[_teacher(one, people, ahead) for one in mine],
        ),
        Card(
            _("Mi año"),
            None,
            template="accompaniment/today/own_year.html",
            data=_year(role, mine, moment),
            beside=True,
        ),
    ]


def _opening(
    ahead: Sequence[ConvenedActivity],
    people: Mapping[UUID, Person],
    today: dt.date,
    word: str,
    caseload: Caseload,
) -> Card:
    if not ahead:
        return Card(
            _("Lo que sigue"),
            None,
            sentence=_("No te queda nada planificado este año."),
            empty=_("El plan terminó."),
        )
    first = ahead[0]
    together = [
        one
        for one in ahead
        if one.kind == first.kind and one.starts_on == first.starts_on and one.school_id == first.school_id
    ]
    school = page("territory:school", first.school_id, first.school) if first.school_id else None
    names = [str(people[one.teacher]) for one in together if one.teacher and one.teacher in people]
    is_visit = travels(first.kind)
    shown = Next(
        heading=school_label(first.school, word) if first.school else what(first),
        school_url=school.url if school else "",
        one=first,
        name=name_of_kind(first.kind),
        teachers=listed(names),
        attending=0 if is_visit else first.attending,
        when=when(first.starts_on, max(one.ends_on for one in together), today=today),
        url=address(ACTIVITY, first.activity_id),
        norm_code=caseload.plan.targeting.norm.code,
        is_visit=is_visit,
    )
    return Card(_("Lo que sigue"), None, template="accompaniment/today/next.html", data=shown, opens=True)


def _week(
    found: Sequence[ConvenedActivity], people: Mapping[UUID, Person], monday: dt.date, today: dt.date
) -> list[Day]:
    days = []
    for number in range(WEEK):
        date = monday + dt.timedelta(number)
        lines = tuple(_line(one, people) for one in found if date in one.days)
        if lines or number < SATURDAY or date == today:
            days.append(Day(date, date == today, lines))
    return days


def _line(one: ConvenedActivity, people: Mapping[UUID, Person]) -> Line:
    teacher = people.get(one.teacher) if one.teacher else None
    school = short_school(one.school)
    is_visit = travels(one.kind)
    return Line(
        kind=one.kind,
        letter=school[:1].upper(),
        label=f"{school}, {uncapped(what(one))}" if is_visit else what(one),
        hint=str(teacher) if teacher else "" if is_visit else school,
        url=address(ACTIVITY, one.activity_id),
        stands=one.stands,
    )


def _teacher(one: Member, people: Mapping[UUID, Person], ahead: Sequence[ConvenedActivity]) -> Teacher:
    person = people.get(one.post_id)
    coming = next((visit for visit in ahead if visit.teacher == one.post_id), None)
    days = (coming.starts_on, coming.ends_on) if coming else None
    return Teacher(str(person) if person else "", one.school, one.due, one.owed, days)


def _year(role: Actor, mine: Sequence[Member], moment: dt.datetime) -> Year:
    caseload = mine[0].caseload
    return Year(
        caseload,
        free_days(caseload, on=moment.date()),
        moment,
        address(CASELOAD, caseload.pk),
        address(CASELOAD_YEAR, caseload.pk),
        address(SUBSCRIPTION) if role.may("agenda.feed") else "",
    )

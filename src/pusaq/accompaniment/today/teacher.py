"""A teacher's day: when somebody comes, who, and what else she is convened to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from pusaq.accompaniment.addresses import ACTIVITY, SUBSCRIPTION, address
from pusaq.accompaniment.field.queries.convened import convened_activities
from pusaq.accompaniment.today.words import opens_said, short_school, what, when
from pusaq.people.queries import holders
from pusaq.shell.ports import Card
from pusaq.territory.naming import school_label
from pusaq_core.kinds import travels

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from pusaq.accompaniment.field.queries.convened import ConvenedActivity
    from pusaq.common.actor import Actor
    from pusaq.people.models import Person

MOST = 30
SHOWN = 6


@dataclass(frozen=True, slots=True)
class Coming:
    """Something that a teacher or a school is convened to."""

    one: ConvenedActivity
    label: str
    when: str
    where: str
    letter: str
    who: str
    teacher: str
    url: str
    is_visit: bool

    @property
    def opens_said(self) -> str:
        return opens_said(is_visit=self.is_visit)


@dataclass(frozen=True, slots=True)
class Ahead:
    """The next, and what follows it."""

    first: Coming
    feed_url: str


def cards(role: Actor, moment: dt.datetime) -> Sequence[Card]:
    """The next activity opens the page, the following ones stand below; two queries."""
    today = moment.date()
    found = [one for one in convened_activities(role.scope("agenda.read"), today, most=MOST) if one.stands]
    if not found:
        return ()
    shown = comings(role, found[: SHOWN + 1], today)
    first = next((one for one in shown if one.is_visit), shown[0])
    rest = [one for one in shown if one is not first]
    feed = address(SUBSCRIPTION) if role.may("agenda.feed") else ""
    given = [
        Card(
            _("Lo que sigue"),
            None,
            template="accompaniment/today/coming.html",
            data=Ahead(first, feed),
            opens=True,
        )
    ]
    if rest:
        given.append(Card(_("Después"), None, template="accompaniment/today/list.html", data=rest[:SHOWN]))
    return given


def comings(role: Actor, found: Sequence[ConvenedActivity], today: dt.date) -> list[Coming]:
    """Activities with who conducts and who is visited, where the reader may see the name; one query."""
    posts = {post for one in found for post in (one.conductor, one.teacher) if post}
    people = holders(posts, on=today)
    names = role.scope("people.names")
    word = role.pack.words["escuela"]
    at = role.school.path if role.school else ""
    sees_teachers = bool(at) and names.holds(at)
    return [_coming(one, people, today, word, sees_teachers=sees_teachers) for one in found]


def _coming(
    one: ConvenedActivity, people: Mapping[UUID, Person], today: dt.date, word: str, *, sees_teachers: bool
) -> Coming:
    conductor = people.get(one.conductor) if one.conductor else None
    visited = people.get(one.teacher) if one.teacher and sees_teachers else None
    return Coming(
        one=one,
        label=what(one),
        when=capfirst(when(one.starts_on, one.ends_on, today=today)),
        where=school_label(one.school, word) if one.school else "",
        letter=short_school(one.school)[:1].upper(),
        who=str(conductor) if conductor else "",
        teacher=str(visited) if visited else "",
        url=address(ACTIVITY, one.activity_id),
        is_visit=travels(one.kind),
    )

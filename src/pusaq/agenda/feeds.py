"""A calendar for other programs: one all-day event for each run of consecutive days of an activity."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING

import icalendar
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pusaq.agenda.enums import ActivityState, Part
from pusaq.agenda.queries import kinds
from pusaq.agenda.shown.causes import said_cause
from pusaq.agenda.shown.people import PeopleShown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.utils.functional import _StrPromise

    from pusaq.agenda.models import Activity
    from pusaq.common.scope import Scope

DOMAIN = "pusaq"
ONE_DAY = dt.timedelta(days=1)
REFRESH = dt.timedelta(hours=4)
TITLES: Mapping[str, _StrPromise] = {
    ActivityState.PARTLY_HELD: gettext_lazy("Hecha en parte: %(title)s"),
    ActivityState.NOT_HELD: gettext_lazy("No se hizo: %(title)s"),
    ActivityState.CANCELLED: gettext_lazy("Cancelada: %(title)s"),
}
"""Titles of what did not go as planned: programs show nothing else of a state that is theirs alone."""

FREE = frozenset({ActivityState.NOT_HELD, ActivityState.CANCELLED})
"""States in which the people of an activity have its days for something else."""


def calendar_text(
    activities: Iterable[Activity], *, title: str, names: Scope, on: dt.date, base_url: str
) -> bytes:
    """The calendar as bytes; the same activities give the same bytes.

    Args:
        activities: with days, places and participations.
        title: name of the calendar in the program.
        names: where the reader may see names (`people.names`).
        on: today, for who sits in the posts.
        base_url: address of this site, for links to the activities; ends without a stroke.
    """
    listed = list(activities)
    shown = PeopleShown(listed, names=names, on=on)
    labels = {one.id: one.label for one in kinds().values()}
    made = icalendar.Calendar()
    made.add("prodid", "-//Pusaq//Agenda//ES")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", title)
    made.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    made.add("x-published-ttl", "PT4H")
    for activity in listed:
        about = _about(activity, labels.get(activity.kind, ""), shown, base_url)
        for number, (first, last) in enumerate(runs([day.date for day in activity.days.all()]), 1):
            made.add_component(_event(activity, number, first, last, about))
    return bytes(made.to_ical())


def runs(days: Sequence[dt.date]) -> list[tuple[dt.date, dt.date]]:
    """First and last day of each run of consecutive days."""
    found: list[tuple[dt.date, dt.date]] = []
    for day in sorted(days):
        if found and day - found[-1][1] == ONE_DAY:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


def etag_of(content: bytes) -> str:
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def _event(activity: Activity, number: int, first: dt.date, last: dt.date, about: str) -> icalendar.Event:
    event = icalendar.Event()
    # The first run keeps the activity's own id, whatever days it moves to.
    part = "" if number == 1 else f"-{number}"
    event.add("uid", f"{activity.pk}{part}@{DOMAIN}")
    event.add("sequence", activity.sequence)
    event.add("dtstamp", activity.changed_at)
    event.add("last-modified", activity.changed_at)
    event.add("dtstart", first)
    event.add("dtend", last + ONE_DAY)
    event.add("transp", "TRANSPARENT" if activity.state in FREE else "OPAQUE")
    event.add("summary", str(TITLES.get(activity.state, "%(title)s")) % {"title": activity.title})
    event.add("status", "CANCELLED" if activity.state == ActivityState.CANCELLED else "CONFIRMED")
    places = [place.school.name for place in activity.places.all()]
    if places:
        event.add("location", ", ".join(places))
    if about:
        event.add("description", about)
    return event


def _about(activity: Activity, label: str, shown: PeopleShown, base_url: str) -> str:
    lines = [label]
    parts = (
        (_("Conduce"), (Part.CONDUCTS,)),
        (_("Con"), (Part.ACCOMPANIED, Part.ATTENDS)),
    )
    for word, wanted in parts:
        named = [
            name
            for one in activity.participations.all()
            if one.part in wanted and (name := shown.name(one, activity=activity))
        ]
        if named:
            lines.append(f"{word}: {', '.join(sorted(named))}")
    if activity.numeral:
        lines.append(_("Numeral %(numeral)s") % {"numeral": activity.numeral})
    if activity.cause:
        lines.append(said_cause(activity.cause))
    if activity.reason and shown.may_read_reason(activity):
        lines.append(activity.reason)
    lines.append(f"{base_url}/agenda/{activity.pk}/")
    return "\n".join(line for line in lines if line)

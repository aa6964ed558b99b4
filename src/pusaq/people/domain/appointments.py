"""People and the posts in which they sit, entered one by one. Every act is signed and leaves its history."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import transaction

from pusaq.common.audit import signed
from pusaq.common.domain.events import emit
from pusaq.common.refs import Ref
from pusaq.common.sorting import sort_key
from pusaq.people.events import AppointmentChanged
from pusaq.people.models import Appointment, Person, Post, User

if TYPE_CHECKING:
    from pusaq.people.enums import PostKind
    from pusaq.territory.models import Organisation, SchoolService


class AppointmentError(ValueError):
    """Nobody can be appointed so; the message names the reason's code."""


@transaction.atomic
def register_person(*, country: str, code: str, given_names: str, surnames: str, by: Any) -> Person:
    """Enter a person, or correct her names."""
    row = Person.objects.select_for_update().filter(country=country, code=code).first()
    row = row or Person(country=country, code=code)
    if not row._state.adding and (row.given_names, row.surnames) == (given_names, surnames):
        return row
    row.given_names, row.surnames = given_names, surnames
    row.sort_key = sort_key(surnames, given_names)
    signed(row, by=by).save()
    return row


@transaction.atomic
def register_post(
    *,
    code: str,
    kind: PostKind,
    title: str,
    organisation: Organisation,
    by: Any,
    service: SchoolService | None = None,
    condition: str = "",
) -> Post:
    """Enter a post of a body or of a school's service, or correct it."""
    country = organisation.country
    row = Post.objects.select_for_update().filter(country=country, code=code).first()
    row = row or Post(country=country, code=code)
    wanted = {
        "kind": kind.value,
        "title": title,
        "condition": condition,
        "organisation_id": organisation.pk,
        "service_id": service.pk if service else None,
        "path": service.path if service else organisation.path,
        "gone_since": None,
    }
    if not row._state.adding and all(getattr(row, field) == value for field, value in wanted.items()):
        return row
    for field, value in wanted.items():
        setattr(row, field, value)
    signed(row, by=by).save()
    return row


@transaction.atomic
def appoint(
    *,
    person: Person,
    post: Post,
    starts_on: dt.date,
    by: Any,
    now: dt.datetime,
    ends_on: dt.date | None = None,
) -> Appointment:
    """Let a person sit in a post from a day on.

    Raises:
        AppointmentError: `post_gone`, `other_country`, `already_there`, `ends_before_start`.
    """
    locked = Post.objects.select_for_update().get(pk=post.pk)
    if ends_on is not None and ends_on < starts_on:
        raise AppointmentError("ends_before_start")
    if locked.gone_since is not None and locked.gone_since <= starts_on:
        raise AppointmentError("post_gone")
    if person.country != locked.country:
        raise AppointmentError("other_country")
    if Appointment.objects.on(starts_on).filter(post=locked, person=person).exists():
        raise AppointmentError("already_there")
    row = Appointment(post=locked, person=person, starts_on=starts_on, ends_on=ends_on)
    signed(row, by=by).save()
    _tell(row, by=by, now=now)
    return row


@transaction.atomic
def end_appointment(*, appointment: Appointment, last_day: dt.date, by: Any, now: dt.datetime) -> Appointment:
    """Let an appointment end; the row stays, as history.

    Raises:
        AppointmentError: `ends_before_start`, `already_ended`.
    """
    row = Appointment.objects.select_for_update(of=("self",)).select_related("post").get(pk=appointment.pk)
    if row.starts_on is not None and last_day < row.starts_on:
        raise AppointmentError("ends_before_start")
    if row.ends_on is not None and row.ends_on <= last_day:
        raise AppointmentError("already_ended")
    row.ends_on = last_day
    signed(row, by=by).save()
    _tell(row, by=by, now=now)
    return row


@transaction.atomic
def move_person(
    *, appointment: Appointment, to: Post, starts_on: dt.date, by: Any, now: dt.datetime
) -> Appointment:
    """Let somebody leave one post for another: the old appointment ends on the day before."""
    end_appointment(appointment=appointment, last_day=starts_on - dt.timedelta(days=1), by=by, now=now)
    return appoint(person=appointment.person, post=to, starts_on=starts_on, by=by, now=now)


@transaction.atomic
def open_account(*, person: Person, username: str, by: Any, email: str = "") -> User:
    """Give a person an account without a password: she sets her own, or signs in through a provider."""
    row = User.objects.select_for_update().filter(username=username).first() or User(username=username)
    if not row._state.adding and row.person_id == person.pk:
        return row
    row.person, row.email = person, email
    row.set_unusable_password()
    signed(row, by=by).save()
    return row


def _tell(row: Appointment, *, by: Any, now: dt.datetime) -> None:
    told = AppointmentChanged(person=str(row.person_id), post=str(row.post_id))
    emit(told, ref=Ref.of(row), path=row.post.path, by=by, at=now)

"""Who has which role where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import transaction

from pusaq.common.audit import signed
from pusaq.common.roles import matrix
from pusaq.people.models import RoleAssignment

if TYPE_CHECKING:
    import datetime as dt

    from pusaq.people.models import Person, Post
    from pusaq.territory.models import Organisation, School

AT_SCHOOL: Final = "escuela"


class RoleError(ValueError):
    """Nobody can have this role there; the message names the reason's code."""


@transaction.atomic
def assign_role(  # noqa: PLR0913  (who, what, where, when)
    *,
    role: str,
    organisation: Organisation,
    by: Any,
    post: Post | None = None,
    person: Person | None = None,
    school: School | None = None,
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
) -> RoleAssignment:
    """Give a role to a post, so that whoever sits in it has it, or to a person by name.

    Raises:
        RoleError: `unknown_role`, `other_country`, `wrong_place`, `post_or_person`, `ends_before_start`.
    """
    known = matrix().roles.get(role)
    if known is None:
        raise RoleError("unknown_role")
    if (post is None) == (person is None):
        raise RoleError("post_or_person")
    if known.country != organisation.country or (school is not None and school.country != known.country):
        raise RoleError("other_country")
    if (AT_SCHOOL if school is not None else organisation.kind) not in known.held_in:
        raise RoleError("wrong_place")
    if starts_on and ends_on and ends_on < starts_on:
        raise RoleError("ends_before_start")
    place = {"role": role, "organisation": organisation, "school": school, "post": post, "person": person}
    same = RoleAssignment.objects.select_for_update().filter(**place, starts_on=starts_on, ends_on=ends_on)
    row = same.first()
    if row is not None:
        return row
    row = RoleAssignment(**place, starts_on=starts_on, ends_on=ends_on)
    signed(row, by=by).save()
    return row


@transaction.atomic
def end_role(*, assignment: RoleAssignment, last_day: dt.date, by: Any) -> RoleAssignment:
    """Let a role end; the row stays, as history.

    Raises:
        RoleError: `ends_before_start`, `already_ended`.
    """
    row = RoleAssignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
    if row.starts_on is not None and last_day < row.starts_on:
        raise RoleError("ends_before_start")
    if row.ends_on is not None and row.ends_on <= last_day:
        raise RoleError("already_ended")
    row.ends_on = last_day
    signed(row, by=by).save()
    return row

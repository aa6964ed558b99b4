"""People in roles, for tests of what each may see."""

from __future__ import annotations

from pusaq.common.roles import matrix
from pusaq.people.models import Person, RoleAssignment, User
from pusaq.people.permissions import UserInRole


def actor(role, organisation, *, post=None, school=None):
    """Somebody in a role; with a post, whoever sits in it."""
    person = (
        post.appointments.first().person
        if post is not None
        else Person.objects.create(country="pe", code=f"U-{role}-{Person.objects.count()}", surnames=role)
    )
    user = User.objects.create(username=f"{role}-{person.code}", person=person)
    assignment = RoleAssignment.objects.create(
        role=role,
        organisation=organisation,
        school=school,
        **({"post": post} if post else {"person": person}),
    )
    return UserInRole(user, assignment, matrix().roles[role], frozenset({post.pk}) if post else frozenset())

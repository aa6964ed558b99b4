"""Who acts: a person in one role, at one place, with what it may see and do there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pusaq.common.countries import country
from pusaq.common.roles import Reach, matrix
from pusaq.common.scope import NOTHING, Scope
from pusaq.people.queries import posts_of, role_assignments

if TYPE_CHECKING:
    import datetime as dt
    from uuid import UUID

    from django.http import HttpRequest

    from pusaq.common.roles import Role
    from pusaq.people.models import RoleAssignment, User
    from pusaq.territory.models import Organisation, School
    from pusaq_core.io.country import Country


@dataclass(frozen=True, slots=True)
class UserInRole:
    """A user in one of her roles: what other rooms know as `Actor`.

    Attributes:
        user: the account.
        assignment: the role as assigned.
        role: the role of the matrix.
        posts: posts in which she sits today.
        others: her other assignments, to switch to.
    """

    user: User
    assignment: RoleAssignment
    role: Role
    posts: frozenset[UUID]
    others: tuple[RoleAssignment, ...] = ()

    @property
    def organisation(self) -> Organisation:
        return self.assignment.organisation

    @property
    def school(self) -> School | None:
        return self.assignment.school

    @property
    def country(self) -> str:
        return self.organisation.country

    @property
    def pack(self) -> Country:
        """Labels, terms and calendar of the country in which she acts."""
        return country(self.organisation.country)

    @property
    def roles_here(self) -> tuple[Role, ...]:
        """Roles that exist in the country in which she acts."""
        return tuple(role for role in matrix().roles.values() if role.country == self.country)

    def may(self, capability: str) -> bool:
        return capability in self.role.can

    def scope(self, capability: str) -> Scope:
        """What a capability lets this actor see; nothing where the role does not have it."""
        reach = self.role.can.get(capability)
        if reach is None:
            return NOTHING
        if reach is Reach.COUNTRY:
            return Scope(paths=(f"{self.country}/",))
        if reach is Reach.TERRITORY:
            return Scope(paths=(self.organisation.path,))
        if reach is Reach.SCHOOL:
            return Scope(paths=(self.school.path,)) if self.school is not None else NOTHING
        person = self.user.person_id if reach is Reach.OWN else None
        return Scope(posts=self.posts, person=person)


def actor_for(user: User, *, on: dt.date, chosen: UUID | None = None) -> UserInRole | None:
    """The user in the role chosen, or in the first that she has; None without any.

    Args:
        user: somebody signed in.
        on: today.
        chosen: id of a role assignment; one that is not hers is ignored.
    """
    if user.person_id is None or not user.is_active:
        return None
    posts = posts_of(user.person_id, on=on)
    known = matrix().roles
    mine = [a for a in role_assignments(user.person_id, posts, on=on) if a.role in known]
    if not mine:
        return None
    acting = next((a for a in mine if a.pk == chosen), mine[0])
    own = frozenset({acting.post_id}) if acting.post_id else posts
    return UserInRole(user, acting, known[acting.role], own, tuple(a for a in mine if a is not acting))


def acting(request: HttpRequest) -> UserInRole:
    """Who acts in a request that the gate let through."""
    found: UserInRole = request.actor  # type: ignore[attr-defined]  # set by the gate
    return found

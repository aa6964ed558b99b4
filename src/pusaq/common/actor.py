"""Who acts and where, as every room may know it: the rooms of people and places answer to these shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from django.http import HttpRequest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet
    from uuid import UUID

    from django.contrib.auth.models import _User

    from pusaq.common.roles import Role
    from pusaq.common.scope import Scope
    from pusaq_core.io.country import Country


class Body(Protocol):
    """A body of the territory, from the ministry to a network of schools; its text is its short name."""

    @property
    def pk(self) -> Any: ...
    @property
    def country(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def short_name(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def parent(self) -> Body | None: ...


class Premises(Protocol):
    """A school, as a place; its text is its name."""

    @property
    def pk(self) -> Any: ...
    @property
    def country(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def path(self) -> str: ...


class Assignment(Protocol):
    """That somebody has a role somewhere."""

    @property
    def pk(self) -> UUID: ...
    @property
    def role(self) -> str: ...
    @property
    def organisation(self) -> Body: ...
    @property
    def school(self) -> Premises | None: ...


class Actor(Protocol):
    """Somebody in one role at one place, with what it may see and do there."""

    @property
    def user(self) -> _User: ...
    @property
    def role(self) -> Role: ...
    @property
    def organisation(self) -> Body: ...
    @property
    def school(self) -> Premises | None:
        """The school in which the role is held; None where it is held in a body."""

    @property
    def posts(self) -> AbstractSet[UUID]:
        """Posts in which she sits today."""

    @property
    def others(self) -> Sequence[Assignment]:
        """Her other roles, to switch to."""

    @property
    def country(self) -> str: ...
    @property
    def pack(self) -> Country:
        """Labels, terms and calendar of the country in which she acts."""

    @property
    def roles_here(self) -> Sequence[Role]:
        """Roles that exist in the country in which she acts."""

    def may(self, capability: str) -> bool:
        """Whether the role has a capability."""

    def scope(self, capability: str) -> Scope:
        """What a capability lets this actor see; nothing where the role does not have it."""


class ActorRequest(HttpRequest):
    """A request after the gate: it knows who acts."""

    actor: Actor
    user: _User

"""What part of the data one may see, and the one method that limits every read to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from uuid import UUID

M = TypeVar("M", bound=models.Model)

LAST = "\U0010ffff"
"""After every character: the end of a range of paths."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Part of the data.

    Attributes:
        paths: places of the territory; everything below each is inside. `""` is everything.
        posts: posts whose own records are inside, wherever they lie.
        person: person whose own records are inside.
    """

    paths: tuple[str, ...] = ()
    posts: frozenset[UUID] = frozenset()
    person: UUID | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.paths or self.posts or self.person)

    def holds(self, path: str) -> bool:
        """Whether a place lies inside."""
        return any(path.startswith(own) for own in self.paths)

    def at(self, path: str) -> Scope:
        """What of its places lies at one place or below it; what belongs to posts and persons is left out."""
        if self.holds(path):
            return Scope(paths=(path,))
        return Scope(paths=tuple(own for own in self.paths if own.startswith(path)))


NOTHING = Scope()
EVERYTHING = Scope(paths=("",))


def below(path: str, field: str = "path") -> Q:
    """Rows at a place or below it; a range, so that the index of the path serves on both databases."""
    return Q(**{f"{field}__gte": path, f"{field}__lt": path + LAST}) if path else Q()


def paths_down_to(path: str) -> list[str]:
    """The path of every place that holds this one, from the country down to itself."""
    parts = path.split("/")[:-1]
    return ["/".join(parts[: number + 1]) + "/" for number in range(len(parts))]


class ScopedQuerySet(models.QuerySet[M]):
    """Reads that a role limits.

    Subclasses say by class attributes where the path stands, and by which fields rows belong to a post or a
    person; a field that is not named gives nothing of its own.
    """

    path_field: ClassVar[str] = "path"
    post_fields: ClassVar[tuple[str, ...]] = ()
    person_fields: ClassVar[tuple[str, ...]] = ()

    def within(self, scope: Scope) -> Self:
        """Only what lies in a scope."""
        if "" in scope.paths:
            return self
        allowed = Q(pk__in=[])
        for path in scope.paths:
            allowed |= below(path, self.path_field)
        if scope.posts:
            for field in self.post_fields:
                allowed |= self._by(field, Q(**{f"{field}__in": scope.posts}))
        if scope.person:
            for field in self.person_fields:
                allowed |= self._by(field, Q(**{field: scope.person}))
        return self.filter(allowed)

    def _by(self, field: str, condition: Q) -> Q:
        """A condition over other tables as a set of ids: joined, it would give a row as often as it holds."""
        if "__" not in field:
            return condition
        return Q(pk__in=self.model._base_manager.filter(condition).values("pk"))

    def at(self, path: str) -> Self:
        """Only what lies at a place or below it: the choice of the territory switcher."""
        return self.filter(below(path, self.path_field))

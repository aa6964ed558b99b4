"""Whose names a reader may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID

    from pusaq.common.scope import Scope
    from pusaq.people.models import Person


def name_of(
    person: Person | None, *, path: str, post: UUID, names: Scope, accompanist: UUID | None = None
) -> str:
    """The name of a teacher, or nothing where the reader may not see it.

    Args:
        person: who sits in the post; None where nobody does.
        path: where the post lies.
        post: the teacher's post.
        names: what `people.names` lets the reader see.
        accompanist: post of her accompanist, who knows her by name.
    """
    if person is None:
        return ""
    own = post in names.posts or (accompanist is not None and accompanist in names.posts)
    return str(person) if own or names.holds(path) or names.person == person.pk else ""

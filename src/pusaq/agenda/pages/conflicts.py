"""Conflicts as one reader may see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from pusaq.people.enums import PostKind
from pusaq.people.queries import posts_kinds_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from pusaq.agenda.domain import Conflict
    from pusaq.common.actor import Actor

TEACHING = {PostKind.TEACHER, PostKind.TEACHER_LEADER}


@dataclass(frozen=True, slots=True)
class ShownConflict:
    who: str
    date: dt.date
    wanted: str
    other: str


def shown_conflicts(conflicts: Sequence[Conflict], *, actor: Actor) -> list[ShownConflict]:
    """Who, when and what.

    A teacher's name only where the actor may see it; what lies out of the actor's territory has no title.
    """
    kinds = posts_kinds_of({one.person_id for one in conflicts})
    names, agenda = actor.scope("people.names"), actor.scope("agenda.read")

    def who(one: Conflict) -> str:
        held = kinds.get(one.person_id, ())
        teaches = not held or any(kind in TEACHING for kind, _path in held)
        if teaches and not any(names.holds(path) for _kind, path in held):
            return _("Un docente")
        return one.person

    def other(one: Conflict) -> str:
        if one.other_path and not agenda.holds(one.other_path):
            return _("Una actividad fuera de tu territorio")
        return one.other

    return [ShownConflict(who(one), one.date, one.wanted, other(one)) for one in conflicts]

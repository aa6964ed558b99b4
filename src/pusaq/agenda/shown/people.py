"""Who takes part in activities, as one reader may see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pusaq.agenda.enums import Part
from pusaq.people.enums import PostKind
from pusaq.people.queries import holders

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from uuid import UUID

    from pusaq.agenda.models import Activity, Participation
    from pusaq.common.scope import Scope
    from pusaq.people.models import Person

TEACHING = frozenset({PostKind.TEACHER, PostKind.TEACHER_LEADER})


class PeopleShown:
    """Names of those who take part, as far as a reader may see them; one query for any number of activities.

    Names of teachers follow `people.names`; everybody else is named to all who see the activity. An
    accompanist knows by name the teachers of what she conducts alone.
    """

    def __init__(self, activities: Iterable[Activity], *, names: Scope, on: dt.date) -> None:
        posts = {
            one.post_id
            for activity in activities
            for one in activity.participations.all()
            if one.post_id is not None
        }
        self._holders: dict[UUID, Person] = holders(posts, on=on)
        self._names = names

    def name(self, one: Participation, *, activity: Activity) -> str:
        """A name; empty where nobody sits in the post or the reader may not see it."""
        person = one.person or (self._holders.get(one.post_id) if one.post_id else None)
        if person is None:
            return ""
        return str(person) if self._is_open(one, person, activity) else ""

    def is_vacant(self, one: Participation) -> bool:
        return one.person_id is None and one.post_id not in self._holders

    def may_read_reason(self, activity: Activity) -> bool:
        """Whether a reader may read why an activity was changed: whoever may name all its teachers.

        The reason is in the words of whoever gave it, and may name any of them. Of an activity in which no
        teacher takes part it may name one of the place.
        """
        teachers = [one for one in activity.participations.all() if _teaches(one)]
        if teachers:
            return all(self._reaches(one, activity) for one in teachers)
        return self._names.holds(activity.path) or self._conducts_alone(activity)

    def _is_open(self, one: Participation, person: Person, activity: Activity) -> bool:
        return not _teaches(one) or person.pk == self._names.person or self._reaches(one, activity)

    def _reaches(self, one: Participation, activity: Activity) -> bool:
        """Whether names of teachers reach whoever takes part so."""
        names = self._names
        if one.post_id is not None and one.post_id in names.posts:
            return True
        if one.person_id is not None and one.person_id == names.person:
            return True
        if names.holds(one.post.path if one.post is not None else activity.path):
            return True
        return self._conducts_alone(activity)

    def _conducts_alone(self, activity: Activity) -> bool:
        # Of what several conduct together nobody here knows whose teacher is whose.
        leading = {one.post_id for one in activity.participations.all() if one.part == Part.CONDUCTS}
        return len(leading) == 1 and leading <= self._names.posts


def _teaches(one: Participation) -> bool:
    """Whether the names of whoever takes part so are names of teachers; of whom has no post, nobody knows."""
    return one.post is None or one.post.kind in TEACHING

"""What was not held or was cancelled and has yet to be planned anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pusaq.accompaniment.addresses import ACTIVITY, address
from pusaq.accompaniment.year.queries.owed import fallen_activities, items_owed_again
from pusaq.agenda.enums import ActivityState

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from pusaq.accompaniment.caseloads.models import Caseload


@dataclass(frozen=True, slots=True)
class Fallen:
    """One activity that is owed again.

    Attributes:
        title: as the agenda has it, without names of people.
        letter: of the caseload.
        state: what became of it.
        was_cancelled: it was cancelled, and not tried in vain.
        url: of its page.
    """

    title: str
    letter: str
    state: str
    was_cancelled: bool
    url: str


def to_plan_again(caseloads: QuerySet[Caseload]) -> tuple[Fallen, ...]:
    """What published plans owe to some caseloads again, by caseload and kind; five queries, one for nothing.

    Their days are not said: nothing of it is planned for them any more.
    """
    owed = items_owed_again(caseloads)
    rows = owed.order_by("caseloads__letter", "kind", "number", "key").values_list(
        "key", "plan__year", "caseloads__letter"
    )
    letters: dict[str, str] = {}
    years = set()
    for key, year, letter in rows:
        letters.setdefault(key, letter)
        years.add(year)
    found = {key: one for year in sorted(years) for key, one in fallen_activities(letters, year).items()}
    return tuple(
        Fallen(
            found[key].title,
            letter,
            str(ActivityState(found[key].state).label),
            found[key].state == ActivityState.CANCELLED,
            address(ACTIVITY, found[key].pk),
        )
        for key, letter in letters.items()
        if key in found
    )

"""The year of one UGEL as data: who must meet whom how often, on which days it is possible, and the answer.

Days are proleptic ordinals (`datetime.date.toordinal`), so that the calendar is arithmetic.
Monday is weekday 0; the week of a day is `(day - 1) // 7`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pusaq_core.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import numpy as np
    from numpy.typing import NDArray

    from pusaq_core.kinds import Dose
    from pusaq_core.timetable.missing import Missing


def weekday(day: int) -> int:
    """Weekday of an ordinal day, 0 for Monday."""
    return (day + 6) % 7


def week(day: int) -> int:
    """Number of the calendar week (Monday to Sunday) that holds an ordinal day."""
    return (day - 1) // 7


@dataclass(frozen=True, slots=True)
class Sharing:
    """Who may hold a hosted kind together.

    Attributes:
        teachers: a school with up to this many accompanied teachers may share.
        schools: most schools in one shared meeting.
    """

    teachers: int
    schools: int


ALONE = Sharing(teachers=0, schools=1)


@dataclass(frozen=True, slots=True)
class Rules:
    """Product rules where the norm is silent; values and order come from the norm file's `supuestos`.

    Attributes:
        visit_gap: least days between the starts of two visits to a teacher; never relaxed.
        relaxable: ids of the product rules from the most to the least important.
        contact_gap: most days without contact between a teacher's first and last visit.
        first_visit_weeks: school weeks within which the first visit falls.
        gaps: hosted kind to the least days between two of a group.
        shares: hosted kind to who may hold it together.
    """

    visit_gap: int
    relaxable: tuple[str, ...]
    contact_gap: int
    first_visit_weeks: int
    gaps: Mapping[str, int]
    shares: Mapping[str, Sharing]

    def gap(self, kind: str, active: Collection[str]) -> int:
        """Least days between two meetings of a kind while these rules hold."""
        return self.gaps.get(kind, 1) if KINDS[kind].gap in active else 1

    def share(self, kind: str) -> Sharing:
        """Who may hold a kind together."""
        return self.shares.get(kind, ALONE)

    def given_up(self, broken: Collection[str]) -> tuple[str, ...]:
        """The broken rules and all that matter less: rules are given up from the least important on."""
        first = min((self.relaxable.index(rule) for rule in broken if rule in self.relaxable), default=None)
        return () if first is None else self.relaxable[first:]


CONTACT = "contacto_maximo_dias"
FIRST_VISIT = "primera_visita_semanas"


@dataclass(frozen=True, slots=True)
class Premises:
    """A building where visits and meetings take place.

    Attributes:
        code: CODLOCAL.
        network: name of the school network, empty where there is none.
        days: its school days without the days lost to events there; weekdays only.
    """

    code: str
    network: str
    days: frozenset[int]


@dataclass(frozen=True, slots=True)
class Accompanist:
    """One caseload to be carried out.

    Attributes:
        key: code of the accompanist.
        profile: key into `UgelYear.doses`.
        family: accompanists and teachers of a family share the days of the workshops.
        teachers: (teacher, premises code), each teacher once, in the order of the files.
        places: premises codes of the caseload, ascending; row i + 1 of `km` is place i.
        km: road kilometres, shape (places + 1, places + 1); row 0 is the base.
        away: days on which she cannot work (events, before her contract starts).
        since: first day of her contract; 0 where it began before the year.
    """

    key: str
    profile: str
    family: str
    teachers: tuple[tuple[str, str], ...]
    places: tuple[str, ...]
    km: NDArray[np.float64]
    away: frozenset[int] = frozenset()
    since: int = 0


@dataclass(frozen=True, slots=True)
class UgelYear:
    """The year of one UGEL.

    Attributes:
        accompanists: ascending by key.
        premises: every premises of a caseload by code.
        doses: what each profile is owed.
        rules: product rules.
        school_days: the UGEL's own school days.
        ugel_days: days on which a workshop for teachers may be held.
        own_ugel_days: days on which a workshop for accompanists may be held.
        middle: last day of the first half of the school year.
    """

    accompanists: tuple[Accompanist, ...]
    premises: Mapping[str, Premises]
    doses: Mapping[str, Dose]
    rules: Rules
    school_days: tuple[int, ...]
    ugel_days: tuple[int, ...]
    own_ugel_days: tuple[int, ...]
    middle: int


@dataclass(frozen=True, slots=True)
class Activity:
    """One dated activity.

    Attributes:
        kind: id of the kind of activity.
        number: 1 for the first of its kind.
        accompanists: who carries it out; several only at a shared RTC.
        places: premises codes, the host first; empty for workshops.
        teachers: who takes part, in the order of the files.
        start: first day.
        days: length; the activity never crosses a weekend or a day off.
        relaxed: ids of product rules that this activity does not keep.
    """

    kind: str
    number: int
    accompanists: tuple[str, ...]
    places: tuple[str, ...]
    teachers: tuple[str, ...]
    start: int
    days: int
    relaxed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class YearResult:
    """The year of one UGEL.

    Attributes:
        activities: ascending by start, accompanist and kind.
        missing: what has no place.
        trips: activity index to the number of the outing it belongs to, per accompanist key.
        km: kilometres of each accompanist's outings.
        km_bound: proven lower bound of the same.
        cut: True when the safety cut of the clock ended the search early.
    """

    activities: tuple[Activity, ...]
    missing: tuple[Missing, ...]
    km: Mapping[str, float]
    km_bound: Mapping[str, float]
    cut: bool = False


@dataclass(frozen=True, slots=True)
class YearParams:
    """How hard to search; work is counted, never timed.

    Attributes:
        effort: 1 (quick) to 10 (thorough).
    """

    effort: int = 5

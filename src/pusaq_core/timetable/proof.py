"""The arithmetic behind what has no place: counts that anybody can repeat with a calendar in hand.

Each count is the most favourable one: if even that is not enough, the activity is impossible whatever the
timetable. A search that found nothing is no proof and is only named where no count decides.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pusaq_core.timetable.accompanist import NO_CAPACITY, NO_COMMON_DAY, NO_SPAN
from pusaq_core.timetable.problem import week

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from pusaq_core.timetable.problem import Accompanist, District, Missing


@dataclass(frozen=True, slots=True)
class Claim:
    """A count that may decide.

    Attributes:
        code: why, as in `Missing`.
        needed: what is needed.
        available: what there is, in the same unit.
    """

    code: str
    needed: int
    available: int


def proven(district: District, missing: Missing, blocked: Mapping[str, frozenset[int]]) -> Missing:
    """The same entry with the first count that proves it, unchanged where none does.

    Args:
        district: the year of the UGEL.
        missing: a visit or meeting that has no place.
        blocked: accompanist key to the days taken by workshops and absences.
    """
    for claim in _claims(district, missing, blocked):
        if claim.needed > claim.available:
            return replace(missing, code=claim.code, needed=claim.needed, available=claim.available)
    return missing


def _claims(district: District, missing: Missing, blocked: Mapping[str, frozenset[int]]) -> Iterator[Claim]:
    people = {accompanist.key: accompanist for accompanist in district.accompanists}
    mine = people[missing.accompanist]
    place = dict(mine.teachers).get(missing.teacher)
    if place is None or missing.kind not in {"visit", "gia", "rtc"}:
        return
    dose = district.doses[mine.profile]
    days = district.premises[place].days - blocked[mine.key]
    if missing.kind == "visit":
        lengths = dose.visit_lengths
        yield Claim(NO_SPAN, len(lengths), most_visits(days, min(lengths), district.rules.visit_gap))
        yield Claim(NO_COMMON_DAY, sum(lengths), len(days))
    else:
        if missing.kind == "rtc":
            for key, other in people.items():
                days = days - blocked[key] if place in other.places else days
        yield Claim(NO_COMMON_DAY, dose.gia if missing.kind == "gia" else dose.rtc, len(days))
    union = frozenset[int]().union(*(district.premises[p].days for p in mine.places)) - blocked[mine.key]
    yield Claim(NO_CAPACITY, _needed_days(district, mine), len(union))


def most_visits(days: Collection[int], length: int, gap: int) -> int:
    """Most visits of a length whose starts lie at least `gap` days apart; taking the earliest is best."""
    free = frozenset(days)
    count, earliest = 0, 0
    for day in sorted(free):
        stretch = range(day, day + length)
        if day >= earliest and week(day) == week(stretch[-1]) and all(d in free for d in stretch):
            count, earliest = count + 1, day + gap
    return count


def _needed_days(district: District, mine: Accompanist) -> int:
    """Days of the whole dose, with as few groups of meetings as the rules could ever allow."""
    dose, rules = district.doses[mine.profile], district.rules
    size: Counter[str] = Counter()
    visitors: Counter[str] = Counter()
    for other in district.accompanists:
        visitors.update(other.places)
        if other.profile == mine.profile:
            size.update(place for _, place in other.teachers)
    large = sum(size[place] > rules.gia_share_teachers for place in mine.places)
    crowded = sum(visitors[place] > 1 for place in mine.places)
    alone = len(mine.places) - crowded
    gia_groups = max(large, -(-len(mine.places) // rules.gia_share_schools))
    rtc_groups = crowded + (min(alone, 1) if dose.rtc_grouped else alone)
    visits = len(mine.teachers) * sum(dose.visit_lengths)
    return visits + gia_groups * dose.gia + rtc_groups * dose.rtc

"""What is left of the workshops of a year under way, which a whole family holds on the same days.

Hands change them one by one. What most accompanists have is the workshop; whoever had another day comes back
to it, and whoever did not hold one that is over for the others has missed it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from pusaq_core.kinds import KINDS
from pusaq_core.timetable.rest import WorkshopRest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pusaq_core.kinds import Owed
    from pusaq_core.timetable.problem import Accompanist, UgelYear
    from pusaq_core.yearplan.earlier import Previous
    from pusaq_core.yearplan.tables import ActivityRow

_FamilyDays = dict[str, frozenset[int]]


class Workshops:
    """Reads the workshops of one UGEL out of the plan that is replanned.

    Args:
        previous: that plan and the first day that may change.
        rows: its activities of the UGEL, by date.
        district: the UGEL as it is now.
    """

    def __init__(self, previous: Previous, rows: Sequence[ActivityRow], district: UgelYear) -> None:
        self._rows = rows
        self._since = previous.as_of
        self._plan = previous.plan
        self._ugel_year = district

    def _past(self, row: ActivityRow) -> bool:
        return bool(row["start"] < self._since)

    def rest(self) -> tuple[tuple[WorkshopRest, ...], _FamilyDays, _FamilyDays]:
        """Workshops still to come; by family the days that were held, and those of them with teachers."""
        family = {a.key: a.family for a in self._ugel_year.accompanists}
        days: dict[tuple[str, str, int, bool], set[int]] = defaultdict(set)
        for (of, kind, number), rows in self._by_number().items():
            for row in _of_most(rows):
                span = range(row["start"].toordinal(), row["end"].toordinal() + 1)
                days[of, kind, number, self._past(row)].update(span)
        held: _FamilyDays = {}
        met: _FamilyDays = {}
        rest = []
        for name in sorted(set(family.values())):
            past = [(key[1], found) for key, found in days.items() if key[0] == name and key[3]]
            held[name] = frozenset(day for _, found in past for day in found)
            met[name] = frozenset(day for kind, found in past if not KINDS[kind].own for day in found)
            dose = next(
                self._ugel_year.doses[a.profile] for a in self._ugel_year.accompanists if a.family == name
            )
            for owed in KINDS.values():
                if owed.of_ugel:
                    rest += self._workshops_of(days, (name, owed.id), dose.of(owed.id))
        return tuple(rest), held, met

    def _by_number(self) -> dict[tuple[str, str, int], dict[str, list[ActivityRow]]]:
        """Family, kind and number of each workshop to the rows of everyone who has some, by date."""
        family = {a.key: a.family for a in self._ugel_year.accompanists}
        old = {row["accompanist"]: row["profile"] for row in self._plan.caseloads}
        by_profile = {a.profile: a.family for a in self._ugel_year.accompanists}
        found: dict[tuple[str, str, int], dict[str, list[ActivityRow]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for row in self._rows:
            if KINDS[row["kind"]].of_ugel:
                who = row["accompanist"][0]
                of = family.get(who) or by_profile.get(old.get(who, ""), "")
                found[of, row["kind"], row["number"]][who].append(row)
        return found

    def held_apart(self) -> frozenset[tuple[str, str, int]]:
        """Accompanist, kind and number of workshops that she held before the others of her family."""
        return frozenset(
            (who, kind, number)
            for (_family, kind, number), rows in self._by_number().items()
            if not any(map(self._past, _of_most(rows)))
            for who, mine in rows.items()
            if any(map(self._past, mine))
        )

    def held_without(self) -> list[tuple[Accompanist, str, int]]:
        """Who did not hold a workshop that is over for the others of her family: its kind and its days."""
        known = {row["accompanist"] for row in self._plan.caseloads}
        found = []
        for (family, kind, _number), rows in sorted(self._by_number().items()):
            of_most = _of_most(rows)
            if not all(map(self._past, of_most)):
                continue
            for accompanist in self._ugel_year.accompanists:
                mine = rows.get(accompanist.key, ())
                if (
                    accompanist.family == family
                    and accompanist.key in known
                    and not any(map(self._past, mine))
                ):
                    found.append((accompanist, kind, sum(row["days"] for row in of_most)))
        return found

    def _workshops_of(
        self,
        days: dict[tuple[str, str, int, bool], set[int]],
        of: tuple[str, str],
        owed: Owed,
    ) -> list[WorkshopRest]:
        name, kind = of
        done = sum(len(found) for key, found in days.items() if key[:2] == of and key[3])
        begun = {key[2] for key, found in days.items() if key[:2] == of and key[3] and found}
        planned = {
            key[2]: tuple(sorted(found)) for key, found in days.items() if key[:2] == of and not key[3]
        }
        numbers = [n for n in range(1, owed.times + 1) if n in planned or n not in begun]
        left = owed.days - done
        if sum(map(len, planned.values())) == left:
            return [WorkshopRest(name, kind, n, planned[n], len(planned[n])) for n in sorted(planned)]
        rest = []
        for place, number in enumerate(numbers):
            length = max(1, -(-left // (len(numbers) - place)))
            rest.append(WorkshopRest(name, kind, number, planned.get(number, ()), length))
            left -= length
        return rest


def _of_most(rows: Mapping[str, Sequence[ActivityRow]]) -> Sequence[ActivityRow]:
    """Rows of a workshop as most accompanists have them, the earliest of those that equally many have."""
    days = {who: tuple((row["start"], row["end"]) for row in mine) for who, mine in rows.items()}
    counts = Counter(days.values())
    return rows[min(rows, key=lambda who: (-counts[days[who]], days[who], who))]

"""What is still owed in a year under way: the dose in force less what was done, slot by slot."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

from pusaq_core.findings.shapes import Relaxed
from pusaq_core.kinds import KINDS, hosted_kinds, visit
from pusaq_core.timetable.rest import Item, Rest
from pusaq_core.yearplan.ids import numbered, series, series_of, visited_posts
from pusaq_core.yearplan.remaining_workshops import Workshops

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pusaq_core.findings.shapes import Fact
    from pusaq_core.kinds import Dose, Kind
    from pusaq_core.timetable.problem import UgelYear
    from pusaq_core.yearplan.assigned import AssignedCaseload, Member
    from pusaq_core.yearplan.earlier import Previous
    from pusaq_core.yearplan.tables import ActivityRow


def _numbers(rows: Iterable[ActivityRow]) -> list[int]:
    return [row["number"] for row in rows]


def relaxed_in(note: Iterable[Fact]) -> tuple[str, ...]:
    """Product rules that a note names as given up."""
    return tuple(rule for fact in note if isinstance(fact, Relaxed) for rule in fact.rules)


def _given_back(lengths: Sequence[int], days: int, least: int, most: int) -> list[int]:
    """Lengths of visits that make up for days that others took too many or too few of.

    Args:
        lengths: of the visits to come as the norm has them.
        days: that they should have together.
        least: days of the shortest visit that the norm knows.
        most: days of the longest; what lies beyond nobody can give back.
    """
    found = sorted(lengths)
    for place in range(len(found)):
        spare = days - sum(found)
        found[place] = min(most, max(least, found[place] + spare)) if spare > 0 else found[place]
    for place in reversed(range(len(found))):
        spare = days - sum(found)
        found[place] = max(least, found[place] + spare) if spare < 0 else found[place]
    return found


@dataclass(slots=True)
class _Group:
    """A group of meetings as it goes on."""

    kind: Kind
    series: str
    members: list[Member]
    places: tuple[str, ...]
    done: list[ActivityRow] = field(default_factory=list)
    left: list[ActivityRow] = field(default_factory=list)


class Remaining:
    """Reads the rest of one UGEL's year out of the plan that is replanned.

    Args:
        previous: that plan and the first day that may change.
        ugel: CODOOII.
        shares: caseloads as they go on.
        district: the UGEL as it is now.
    """

    def __init__(
        self, previous: Previous, ugel: str, shares: Sequence[AssignedCaseload], district: UgelYear
    ) -> None:
        self._year = previous.plan.year
        self._since = previous.as_of
        self._shares = shares
        self._ugel_year = district
        self._plan = previous.plan
        self._happened = previous.happened
        self._by_hand = previous.by_hand
        self.number_of: dict[str, int] = {}
        """Number of each activity to come by its id; items are numbered by their place in the series."""
        rows = [row for row in previous.plan.activities if row["cod_ugel"] == ugel]
        self.rows = sorted(rows, key=lambda row: (row["start"], row["activity"]))
        self.workshops = Workshops(previous, self.rows, district)
        self._by_series: dict[str, list[ActivityRow]] = defaultdict(list)
        for row in self.rows:
            self._by_series[series_of(row["activity"])].append(row)
        self._share_of = {m.post: share for share in shares for m in share.members}
        self._member = {m.post: m for share in shares for m in share.members}
        self._visited = visited_posts(self._year, self._member)
        self._order = {post: place for place, post in enumerate(self._member)}
        self._old_post = {row["teacher"]: row["post"] for row in previous.plan.caseloads}

    def past(self, row: ActivityRow) -> bool:
        """Whether an activity stays as it is."""
        return bool(row["start"] < self._since)

    def rest(self) -> Rest:
        """What was done and what is owed."""
        items = [item for member in self._member.values() for item in self._visits(member)]
        for kind in hosted_kinds():
            groups = self._joint_groups(kind) if kind.joint else self._caseload_groups(kind)
            items += [item for group in groups for item in self._meetings(group)]
        workshops, held, met = self.workshops.rest()
        return Rest(
            ugel=self._ugel_year,
            since=self._since.toordinal(),
            done=tuple(
                self._done(row, place)
                for rows in self._by_series.values()
                for place, row in enumerate(filter(self.past, rows), 1)
                if not KINDS[row["kind"]].of_ugel
            ),
            items=tuple(sorted(items, key=lambda item: item.key)),
            workshops=workshops,
            held=held,
            met=met,
            relaxed=self._relaxed(),
            by_hand=self._by_hand,
        )

    def _now(self, people: Iterable[str]) -> list[Member]:
        """Who sits now in the posts of some people of the earlier plan."""
        posts = [self._old_post[person] for person in people if person in self._old_post]
        return [self._member[post] for post in posts if post in self._member]

    def _done(self, row: ActivityRow, place: int) -> Item:
        kind = KINDS[row["kind"]]
        if kind.travels:
            post = self._visited.get(series_of(row["activity"]))
            members = [self._member[post]] if post is not None else []
        else:
            members = self._now(row["teachers"])
        return Item(
            key=row["activity"],
            kind=row["kind"],
            series=series_of(row["activity"]),
            number=place,
            accompanists=row["accompanist"],
            places=tuple(dict.fromkeys(row["codlocal"])),
            teachers=tuple(m.person for m in members),
            days=row["days"],
            start=row["start"].toordinal(),
        )

    def _dose(self, share: AssignedCaseload) -> Dose:
        return self._ugel_year.doses[share.profile]

    def _visits(self, member: Member) -> list[Item]:
        """The visits still owed to a slot: those planned whose length is owed, then the others."""
        of = series(self._year, visit(), member.post)
        share = self._share_of[member.post]
        rows = self._by_series.get(of, [])
        done = [row for row in rows if self.past(row)]
        left = [row for row in rows if not self.past(row)]
        owed = self._lengths(share, [row["days"] for row in done])
        kept: list[tuple[ActivityRow | None, int]] = []
        spare: list[ActivityRow] = []
        for row in left:
            if owed[row["days"]] > 0:
                owed[row["days"]] -= 1
                kept.append((row, row["days"]))
            else:
                spare.append(row)
        kept += [(spare.pop(0) if spare else None, days) for days in sorted(owed.elements())]
        kept.sort(key=lambda pair: (pair[0] is None, pair[0]["start"] if pair[0] else 0))
        names = self._named(of, rows, [row for row, _days in kept])
        return [
            Item(
                key=name,
                kind=visit().id,
                series=of,
                number=place,
                accompanists=(share.key,),
                places=(member.service.premises,),
                teachers=(member.person,),
                days=days,
                start=row["start"].toordinal() if row is not None else None,
            )
            for place, (name, (row, days)) in enumerate(zip(names, kept, strict=True), len(done) + 1)
        ]

    def _lengths(self, share: AssignedCaseload, done: Sequence[int]) -> Counter[int]:
        """Days of each visit that is still owed, after those of these days."""
        lengths = self._dose(share).visits.lengths
        left = sorted((Counter(lengths) - Counter(done)).elements())
        times = max(0, len(lengths) - len(done))
        if len(left) == times or not self._happened:
            return Counter(left[:times])
        return Counter(_given_back(left[:times], sum(lengths) - sum(done), min(lengths), max(lengths)))

    def _named(self, of: str, rows: Sequence[ActivityRow], kept: Sequence[ActivityRow | None]) -> list[str]:
        """Ids of the activities of a series that are to come.

        What people know keeps its number; what comes in place of something else takes a number that is free,
        the lowest first. Where nothing of the series was lost or put in another order, numbers go by date.
        """
        numbers = _numbers(rows)
        taken = set(numbers)
        if numbers == [*range(1, len(numbers) + 1)]:
            taken, kept = set(_numbers(row for row in rows if self.past(row))), [None] * len(kept)
        free = (number for number in count(1) if number not in taken)
        found = [row["number"] if row is not None else next(free) for row in kept]
        names = [numbered(of, number) for number in found]
        self.number_of |= dict(zip(names, found, strict=True))
        return names

    def _groups(self, kind: Kind) -> list[_Group]:
        """Groups of the earlier plan with those of their members who are still there."""
        groups = []
        for of, rows in sorted(self._by_series.items()):
            if rows[0]["kind"] != kind.id:
                continue
            last = rows[-1]
            accompanists = last["accompanist"]
            members = [
                m
                for m in self._now(last["teachers"])
                if kind.joint or self._share_of[m.post].key in accompanists
            ]
            places = tuple(dict.fromkeys(last["codlocal"]))
            done = [row for row in rows if self.past(row)]
            groups.append(_Group(kind, of, members, places, done, rows[len(done) :]))
        return groups

    def _caseload_groups(self, kind: Kind) -> list[_Group]:
        groups = self._groups(kind)
        covered = {m.post for group in groups for m in group.members}
        for share in self._shares:
            waiting: dict[str, list[Member]] = defaultdict(list)
            for member in share.members:
                if member.post not in covered:
                    waiting[member.service.premises].append(member)
            for premises, members in sorted(waiting.items()):
                known = [
                    g for g in groups if any(self._share_of[m.post] is share for m in g.members)
                    and premises in {m.service.premises for m in g.members}
                ]  # fmt: skip
                if known:
                    known[0].members += members
                else:
                    of = series(self._year, kind, share.key, premises)
                    groups.append(_Group(kind, of, members, (premises,)))
        return groups

    def _joint_groups(self, kind: Kind) -> list[_Group]:
        groups = self._groups(kind)
        at: dict[str, list[Member]] = defaultdict(list)
        for member in self._member.values():
            at[member.service.premises].append(member)
        covered: set[str] = set()
        for group in groups:
            group.members = [m for place in group.places for m in at.get(place, ())]
            covered.update(group.places)
        for premises, members in sorted(at.items()):
            if premises in covered:
                continue
            keys = {self._share_of[m.post].key for m in members}
            share = self._share_of[members[0].post]
            own = [g for g in groups if {self._share_of[m.post].key for m in g.members} == keys]
            if len(keys) == 1 and self._dose(share).of(kind.id).by_network and own:
                own[0].members += members
            else:
                who = share.profile if len(keys) == 1 else "todos"
                groups.append(_Group(kind, series(self._year, kind, premises, who), members, (premises,)))
        return groups

    def _meetings(self, group: _Group) -> list[Item]:
        """The meetings still owed to a group, by number."""
        members = sorted(group.members, key=lambda m: self._order[m.post])
        if not members:
            return []
        shares = {self._share_of[m.post].key: self._share_of[m.post] for m in members}
        doses = [self._dose(share) for share in shares.values()]
        owed = max(dose.of(group.kind.id).times for dose in doses) - len(group.done)
        left = group.left[: max(0, owed)]
        to_come: list[ActivityRow | None] = [*left, *[None] * max(0, owed - len(left))]
        names = self._named_meetings(group, to_come)
        there = {m.service.premises for m in members}
        host = next((place for place in group.places if place in there), min(there))
        return [
            Item(
                key=name,
                kind=group.kind.id,
                series=group.series,
                number=place,
                accompanists=tuple(sorted(shares)),
                places=(host, *sorted(there - {host})),
                teachers=tuple(m.person for m in members),
                days=1,
                start=row["start"].toordinal() if row is not None else None,
            )
            for place, (name, row) in enumerate(zip(names, to_come, strict=True), len(group.done) + 1)
        ]

    def _named_meetings(self, group: _Group, to_come: Sequence[ActivityRow | None]) -> list[str]:
        """As `_named`; what is left of a group keeps its numbers in any case."""
        taken = {*_numbers(group.done), *_numbers(group.left)}
        free = (number for number in count(1) if number not in taken)
        found = [row["number"] if row is not None else next(free) for row in to_come]
        names = [numbered(group.series, number) for number in found]
        self.number_of |= dict(zip(names, found, strict=True))
        return names

    def _relaxed(self) -> dict[str, tuple[str, ...]]:
        named: dict[str, set[str]] = defaultdict(set)
        for row in self.rows:
            for key in row["accompanist"]:
                named[key].update(relaxed_in(row["note"]))
        order = self._ugel_year.rules.relaxable
        return {key: tuple(rule for rule in order if rule in rules) for key, rules in named.items() if rules}

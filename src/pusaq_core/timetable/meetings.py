"""Who meets with whom: groups of each hosted kind, and the meetings whose day others must know.

A kind of a caseload (GIA) is held in each school; a school with few accompanied teachers may share one with
the nearest schools of the caseload. A joint kind (RTC) is one per premises for all accompanied teachers
there, of all levels; schools of the types that the norm names may hold it together (NT-026-01-MINEDU,
5.2.6 b, 5.2.7, 5.6.3 f).

Groups are made greedily, before any calendar: from the remotest school on, with its nearest neighbours, first
those of its network. Fewer groups would free days and lengthen ways, so fewer are made only for whoever is
short of days. What is given up: groups are part of no search, and stay as they are for the whole year.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from pusaq_core.kinds import hosted_kinds
from pusaq_core.timetable.segments import most_starts

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from pusaq_core.kinds import Kind
    from pusaq_core.timetable.problem import Accompanist, UgelYear

Shared = dict[str, tuple[str, ...]]
"""Premises of several caseloads to their accompanists."""


@dataclass(frozen=True, slots=True)
class Group:
    """Meetings of one kind that the same people hold together all year.

    Attributes:
        kind: id of a hosted kind.
        accompanists: keys, ascending.
        places: premises codes, the host first, the others ascending.
        teachers: who takes part, in the order of the files.
        times: how many meetings a year.
        shared: a place of the group is visited by other accompanists too.
    """

    kind: str
    accompanists: tuple[str, ...]
    places: tuple[str, ...]
    teachers: tuple[str, ...]
    times: int
    shared: bool

    @property
    def key(self) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
        """Sorts groups of a UGEL in a stable order."""
        return (self.kind, self.places, self.accompanists)


def shared_places(accompanists: Sequence[Accompanist]) -> dict[str, tuple[str, ...]]:
    """Premises of more than one caseload, with the accompanists who go there (keys ascending)."""
    who: dict[str, set[str]] = defaultdict(set)
    for accompanist in accompanists:
        for place in accompanist.places:
            who[place].add(accompanist.key)
    return {place: tuple(sorted(keys)) for place, keys in sorted(who.items()) if len(keys) > 1}


def meeting_groups(ugel: UgelYear, tight: Collection[str] = ()) -> tuple[Group, ...]:
    """Every group of the UGEL, ascending by kind, places and accompanists.

    Args:
        ugel: the year of the UGEL.
        tight: keys of accompanists whose year is short of days: they meet as rarely as the rules allow.
    """
    shared = shared_places(ugel.accompanists)
    groups: list[Group] = []
    for accompanist in ugel.accompanists:
        for kind in hosted_kinds():
            if kind.joint:
                groups += _own_groups(ugel, accompanist, kind, shared)
            else:
                tighter = accompanist.key in tight
                groups += _caseload_groups(ugel, accompanist, kind, shared, tight=tighter)
    for kind in hosted_kinds():
        groups += _joint_groups(ugel, kind, shared) if kind.joint else []
    return tuple(sorted(groups, key=lambda group: group.key))


def _teachers_at(accompanist: Accompanist, places: Sequence[str]) -> tuple[str, ...]:
    wanted = frozenset(places)
    return tuple(teacher for teacher, place in accompanist.teachers if place in wanted)


def _distance(accompanist: Accompanist, one: str, other: str) -> float:
    row, column = accompanist.places.index(one) + 1, accompanist.places.index(other) + 1
    return float(accompanist.km[row, column])


def _host_first(accompanist: Accompanist, places: Sequence[str]) -> tuple[str, ...]:
    """The place nearest to the base receives the others."""
    host = min(
        places, key=lambda place: (float(accompanist.km[0, accompanist.places.index(place) + 1]), place)
    )
    return (host, *sorted(place for place in places if place != host))


def _caseload_groups(
    ugel: UgelYear, accompanist: Accompanist, kind: Kind, shared: Shared, *, tight: bool
) -> list[Group]:
    times = ugel.doses[accompanist.profile].of(kind.id).times
    if times == 0:
        return []
    return [
        Group(
            kind=kind.id,
            accompanists=(accompanist.key,),
            places=_host_first(accompanist, places),
            teachers=_teachers_at(accompanist, places),
            times=times,
            shared=any(place in shared for place in places),
        )
        for places in shared_out(ugel, accompanist, kind, shared, tight=tight)
    ]


def shared_out(
    ugel: UgelYear, accompanist: Accompanist, kind: Kind, shared: Shared, *, tight: bool = False
) -> list[tuple[str, ...]]:
    """Divide the places of a caseload into groups that hold a kind of meeting together.

    Schools with few teachers are joined with each other, by network and nearness; one left alone, or all of
    them where the year is tight, with a larger school. What counts is all accompanied teachers of the profile
    there, whoever accompanies them.
    """
    share = ugel.rules.share(kind.id)
    size = Counter(
        place
        for other in ugel.accompanists
        if other.profile == accompanist.profile
        for _, place in other.teachers
    )
    small = [p for p in accompanist.places if 0 < size[p] <= share.teachers]
    large = [p for p in accompanist.places if size[p] > share.teachers]
    groups: list[list[str]] = [[place] for place in large]
    left = sorted(small)
    networks = {place: ugel.premises[place].network for place in left}
    while left:
        seed = max(left, key=lambda p: (float(accompanist.km[0, accompanist.places.index(p) + 1]), p))
        left.remove(seed)
        # As few groups as possible, and these alike: of four schools of which three may share, two and two.
        rest = -(-(len(left) + 1) // share.schools)
        room = -(-(len(left) + 1) // rest) - 1
        near = sorted(
            left,
            key=lambda p: (
                not networks[p] or networks[p] != networks[seed],
                p in shared,
                _distance(accompanist, seed, p),
                p,
            ),
        )
        group = [seed]
        for place in near:
            if len(group) <= room and _can_meet(ugel, accompanist, [*group, place], kind.id):
                group.append(place)
        left = [place for place in left if place not in group]
        groups.append(group)
    room_for = _Room(ugel, accompanist, kind)
    groups = _fold_lone(groups, size, room_for)
    if tight:
        groups = _fold_small(groups, large, room_for)
    return [tuple(group) for group in groups]


def _can_meet(ugel: UgelYear, accompanist: Accompanist, places: Sequence[str], kind: str) -> bool:
    """Whether schools have so many days in common that they can hold all meetings of a kind together."""
    times, gap = ugel.doses[accompanist.profile].of(kind).times, ugel.rules.gaps.get(kind, 1)
    common = frozenset.intersection(*(ugel.premises[place].days for place in places))
    return most_starts(sorted(common - accompanist.away), gap) >= times


@dataclass(frozen=True, slots=True)
class _Room:
    """Whether a group that exists may take in others."""

    ugel: UgelYear
    accompanist: Accompanist
    kind: Kind

    def takes(self, group: Sequence[str], more: Sequence[str]) -> bool:
        """Whether it has room for at least one school, and all could meet."""
        most = self.ugel.rules.share(self.kind.id).schools
        return len(group) < most and _can_meet(self.ugel, self.accompanist, [*group, *more], self.kind.id)


def _fold_lone(groups: list[list[str]], size: Counter[str], room: _Room) -> list[list[str]]:
    """A small school left alone joins the nearest group with room: two people learn more than one."""
    for group in sorted(groups):
        lone = len(group) == 1 and size[group[0]] == 1
        options = [other for other in groups if other is not group and room.takes(other, group)]
        if not lone or not options:
            continue
        target = min(options, key=partial(_nearness, room.accompanist, group[0]))
        target.append(group[0])
        groups = [g for g in groups if g is not group]
    return groups


def _fold_small(groups: list[list[str]], large: Sequence[str], room: _Room) -> list[list[str]]:
    """Groups of small schools are shared out over groups with room, as long as whole groups vanish."""
    small = sorted((g for g in groups if not set(large) & set(g)), key=lambda g: (len(g), g))
    for group in small:
        others = [list(other) for other in groups if other != group]
        for place in group:
            options = [other for other in others if room.takes(other, [place])]
            if not options:
                break
            min(options, key=partial(_nearness, room.accompanist, place)).append(place)
        else:
            return _fold_small(others, large, room)
    return groups


def _nearness(accompanist: Accompanist, place: str, group: Sequence[str]) -> tuple[float, Sequence[str]]:
    return (min(_distance(accompanist, place, other) for other in group), group)


def _own_groups(ugel: UgelYear, accompanist: Accompanist, kind: Kind, shared: Shared) -> list[Group]:
    owed = ugel.doses[accompanist.profile].of(kind.id)
    alone = [place for place in accompanist.places if place not in shared]
    if owed.times == 0 or not alone:
        return []
    together = [[place] for place in alone]
    if owed.by_network:
        together = _those_who_can_meet(ugel, accompanist, kind, alone)
    return [
        Group(
            kind=kind.id,
            accompanists=(accompanist.key,),
            places=_host_first(accompanist, places),
            teachers=_teachers_at(accompanist, places),
            times=owed.times,
            shared=False,
        )
        for places in together
    ]


def _those_who_can_meet(
    ugel: UgelYear, accompanist: Accompanist, kind: Kind, places: Sequence[str]
) -> list[list[str]]:
    """One group, or a few where the calendars of the schools have too few days in common."""
    groups: list[list[str]] = []
    for place in places:
        for group in groups:
            if _can_meet(ugel, accompanist, [*group, place], kind.id):
                group.append(place)
                break
        else:
            groups.append([place])
    return groups


def _joint_groups(ugel: UgelYear, kind: Kind, shared: Shared) -> list[Group]:
    by_key = {accompanist.key: accompanist for accompanist in ugel.accompanists}
    groups = []
    for place, keys in shared.items():
        times = max(ugel.doses[by_key[key].profile].of(kind.id).times for key in keys)
        if times == 0:
            continue
        teachers = tuple(teacher for key in keys for teacher in _teachers_at(by_key[key], (place,)))
        groups.append(Group(kind.id, keys, (place,), teachers, times, shared=True))
    return groups

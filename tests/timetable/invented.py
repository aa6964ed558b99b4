"""Districts drawn by seed: odd caseloads, shared buildings, other calendars, absences, short years."""

from __future__ import annotations

from datetime import date

import numpy as np

from pusaq_core.timetable.problem import Accompanist, Premises, UgelYear

PROFILES = ("eib", "multigrade", "full_initial", "full_primary", "full_secondary")
TRAITS = ("shared", "calendars", "away", "short", "islands", "closed", "late", "no workshops", "no school")


def invented(calendar, seed, traits=(), *, most=4):
    """A ugel of up to `most` accompanists.

    Args:
        calendar: the module with the calendar of the country and the doses.
        seed: everything else is drawn from it.
        traits: names of TRAITS that this ugel has.
        most: most accompanists.
    """
    rng = np.random.default_rng(seed)
    school = calendar.SCHOOL
    if "short" in traits:
        keep = int(rng.integers(10, len(school)))
        school = school[:keep] if rng.random() < 0.5 else school[-keep:]
    if "no school" in traits:
        school = ()
    buildings = [f"P{i:02d}" for i in range(8)]
    spots = {name: rng.uniform(0, 30, 2) for name in ["base", *buildings]}
    if "islands" in traits:
        spots[buildings[0]] = np.array([1900.0, 40.0])
    people = []
    for number in range(int(rng.integers(1, most + 1))):
        profile = PROFILES[int(rng.integers(len(PROFILES)))]
        if "shared" in traits:
            names = sorted(rng.choice(buildings[:3], int(rng.integers(1, 4)), replace=False).tolist())
        else:
            names = [f"P{number}{i}" for i in range(int(rng.integers(1, 5)))]
            spots |= {name: rng.uniform(0, 30, 2) for name in names}
        people.append(_accompanist(rng, f"A{number}", profile, names, spots, calendar, traits))
    places = sorted({place for person in people for place in person.places})
    return UgelYear(
        accompanists=tuple(people),
        premises={place: _premises(rng, place, school, traits, calendar) for place in places},
        doses=calendar.DOSES,
        rules=calendar.RULES,
        school_days=tuple(school),
        ugel_days=() if "no workshops" in traits else calendar.WORKING,
        own_ugel_days=() if "no workshops" in traits else calendar.ANY_DAY,
        middle=date(2026, 7, 31).toordinal(),
    )


def _accompanist(rng, key, profile, names, spots, calendar, traits):
    teachers = []
    for place in names:
        teachers += [(f"{key}-{place}-{i}", place) for i in range(int(rng.choice([1, 1, 2, 3])))]
    if rng.random() < 0.2:
        teachers = teachers[:1]
        names = [teachers[0][1]]
    points = np.vstack([spots[names[0]] if rng.random() < 0.6 else spots["base"], *[spots[n] for n in names]])
    km = np.sqrt(((points[:, None] - points[None]) ** 2).sum(-1)) * 1.4
    away, since = set(), 0
    if "away" in traits:
        for _ in range(2):
            first = int(rng.integers(calendar.SCHOOL[0], calendar.SCHOOL[-1]))
            away |= set(range(first, first + int(rng.integers(1, 15))))
    if "late" in traits:
        since = int(rng.integers(calendar.SCHOOL[0], calendar.SCHOOL[120]))
        away |= set(range(date(2026, 1, 1).toordinal(), since))
    family = "full" if profile.startswith("full") else profile
    return Accompanist(key, profile, family, tuple(teachers), tuple(names), km, frozenset(away), since)


def _premises(rng, place, school, traits, calendar):
    days = set(school)
    if "calendars" in traits and rng.random() < 0.6:
        shift = int(rng.integers(5, 40))
        days = set(calendar.weekdays(((3, 2), (12, 31)))[shift : shift + int(rng.integers(90, 180))])
        days -= {day for day in days if rng.random() < 0.05}
    if "closed" in traits and rng.random() < 0.4:
        days = {day for day in days if rng.random() < 0.15} if rng.random() < 0.5 else set()
    return Premises(place, "", frozenset(days))

"""Small years of invented UGELs, made by hand and by seed."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from pusaq_core.kinds import Dose, Owed
from pusaq_core.timetable.meetings import meeting_groups
from pusaq_core.timetable.problem import Accompanist, Premises, Rules, Sharing, UgelYear
from pusaq_core.timetable.shared import fix_shared_meetings
from pusaq_core.timetable.ugel_year import _blocked, _tasks, _workshops

RULES = Rules(
    visit_gap=21,
    relaxable=(
        "gia_tras_visita",
        "separacion_gia_dias",
        "rtc_una_por_mitad",
        "separacion_rtc_dias",
        "taller_uno_por_mitad",
        "contacto_maximo_dias",
        "primera_visita_semanas",
    ),
    contact_gap=70,
    first_visit_weeks=8,
    gaps={"gia": 28, "rtc": 60},
    shares={"gia": Sharing(1, 4)},
)


def dose(profile, lengths, *, ugel_days, own_days, by_network=False):
    return Dose(
        profile,
        profile,
        {
            "visit": Owed(len(lengths), sum(lengths), lengths=lengths),
            "gia": Owed(4, 4),
            "rtc": Owed(2, 2, by_network=by_network),
            "workshop": Owed(2, ugel_days),
            "own_workshop": Owed(2, own_days),
        },
    )


def rural(profile):
    return dose(profile, (2, 2, 2, 2, 3, 3), ugel_days=10, own_days=16, by_network=True)


def full(profile, lengths=(1, 1, 1, 1, 1, 1, 2)):
    return dose(profile, lengths, ugel_days=8, own_days=12)


DOSES = {
    "eib": rural("eib"),
    "multigrade": rural("multigrade"),
    "full_initial": full("full_initial", (1, 1, 2, 2, 3, 3)),
    "full_primary": full("full_primary"),
    "full_secondary": full("full_secondary"),
}


def without(whole, *kinds):
    """The same dose without some kinds."""
    return replace(whole, owed={kind: owed for kind, owed in whole.owed.items() if kind not in kinds})


HOLIDAYS = frozenset(
    date(2026, month, day).toordinal()
    for month, day in (
        (4, 2), (4, 3), (5, 1), (6, 29), (7, 23), (7, 28),
        (7, 29), (8, 6), (10, 8), (12, 8), (12, 9), (12, 25),
    )
)  # fmt: skip


def weekdays(*spans):
    days = []
    for (month_a, day_a), (month_b, day_b) in spans:
        day, last = date(2026, month_a, day_a), date(2026, month_b, day_b)
        while day <= last:
            if day.weekday() < 5 and day.toordinal() not in HOLIDAYS:
                days.append(day.toordinal())
            day += timedelta(1)
    return tuple(sorted(days))


SCHOOL = weekdays(((3, 16), (5, 15)), ((5, 25), (7, 24)), ((8, 10), (10, 9)), ((10, 19), (12, 18)))
MANAGEMENT = weekdays(
    ((3, 2), (3, 13)), ((5, 18), (5, 22)), ((7, 27), (8, 7)), ((10, 12), (10, 16)), ((12, 21), (12, 31))
)
WORKING = tuple(sorted((*SCHOOL, *MANAGEMENT)))
ANY_DAY = weekdays(((3, 2), (12, 31)))


def caseload(key, profile, sizes, *, rng, at=None, away=frozenset()):
    """An accompanist whose schools have the teachers of `sizes`; `at` names the premises."""
    names = sorted(at or [f"{key}P{i}" for i in range(len(sizes))])
    spots = rng.uniform(0, 25, (len(sizes), 2))
    spots = np.vstack([spots[:1], spots])
    km = np.sqrt(((spots[:, None] - spots[None]) ** 2).sum(-1)) * 1.4
    teachers = tuple(
        (f"{key}T{i}{j}", name)
        for i, (name, n) in enumerate(zip(names, sizes, strict=True))
        for j in range(n)
    )
    family = "full" if profile.startswith("full") else profile
    return Accompanist(key, profile, family, teachers, tuple(names), km, frozenset(away))


def ugel(accompanists, *, school=SCHOOL, networks=None, own=None):
    places = sorted({place for a in accompanists for place in a.places})
    own = own or {}
    return UgelYear(
        accompanists=tuple(sorted(accompanists, key=lambda a: a.key)),
        premises={p: Premises(p, (networks or {}).get(p, ""), frozenset(own.get(p, school))) for p in places},
        doses=DOSES,
        rules=RULES,
        school_days=tuple(school),
        ugel_days=WORKING,
        own_ugel_days=ANY_DAY,
        middle=(SCHOOL[0] + SCHOOL[-1]) // 2,
    )


def task_of(whole, key="A0"):
    """One accompanist's year of a UGEL, with the days that others fix for her."""
    groups = meeting_groups(whole)
    workshops = _workshops(whole)
    blocked = {a.key: _blocked(a, workshops[a.family]) for a in whole.accompanists}
    fixed = fix_shared_meetings(whole, groups, blocked=blocked)
    tasks = _tasks(whole, groups, fixed, workshops=workshops, blocked=blocked)
    return next(task for task in tasks if task.key == key)


def never():
    return False


@pytest.fixture(scope="session")
def calendar():
    """The names of this module, for tests that build their own years."""
    return sys.modules[__name__]

"""Rule 1: who is in which caseload, and how large it may be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pusaq_core.checking.cell_facts import states
from pusaq_core.checking.distance import home_km, road_km
from pusaq_core.checking.tables import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pusaq_core.checking.index import PlanIndex
    from pusaq_core.checking.records import CaseloadRow

FILE = "caseloads.csv"
COORDINATE_TOLERANCE = 0.000011  # five decimals, rounded on both sides
KM_TOLERANCE = 0.05  # half of the last decimal that the files show


def noted(rows: list[CaseloadRow], *codes: str) -> bool:
    """Whether a note of the caseload states one of some facts."""
    return any(states(row.note, *codes) for row in rows)


def check_everyone_once(plan: PlanIndex) -> Iterator[Violation]:
    """Each teacher of a targeted service is in exactly one caseload, and nobody else is."""
    wanted = {teacher.person for teacher in plan.facts.teachers if teacher.service in plan.targeted}
    seen: set[str] = set()
    for row in plan.records.caseloads:
        if row.teacher in seen:
            yield Violation("teacher_repeated", FILE, row.row, row.teacher, "one caseload", row.accompanist)
        elif row.teacher not in wanted or row.key not in plan.targeted:
            found = "service " + "-".join(row.key)
            yield Violation("teacher_not_targeted", FILE, row.row, row.teacher, "not in a caseload", found)
        seen.add(row.teacher)
    for person in sorted(wanted - seen):
        yield Violation("teacher_without_caseload", FILE, None, person, "one caseload", "none")


def check_teacher_data(plan: PlanIndex) -> Iterator[Violation]:
    """Post, service, premises, UGEL and profile of a row are those of one of the teacher's posts."""
    posts: dict[str, set[tuple[str, tuple[str, str]]]] = {}
    for teacher in plan.facts.teachers:
        posts.setdefault(teacher.person, set()).add((teacher.post, teacher.service))
    for row in plan.records.caseloads:
        service = plan.services.get(row.key)
        if service is None:
            yield Violation(
                "teacher_data_wrong", FILE, row.row, row.teacher, "a known service", "-".join(row.key)
            )
            continue
        expected = (service.premises, service.ugel, service.profile)
        found = (row.premises, row.ugel, row.profile)
        if expected != found:
            yield Violation("teacher_data_wrong", FILE, row.row, row.teacher, str(expected), str(found))
        if row.teacher in posts and (row.post, row.key) not in posts[row.teacher]:
            held = str(sorted(posts[row.teacher]))
            yield Violation("teacher_data_wrong", FILE, row.row, row.teacher, held, f"{row.post} {row.key}")


def check_one_profile(plan: PlanIndex) -> Iterator[Violation]:
    """One accompanist has one UGEL, one profile and one base."""
    for accompanist, rows in plan.caseloads.items():
        first = rows[0]
        for row in rows[1:]:
            if (row.ugel, row.profile) != (first.ugel, first.profile):
                expected, found = f"{first.ugel} {first.profile}", f"{row.ugel} {row.profile}"
                yield Violation("accompanist_mixed", FILE, row.row, accompanist, expected, found)
            if row.base != first.base:
                yield Violation("base_differs", FILE, row.row, accompanist, str(first.base), str(row.base))


def check_accompanists(plan: PlanIndex) -> Iterator[Violation]:
    """Hired people keep their UGEL and profile; positions made as needed are named after theirs."""
    hired = plan.facts.accompanists
    for accompanist, rows in plan.caseloads.items():
        row = rows[0]
        if hired is None:
            stem = f"{row.ugel}-{row.profile.upper()}-"
            number = accompanist.removeprefix(stem)
            if number == accompanist or not number.isdigit() or len(number) < 2:
                yield Violation("accompanist_unknown", FILE, row.row, accompanist, stem + "NN", accompanist)
            continue
        known = hired.get(accompanist)
        if known is None or (known.ugel, known.profile) != (row.ugel, row.profile):
            expected = "a hired accompanist" if known is None else f"{known.ugel} {known.profile}"
            found = f"{row.ugel} {row.profile}"
            yield Violation("accompanist_unknown", FILE, row.row, accompanist, expected, found)


def check_load(plan: PlanIndex) -> Iterator[Violation]:
    """A caseload obeys the lowest maximum among its schools (5.6.1 b, 5.6.2 b, 5.6.3 b)."""
    for accompanist, rows in plan.caseloads.items():
        services = [plan.services[row.key] for row in rows if row.key in plan.services]
        maxima = [service.ratio_max for service in services if service.ratio_max is not None]
        if not maxima:
            continue
        lowest = min(maxima)
        numerals = {service.ratio_numeral for service in services if service.ratio_max == lowest}
        if len(rows) > lowest:
            expected = f"at most {lowest} ({', '.join(sorted(numerals))})"
            yield Violation("caseload_too_large", FILE, rows[0].row, accompanist, expected, str(len(rows)))
        for row in rows:
            if row.ratio_max != lowest:
                yield Violation(
                    "ratio_max_wrong", FILE, row.row, accompanist, str(lowest), str(row.ratio_max)
                )
            if not any(numeral in row.numeral for numeral in numerals) or not row.numeral:
                expected = " or ".join(sorted(numerals))
                yield Violation("ratio_numeral_wrong", FILE, row.row, accompanist, expected, row.numeral)


def check_minimum(plan: PlanIndex) -> Iterator[Violation]:
    """The minimum of a caseload is the lowest of its schools; one that is not reached is said in a note."""
    for accompanist, rows in plan.caseloads.items():
        services = [plan.services[row.key] for row in rows if row.key in plan.services]
        minimum = min((s.ratio_min for s in services if s.ratio_min is not None), default=None)
        for row in rows:
            if row.ratio_min != minimum:
                expected, found = str(minimum or ""), str(row.ratio_min or "")
                yield Violation("ratio_min_wrong", FILE, row.row, accompanist, expected, found)
        if minimum is not None and len(rows) < minimum and not noted(rows, "below_minimum"):
            expected = f"note that {minimum} is not reached"
            yield Violation(
                "minimum_unsaid", FILE, rows[0].row, accompanist, expected, f"{len(rows)}, no note"
            )


def _weighted_km(plan: PlanIndex, origin: str, rows: list[CaseloadRow], visits: int) -> float | None:
    """Rule 9: sum over the teachers of visits x 2 x one-way km."""
    total = 0.0
    for row in rows:
        km = road_km(plan.facts.travel, origin, row.premises)
        if km is None:
            return None
        total += visits * 2 * km
    return total


def caseload_km(plan: PlanIndex, accompanist: str) -> float | None:
    """Weighted kilometres of a caseload from its base as written; None where it cannot be told."""
    rows, dose = plan.caseloads[accompanist], plan.dose(accompanist)
    base = rows[0].base
    if base is None or dose is None:
        return None
    visits = len(dose.lengths)
    hired = (plan.facts.accompanists or {}).get(accompanist)
    if hired is not None and hired.home is not None:
        legs = [home_km(plan.facts.travel, hired.home, row.premises) for row in rows]
        known = [leg for leg in legs if leg is not None]
        return sum(visits * 2 * leg for leg in known) if len(known) == len(legs) else None
    totals = [_weighted_km(plan, premises, rows, visits) for premises in _at_base(plan, rows)]
    return min((total for total in totals if total is not None), default=None)


def _at_base(plan: PlanIndex, rows: list[CaseloadRow]) -> list[str]:
    """Premises of the caseload that stand where the base is written."""
    base = rows[0].base
    found = []
    for premises in sorted({row.premises for row in rows}):
        place = plan.facts.travel.premises.get(premises)
        if base is not None and place is not None and _same_place(place, base):
            found.append(premises)
    return found


def _same_place(a: tuple[float, float], b: tuple[float, float]) -> bool:
    return abs(a[0] - b[0]) < COORDINATE_TOLERANCE and abs(a[1] - b[1]) < COORDINATE_TOLERANCE


def check_base(plan: PlanIndex) -> Iterator[Violation]:
    """The base is the home given, or the school of the caseload with the least weighted kilometres."""
    places = plan.facts.travel.premises
    for accompanist, rows in plan.caseloads.items():
        dose, base = plan.dose(accompanist), rows[0].base
        hired = (plan.facts.accompanists or {}).get(accompanist)
        if hired is not None and hired.home is not None:
            if base is None or not _same_place(base, hired.home):
                yield Violation("base_wrong", FILE, rows[0].row, accompanist, f"home {hired.home}", str(base))
            continue
        schools = sorted({row.premises for row in rows})
        if dose is None or any(premises not in places for premises in schools):
            continue
        visits = len(dose.lengths)
        totals = {premises: _weighted_km(plan, premises, rows, visits) or 0.0 for premises in schools}
        best = min(schools, key=lambda premises: (totals[premises], premises))
        found = caseload_km(plan, accompanist)
        if found is None:
            yield Violation("base_wrong", FILE, rows[0].row, accompanist, f"a school, best {best}", str(base))
        elif found > totals[best] + KM_TOLERANCE:
            expected = f"{totals[best]:.1f} km from {best}"
            yield Violation("base_wrong", FILE, rows[0].row, accompanist, expected, f"{found:.1f} km")


RULES_OF_CASELOADS = (
    check_everyone_once,
    check_teacher_data,
    check_one_profile,
    check_accompanists,
    check_load,
    check_minimum,
    check_base,
)

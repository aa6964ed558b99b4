"""From caseloads to the year of a UGEL as the timetable understands it."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

from pusaq_core.kinds import Way, hosted_kinds, the_kind, visit
from pusaq_core.timetable.problem import Accompanist, Premises, Rules, Sharing, UgelYear

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pusaq_core.norms.norm import Norm
    from pusaq_core.yearplan.assigned import AssignedCaseload
    from pusaq_core.yearplan.calendar import YearCalendar
    from pusaq_core.yearplan.inputs import Closure
    from pusaq_core.yearplan.places import Places

WEEKEND = 5


def rules_of(norm: Norm) -> Rules:
    """The product rules of the norm file, in their order of importance."""

    def number(name: str) -> int:
        return norm.assumption(name).whole()

    owed = {kind for dose in norm.doses.values() for kind in dose.owed}
    hosted = [kind for kind in hosted_kinds() if kind.id in owed]
    return Rules(
        visit_gap=number(visit().gap),
        relaxable=tuple(name for name in norm.relaxation_order() if norm.assumption(name).value is not False),
        contact_gap=number("contacto_maximo_dias"),
        first_visit_weeks=number(visit().first_weeks),
        gaps={kind.id: number(kind.gap) for kind in hosted if kind.gap},
        shares={
            kind.id: Sharing(number(kind.share_up_to), number(kind.share_schools))
            for kind in hosted
            if kind.share_up_to
        },
    )


def workshop_span(norm: Norm, year: int) -> tuple[date, date]:
    """First and last day on which a workshop may be held."""
    kind = the_kind(Way.OF_UGEL)
    first, last = (norm.assumption(name).word() for name in (kind.since, kind.until))
    return date.fromisoformat(f"{year}-{first}"), date.fromisoformat(f"{year}-{last}")


def middle_of(calendar: YearCalendar) -> date:
    """First day of the second half of the country's school year."""
    days = calendar.school_days() or (date(calendar.year, 1, 1), date(calendar.year, 12, 31))
    return date.fromordinal((days[0].toordinal() + days[-1].toordinal()) // 2 + 1)


def district_of(
    ugel: str,
    shares: Sequence[AssignedCaseload],
    *,
    norm: Norm,
    calendar: YearCalendar,
    events: Sequence[Closure],
    places: Places,
) -> UgelYear:
    """The year of one UGEL.

    Args:
        ugel: CODOOII.
        shares: its caseloads.
        norm: doses and product rules.
        calendar: school days of the UGEL and its premises.
        events: days that are not available.
        places: coordinates and distances.
    """
    everyone = _days(e for e in events if e.scope == "pais" or (e.scope, e.code) == ("ugel", ugel))
    school = [d.toordinal() for d in calendar.school_days(ugel) if d.weekday() < WEEKEND]
    working = [d.toordinal() for d in calendar.working_days(ugel) if d.weekday() < WEEKEND]
    first, last = workshop_span(norm, calendar.year)
    span = range(first.toordinal(), last.toordinal() + 1)
    off = everyone | {day.toordinal() for day in calendar.holidays}
    return UgelYear(
        accompanists=tuple(_accompanist(share, norm, events, places, everyone, calendar) for share in shares),
        premises=_premises(ugel, shares, calendar, events, everyone),
        doses={profile: norm.dose(profile) for profile in sorted({share.profile for share in shares})},
        rules=rules_of(norm),
        school_days=tuple(school),
        ugel_days=tuple(day for day in working if day in span and day not in everyone),
        own_ugel_days=tuple(
            day for day in span if date.fromordinal(day).weekday() < WEEKEND and day not in off
        ),
        middle=middle_of(calendar).toordinal() - 1,
    )


def _premises(
    ugel: str,
    shares: Sequence[AssignedCaseload],
    calendar: YearCalendar,
    events: Sequence[Closure],
    everyone: frozenset[int],
) -> dict[str, Premises]:
    """School days of every premises; those without a calendar of their own share one set."""
    networks = {m.service.premises: m.service.network for share in shares for m in share.members}
    lost: dict[str, list[Closure]] = defaultdict(list)
    for event in events:
        if event.scope == "local":
            lost[event.code].append(event)
    known: dict[tuple[str, str], frozenset[int]] = {}
    found = {}
    for code in sorted(networks):
        scope = calendar.scope_of(ugel, code)
        if scope not in known:
            days = calendar.school_days(ugel, code)
            known[scope] = frozenset(d.toordinal() for d in days if d.weekday() < WEEKEND) - everyone
        found[code] = Premises(code, networks[code], known[scope] - _days(lost[code]))
    return found


def _days(events: Iterable[Closure]) -> frozenset[int]:
    found: set[int] = set()
    for event in events:
        found.update(range(event.start.toordinal(), event.end.toordinal() + 1))
    return frozenset(found)


def _accompanist(
    share: AssignedCaseload,
    norm: Norm,
    events: Sequence[Closure],
    places: Places,
    everyone: frozenset[int],
    calendar: YearCalendar,
) -> Accompanist:
    codes = tuple(sorted({member.service.premises for member in share.members}))
    away = everyone | _days(e for e in events if (e.scope, e.code) == ("acompanante", share.key))
    start = share.hired.start if share.hired is not None else None
    if start is not None:
        away |= frozenset(range(date(calendar.year, 1, 1).toordinal(), start.toordinal()))
    km = places.km(codes, base=share.base)
    if share.base_premises is not None:
        at = codes.index(share.base_premises) + 1
        km[0, :], km[:, 0] = km[at, :], km[:, at]
        km[0, 0] = 0.0
    return Accompanist(
        key=share.key,
        profile=share.profile,
        family=norm.dose(share.profile).family,
        teachers=tuple((member.person, member.service.premises) for member in share.members),
        places=codes,
        km=km,
        away=away,
        since=start.toordinal() if start is not None else 0,
    )

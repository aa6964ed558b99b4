"""What the independent checker is told of the inputs; it computes everything else by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pusaq_core.checking import (
    AccompanistFacts,
    CalendarException,
    CalendarFacts,
    ClosureFacts,
    DoseFacts,
    Facts,
    OwedFacts,
    RuleFacts,
    ServiceFacts,
    TeacherFacts,
    TravelFacts,
)
from pusaq_core.kinds import KINDS
from pusaq_core.norms.reasons import PROFILE_RULE
from pusaq_core.yearplan.season import middle_of, workshop_span

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import polars as pl

    from pusaq_core.checking import PreviousPlan
    from pusaq_core.norms.norm import Norm
    from pusaq_core.yearplan.calendar import YearCalendar
    from pusaq_core.yearplan.inputs import Closure, Hired, Inputs
    from pusaq_core.yearplan.places import Places


def facts_of(
    inputs: Inputs,
    *,
    ugels: Collection[str],
    services: pl.DataFrame,
    teachers: pl.DataFrame,
    places: Places,
    previous: PreviousPlan | None = None,
) -> Facts:
    """The facts of the chosen UGEL.

    Args:
        inputs: everything that was read.
        ugels: codes of the UGEL that the plan covers.
        services: their services with `COD_MOD`, `ANEXO`, `CODLOCAL`, `CODOOII`, `profile`, `network`,
            `language`, `ratio_max`, `ratio_min`, `ratio_numeral`, `students`.
        teachers: accompanied posts of these services: `cod_mod`, `anexo`, `post`, `person`.
        places: coordinates and distances.
        previous: the plan that this one replaces.
    """
    premises = set(services["CODLOCAL"].to_list())
    return Facts(
        ugels=frozenset(ugels),
        services=tuple(_service(row) for row in services.iter_rows(named=True)),
        teachers=tuple(
            TeacherFacts(person, post, (mod, annex))
            for mod, annex, post, person in teachers.select("cod_mod", "anexo", "post", "person").iter_rows()
        ),
        doses={profile.file_name: _dose(inputs.norm, profile.file_name) for profile in inputs.norm.profiles},
        assumptions={name: a.value for name, a in inputs.norm.assumptions.items()},
        relaxation_order=inputs.norm.relaxation_order(),
        calendar=_calendar(inputs.norm, inputs.calendar),
        events=tuple(_event(event) for event in inputs.events),
        travel=TravelFacts(
            {code: places.at[code] for code in sorted(premises)}, places.factor, inputs.travel
        ),
        accompanists=None if inputs.hired is None else _hired(inputs.hired),
        previous=previous,
        rules=_rules(inputs.norm),
        profiles={PROFILE_RULE + profile.id: profile.file_name for profile in inputs.norm.profiles},
    )


def _rules(norm: Norm) -> tuple[RuleFacts, ...]:
    name = {profile.id: profile.file_name for profile in norm.profiles}
    return tuple(
        RuleFacts(rule.id, rule.kind, frozenset(name[one] for one in rule.profiles), rule.taken)
        for rule in norm.rules
    )


def _service(row: Mapping[str, Any]) -> ServiceFacts:
    return ServiceFacts(
        key=(row["COD_MOD"], row["ANEXO"]),
        premises=row["CODLOCAL"],
        ugel=row["CODOOII"],
        profile=row["profile"] or "",
        network=row["network"],
        language=row["language"],
        ratio_max=row["ratio_max"],
        ratio_min=row["ratio_min"],
        ratio_numeral=row["ratio_numeral"] or "",
        students=row["students"],
    )


def _dose(norm: Norm, profile: str) -> DoseFacts:
    dose = norm.dose(profile)
    return DoseFacts(
        family=dose.family,
        owed={
            kind.id: OwedFacts(
                times=owed.times,
                days=None if kind.hosted else owed.days,
                lengths=owed.lengths,
                hours=owed.hours,
                by_network=owed.by_network,
                numeral=owed.numeral,
            )
            for kind in KINDS.values()
            for owed in (dose.of(kind.id),)
        },
        one_language=profile in norm.assumption("una_lengua_por_cartera").words(),
    )


def _calendar(norm: Norm, calendar: YearCalendar) -> CalendarFacts:
    first, last = workshop_span(norm, calendar.year)
    return CalendarFacts(
        year=calendar.year,
        classes=tuple((r.first, r.last) for r in calendar.classes),
        management=tuple((r.first, r.last) for r in calendar.management),
        holidays=frozenset(calendar.holidays),
        exceptions=tuple(
            CalendarException(
                scope=e.scope,
                code=e.code,
                classes=None if e.classes is None else tuple((r.first, r.last) for r in e.classes),
                management=None if e.management is None else tuple((r.first, r.last) for r in e.management),
                recovered=e.recovered,
                pauses=tuple((r.first, r.last) for r in e.pauses),
            )
            for e in calendar.exceptions
        ),
        workshop_from=first,
        workshop_until=last,
        second_half=middle_of(calendar),
    )


def _event(event: Closure) -> ClosureFacts:
    return ClosureFacts(event.scope, event.code, event.start, event.end)


def _hired(hired: Sequence[Hired]) -> dict[str, AccompanistFacts]:
    return {p.key: AccompanistFacts(p.ugel, p.profile, p.home, p.start, p.languages) for p in hired}

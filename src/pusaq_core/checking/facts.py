"""What the auditor knows from the inputs alone: plain data, filled by whoever asks for a check.

Nothing here is computed by a solver. Services, teachers, calendar, events and distances come from the
files that the ministry gave; maxima and doses from the norm; assumptions from the norm file's `supuestos`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pusaq_core.checking.kinds import visit_kind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

ServiceKey = tuple[str, str]
"""COD_MOD and ANEXO of a service."""

DateRange = tuple["date", "date"]
"""First and last day, both included."""


@dataclass(frozen=True, slots=True)
class ServiceFacts:
    """One row of the registry in the chosen UGEL, private services too.

    Attributes:
        key: COD_MOD and ANEXO.
        premises: CODLOCAL (or the stand-in that the registry's reader gave).
        ugel: CODOOII.
        profile: name used in the files (`eib`, `multigrade`, `full_initial`, ...); empty where none fits.
        network: RED_EDUCATIVA, empty where the registry gives none.
        language: LENGUA, empty where the registry gives none.
        ratio_max: most teachers of a caseload that holds this service; None where it has no profile.
        ratio_min: least teachers wished for; None where the norm gives none.
        ratio_numeral: numeral that gives the ratio.
        students: enrolled pupils, the second key of the ranking; None where unknown (not checked then).
    """

    key: ServiceKey
    premises: str
    ugel: str
    profile: str = ""
    network: str = ""
    language: str = ""
    ratio_max: int | None = None
    ratio_min: int | None = None
    ratio_numeral: str = ""
    students: int | None = None


@dataclass(frozen=True, slots=True)
class TeacherFacts:
    """One post with its holder, of those who are accompanied where their service is targeted.

    A person who holds several posts has several entries; the plan must accompany the person once,
    at one of the posts whose service is targeted.

    Attributes:
        person: COD_PERSONA.
        post: COD_PLAZA.
        service: COD_MOD and ANEXO.
    """

    person: str
    post: str
    service: ServiceKey


@dataclass(frozen=True, slots=True)
class OwedFacts:
    """What is owed of one kind in the year.

    Attributes:
        times: how often.
        days: on how many days; None for meetings, which are counted in times.
        lengths: days of each, in any order, where each has its own.
        hours: least hours of one.
        by_network: one may hold several premises.
        numeral: of the norm.
    """

    times: int = 0
    days: int | None = None
    lengths: tuple[int, ...] = ()
    hours: float = 0
    by_network: bool = False
    numeral: str = ""


NOTHING = OwedFacts()


@dataclass(frozen=True, slots=True)
class DoseFacts:
    """What a teacher of a profile, and her accompanist, are owed in the year.

    Attributes:
        family: family for workshops (`eib`, `multigrade`, `full`).
        owed: by kind.
        one_language: True where a caseload has one originary language.
    """

    family: str
    owed: Mapping[str, OwedFacts] = field(default_factory=dict)
    one_language: bool = False

    def of(self, kind: str) -> OwedFacts:
        """What is owed of a kind."""
        return self.owed.get(kind, NOTHING)

    @property
    def lengths(self) -> tuple[int, ...]:
        """Days of each visit."""
        return self.of(visit_kind()).lengths


@dataclass(frozen=True, slots=True)
class RuleFacts:
    """A rule of the norm, for the reasons of a decision.

    Attributes:
        id: name in the reasons.
        kind: `criterion`, `exclusion` or `priority`.
        profiles: profiles that it concerns, by their name in the files.
        unknown: what it counts as where it is not known whether it holds; None where it then decides nothing.
    """

    id: str
    kind: str
    profiles: frozenset[str]
    unknown: bool | None = None


@dataclass(frozen=True, slots=True)
class CalendarException:
    """A differentiated calendar. What it does not give stays as the next wider scope says.

    Attributes:
        scope: `ugel` or `local`; `local` wins over `ugel`.
        code: CODOOII or CODLOCAL.
        classes: replaces the class ranges; None keeps them.
        management: replaces the management ranges; None keeps them.
        recovered: days that are school days although they are weekend, holiday or pause.
        pauses: ranges without school inside the classes.
    """

    scope: str
    code: str
    classes: tuple[DateRange, ...] | None = None
    management: tuple[DateRange, ...] | None = None
    recovered: tuple[date, ...] = ()
    pauses: tuple[DateRange, ...] = ()


@dataclass(frozen=True, slots=True)
class CalendarFacts:
    """The school year as its file gives it; the auditor expands it by itself.

    Attributes:
        year: calendar year of the plan.
        classes: ranges with pupils.
        management: ranges with teachers and no pupils.
        holidays: days on which nobody works.
        exceptions: differentiated calendars.
        workshop_from: first day on which a workshop of teachers may be held.
        workshop_until: last day on which it may.
        second_half: first day of the second half of the year, for `una por mitad`.
    """

    year: int
    classes: tuple[DateRange, ...]
    management: tuple[DateRange, ...]
    holidays: frozenset[date]
    exceptions: tuple[CalendarException, ...]
    workshop_from: date
    workshop_until: date
    second_half: date


@dataclass(frozen=True, slots=True)
class ClosureFacts:
    """Days that are not available.

    Attributes:
        scope: `pais`, `ugel`, `local` or `acompanante`.
        code: empty, CODOOII, CODLOCAL or COD_ACOMP.
        start: first day.
        end: last day, included.
    """

    scope: str
    code: str
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class AccompanistFacts:
    """A hired accompanist.

    Attributes:
        ugel: CODOOII.
        profile: profile that she accompanies.
        home: latitude and longitude; None leaves the base free.
        start: first day of the contract; None from the first day of the year.
        languages: originary languages; None where the file does not say.
    """

    ugel: str
    profile: str
    home: tuple[float, float] | None = None
    start: date | None = None
    languages: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class TravelFacts:
    """Where the premises are and how far.

    Attributes:
        premises: latitude and longitude of each premises as the plan measures from; a premises that is
            absent has no place: distances of its caseload are then not judged.
        factor: road kilometres per straight kilometre.
        km: one-way kilometres of pairs given by file, (origin, destination); a pair given in one
            direction only holds for both.
    """

    premises: Mapping[str, tuple[float, float]]
    factor: float
    km: Mapping[tuple[str, str], float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PreviousPlan:
    """The plan that this one replaces.

    Attributes:
        activities: its `activities.csv`: a polars frame, or rows as mappings of column to value.
        as_of: what starts before this day must stay as it was.
        happened: what starts before this day is what people did, which no plan can mend where it breaks a
            rule; otherwise it is what was planned.
    """

    activities: Any
    as_of: date
    happened: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that a plan is held against.

    Attributes:
        ugels: the UGEL that the plan covers.
        services: all services of these UGEL.
        teachers: posts with holders that are accompanied where their service is targeted.
        doses: by profile.
        assumptions: value of each `supuesto` by id; the auditor reads those that its table of kinds names,
            `separacion_visitas_dias`, `contacto_maximo_dias`, `primera_visita_semanas`,
            `lengua_minimo_docentes`, `horas_taller_dia`; one that is absent is not judged.
        relaxation_order: ids of the assumptions that may be relaxed, the most important first: they are
            given up from the last to the first.
        calendar: the school year.
        events: days that are not available.
        travel: places and distances.
        accompanists: hired people by COD_ACOMP; None where positions are made as needed.
        previous: the plan that this one replaces, None where there is none.
        rules: rules of the norm, in its order; without any, reasons are held only against themselves.
        profiles: name in the files by the name of the rule that asks for it, in the order of the norm.
    """

    ugels: frozenset[str]
    services: tuple[ServiceFacts, ...]
    teachers: tuple[TeacherFacts, ...]
    doses: Mapping[str, DoseFacts]
    assumptions: Mapping[str, Any]
    relaxation_order: tuple[str, ...]
    calendar: CalendarFacts
    events: tuple[ClosureFacts, ...]
    travel: TravelFacts
    accompanists: Mapping[str, AccompanistFacts] | None = None
    previous: PreviousPlan | None = None
    rules: tuple[RuleFacts, ...] = ()
    profiles: Mapping[str, str] = field(default_factory=dict)

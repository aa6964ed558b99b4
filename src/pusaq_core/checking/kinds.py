"""The kinds of activity as the auditor knows them: a table of its own, shared with no solver."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AuditedKind:
    """What is judged about one kind.

    Attributes:
        visit: to one teacher, on one day or several in a row.
        meeting: of a group, for one day, at schools that nobody visits then.
        workshop: of a whole UGEL and family.
        own: convenes the accompanist alone.
        joint: a meeting of all teachers of a premises, whoever accompanies them.
        gap: assumption with the least days between two.
        first_weeks: assumption with the school weeks in which the first one falls.
        day_hours: assumption with the hours of one of its days.
        halves: assumption by which no half of the year holds more than its share.
        after_visit: assumption by which each teacher was visited since the one before.
        few: assumption with the most teachers of a school that may share the meeting.
        most: assumption with the most schools that share it.
    """

    visit: bool = False
    meeting: bool = False
    workshop: bool = False
    own: bool = False
    joint: bool = False
    gap: str = ""
    first_weeks: str = ""
    day_hours: str = ""
    halves: str = ""
    after_visit: str = ""
    few: str = ""
    most: str = ""


KINDS: dict[str, AuditedKind] = {
    "visit": AuditedKind(visit=True, gap="separacion_visitas_dias", first_weeks="primera_visita_semanas"),
    "gia": AuditedKind(
        meeting=True,
        gap="separacion_gia_dias",
        after_visit="gia_tras_visita",
        few="gia_red_hasta",
        most="gia_red_max_escuelas",
    ),
    "rtc": AuditedKind(meeting=True, joint=True, gap="separacion_rtc_dias", halves="rtc_una_por_mitad"),
    "workshop": AuditedKind(workshop=True, day_hours="horas_taller_dia", halves="taller_uno_por_mitad"),
    "own_workshop": AuditedKind(workshop=True, own=True, day_hours="horas_taller_dia"),
}

UNKNOWN = AuditedKind()


def audited(kind: str) -> AuditedKind:
    """What is judged about a kind; nothing where a file names one that there is not."""
    return KINDS.get(kind, UNKNOWN)


def meeting_kinds() -> tuple[str, ...]:
    """Ids of the kinds that are meetings."""
    return tuple(kind for kind, judged in KINDS.items() if judged.meeting)


def visit_kind() -> str:
    """Id of the kind that is a visit."""
    return next(kind for kind, judged in KINDS.items() if judged.visit)

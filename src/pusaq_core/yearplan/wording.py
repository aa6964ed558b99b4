"""The Spanish text that the files of a plan carry: notes and reasons. Each names the rule it rests on."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pusaq_core.timetable.problem import Missing, Runs

KIND_NAMES = {
    "visit": "las visitas en aula",
    "gia": "los GIA",
    "rtc": "las RTC",
    "workshop": "los talleres para docentes",
    "own_workshop": "los talleres del acompañante",
}

RELAXED = "supuestos relajados: "


def joined(notes: Sequence[str]) -> str:
    """Several notes in one cell."""
    return "; ".join(note for note in notes if note)


def below_minimum(load: int, minimum: int) -> str:
    """A caseload that does not reach the norm's minimum."""
    return f"no alcanza el mínimo de la norma: {load} de {minimum} docentes"


def below_suggestion(load: int, maximum: int, share: float) -> str:
    """A caseload far below its maximum where the norm gives no minimum."""
    return f"por debajo de lo sugerido (minimo_sugerido): {load} docentes, menos del {share:.0%} de {maximum}"


def small_language(language: str, teachers: int, least: int) -> str:
    """A language with too few teachers for a caseload of its own."""
    return (
        f"lengua {language}: {teachers} docentes en la UGEL, menos de {least} (lengua_minimo_docentes); "
        "se une a la cartera más cercana, por decidir"
    )


def foreign_language(language: str, spoken: Sequence[str]) -> str:
    """An accompanist who does not speak the language of the caseload."""
    return f"ningún acompañante libre habla {language}; lenguas declaradas: {', '.join(spoken) or 'ninguna'}"


def divided(parts: int) -> str:
    """A school above the maximum."""
    return f"la IE supera el máximo y se reparte en {parts} carteras"


def split_by_language() -> str:
    """A premises whose services have different languages."""
    return "el local tiene servicios de distinta lengua: cada una va con un acompañante de su lengua"


def other_post(posts: Sequence[str]) -> str:
    """A person who holds more than one post."""
    return f"la persona ocupa también la plaza {', '.join(posts)}: se le acompaña una sola vez"


def guessed_place() -> str:
    """A school without coordinates."""
    return "sin coordenadas en el padrón: se usa el centro de su distrito"


def shared_gia(schools: int, up_to: int) -> str:
    """A GIA that several schools hold together."""
    return f"gia_red_hasta: GIA compartido por {schools} II.EE. con {up_to} docente acompañado o menos"


def grouped_rtc(schools: int, by_network: bool) -> str:  # noqa: FBT001  (a fact, not a mode)
    """An RTC of several schools."""
    return f"RTC de {schools} II.EE. de {'una red' if by_network else 'una cartera'} (5.2.7)"


def joint_rtc(accompanists: int) -> str:
    """An RTC of all levels of one premises."""
    return f"RTC conjunta de {accompanists} carteras del mismo local"


def relaxed(rules: Sequence[str]) -> str:
    """Product rules that had to be given up."""
    return f"{RELAXED}{', '.join(rules)}" if rules else ""


GROUPS_STAND = "Con los grupos de reunión que ya están en el plan"


def reason(missing: Missing, *, gap: int) -> str:
    """Why something has no place, with the arithmetic at the end in brackets."""
    what = KIND_NAMES[missing.kind]
    text = {
        "no_capacity": f"El año no alcanza para {what}: los días que pide la dosis superan los días libres",
        "no_span": f"No caben {what}: con {gap} días entre una y otra no alcanza el calendario del local",
        "no_common_day": f"No hay días de clase seguidos y comunes suficientes para {what}",
        "away": f"El acompañante no está disponible los días de {what}",
        "no_combination": f"No existe combinación de días que cumpla las reglas para {what}",
        "grouped_capacity": f"{GROUPS_STAND}, el año no alcanza para {what}: los días que pide la dosis "
        "superan los días libres",
        "grouped_combination": f"{GROUPS_STAND}, no existe combinación de días que cumpla las reglas "
        f"para {what}",
    }[missing.code]
    if missing.counted:
        text += f"; la dosis pide más de lo que suman los días contados: {_runs(missing.counted)}"
    return f"{text} [necesarios={missing.needed}; disponibles={missing.available}]"


def _runs(counted: Runs) -> str:
    """Runs of days with their weight, one where none is said; the checker reads them back."""
    return ", ".join(
        f"{date.fromordinal(first)}..{date.fromordinal(last)}" + (f" ×{weight}" if weight > 1 else "")
        for first, last, weight in counted
    )

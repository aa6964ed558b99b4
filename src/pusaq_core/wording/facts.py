"""The sentence of each fact. They are made where people read, and nothing is ever read out of them."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from pusaq_core.findings.shapes import DaysTaken, Lack, RecordedText

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pusaq_core.findings.shapes import CountedDays, Fact
    from pusaq_core.wording.speech import Speech

WORDS: Final[dict[str, str]] = {
    # why something has no place in the year
    "no_capacity": "el año no alcanza: los días que pide la dosis superan los días libres",
    "no_span": "con {gap} días entre una y otra no alcanza el calendario del local",
    "no_common_day": "no hay días de clase seguidos y comunes suficientes",
    "away": "el acompañante no está disponible en esos días",
    "no_combination": "no existe combinación de días que cumpla las reglas",
    "grouped_capacity": "con los grupos de reunión que ya están en el plan, el año no alcanza: "
    "los días que pide la dosis superan los días libres",
    "grouped_combination": "con los grupos de reunión que ya están en el plan, no existe combinación de días "
    "que cumpla las reglas",
    # caseloads
    "below_minimum": "no alcanza el mínimo de la norma: {teachers} de {minimum} docentes",
    "below_suggestion": "por debajo de lo sugerido: {teachers} docentes, menos del {percent} % de {maximum}",
    "small_language": "lengua {language}: {teachers} docentes en la UGEL, menos de {least}; se une a la "
    "cartera más cercana, por decidir",
    "foreign_language": "ningún acompañante libre habla {language}; lenguas declaradas: {spoken}",
    "divided": "la IE supera el máximo y se reparte en {parts} carteras",
    "split_by_language": "el local tiene servicios de distinta lengua: cada una va con un acompañante de su "
    "lengua",
    "other_posts": "la persona ocupa también la plaza {posts}: se le acompaña una sola vez",
    "guessed_place": "sin coordenadas en el padrón: se usa el centro de su distrito",
    # activities
    "shared_meeting": "reunión compartida por {schools} II.EE. con {up_to} docente acompañado o menos",
    "network_meeting": "reunión de {schools} II.EE. de una red",
    "caseload_meeting": "reunión de {schools} II.EE. de una cartera",
    "joint_meeting": "reunión conjunta de {caseloads} carteras del mismo local",
    "relaxed": "supuestos relajados: {rules}",
    # what changed
    "owed_now": "se debe desde ahora y no estaba en el plan: plaza nueva o dosis modificada",
    "owed_no_more": "ya no se debe o no tiene lugar",
    "days_taken": "{motive} ({first} a {last})",
    "gives_way": "cede su fecha a otra actividad que debió moverse",
    "put_by_hand": "una persona la había puesto en esa fecha",
    "joined": "entra {people}",
    "left": "sale {people}",
    "others_take_part": "cambian los acompañantes o los locales que participan",
}
"""Code of each fact to its sentence, its values in braces."""

NOTHING: Final = "–"


def sentence(fact: Fact, say: Speech) -> str:
    """A fact in words, without a stop at its end.

    Args:
        fact: of any kind; the count of a lack is told apart, by `count_of`.
        say: the reader's language.
    """
    if isinstance(fact, RecordedText):
        return fact.text
    shown = {field.name: _shown(getattr(fact, field.name), say) for field in fields(fact)}
    if isinstance(fact, DaysTaken) and not fact.motive:
        shown["motive"] = say.gettext("días no disponibles")
    return say.gettext(WORDS[fact.code]).format(**shown)


def _shown(value: Any, say: Speech) -> str:  # noqa: ANN401  (whatever a field holds)
    if isinstance(value, tuple):
        return ", ".join(_shown(one, say) for one in value) or NOTHING
    return say.day(value) if isinstance(value, date) else str(value)


def count_of(lack: Lack, say: Speech) -> str:
    """The count that shows a lack, with the days that were counted where not all count alike."""
    count = say.gettext("hacen falta {needed}; hay {available}").format(
        needed=lack.needed, available=lack.available
    )
    if not lack.counted:
        return count
    days = ", ".join(run_of(run, say) for run in lack.counted)
    return f"{count}; {say.gettext('días contados: {days}').format(days=days)}"


def run_of(run: CountedDays, say: Speech) -> str:
    """A run of days and how often each was counted, where more than once."""
    first, last = say.day(run.first), say.day(run.last)
    span = first if run.first == run.last else f"{first} – {last}"
    return f"{span} × {run.weight}" if run.weight > 1 else span


def told(facts: Iterable[Fact], say: Speech) -> str:
    """All that a cell says, in one line."""
    parts = [
        f"{sentence(fact, say)} [{count_of(fact, say)}]" if isinstance(fact, Lack) else sentence(fact, say)
        for fact in facts
    ]
    return "; ".join(parts)

"""A norm for people: numeral by numeral what it says, and what the product assumes where it is silent."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pusaq.common.ports import answers
from pusaq.library.ports import DOSE_NAMES
from pusaq_core.kinds import KINDS
from pusaq_core.norms.numerals import split_numerals

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pusaq_core.kinds import Dose, Kind, Owed
    from pusaq_core.norms.norm import Norm
    from pusaq_core.norms.targeting_model import Datum, Derived, RatioCase
    from pusaq_core.norms.text_model import Assumption

RULE_KINDS = {
    "criterion": gettext_lazy("Criterio"),
    "exclusion": gettext_lazy("Exclusión"),
    "priority": gettext_lazy("Prioridad"),
}


@dataclass(frozen=True, slots=True)
class Saying:
    """Something that a numeral says.

    Attributes:
        kind: what it is, for people.
        text: what it says.
        about: whom or what it concerns: a profile, a term, a body; empty where that goes without saying.
        id: name of a rule, for links; empty elsewhere.
    """

    kind: str
    text: str
    about: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class NumeralEntry:
    """One numeral with what it says, in the order of the norm file."""

    numeral: str
    sayings: tuple[Saying, ...]


@dataclass(frozen=True, slots=True)
class AssumptionEntry:
    """What the norm leaves open and the product decides.

    Attributes:
        id: name in the norm file.
        title: name for people.
        value: for people.
        reason: why this value.
        changed_by: who may change it.
        order: place in the order of importance of the rules of the timetable; None for the others.
        relaxable: may give way where no timetable exists.
    """

    id: str
    title: str
    value: str
    reason: str
    changed_by: str
    order: int | None
    relaxable: bool


@dataclass(frozen=True, slots=True)
class DoseLine:
    """What is owed of one kind of activity.

    Attributes:
        strategy: the kind, for people.
        text: how much, for people.
        numeral: where the norm says so.
        own: owed to the accompanist, not to the teacher.
    """

    strategy: str
    text: str
    numeral: str
    own: bool


def numerals(norm: Norm) -> tuple[NumeralEntry, ...]:
    """Numerals in their order. What rests on two stands under both."""
    found: dict[str, list[Saying]] = defaultdict(list)
    for citation, saying in _sayings(norm):
        for numeral in split_numerals(citation):
            found[numeral].append(saying)
    return tuple(NumeralEntry(numeral, tuple(found[numeral])) for numeral in sorted(found, key=_in_order))


def assumptions(norm: Norm) -> tuple[AssumptionEntry, ...]:
    """Assumptions: the rules of the timetable by their importance, then the others as they stand."""
    titles = {datum.id: title_of(datum) for datum in norm.data.values()}
    titles |= {profile.id: profile.title for profile in norm.profiles}
    entries = [
        AssumptionEntry(
            a.id,
            title_of(a),
            _shown(a.value, titles),
            a.reason,
            a.changed_by,
            a.order,
            a.order is not None and a.relaxable,
        )
        for a in norm.assumptions.values()
    ]
    return tuple(sorted(entries, key=lambda entry: (entry.order is None, entry.order or 0)))


ACRONYMS = frozenset({"ap", "coar", "digebr", "ece", "eib", "nexus", "ugel", "vraem"})


def title_of(named: Datum | Derived | Assumption) -> str:
    """The name for people; texts that were kept before norms had titles give only an id."""
    return named.title or spelled(named.id)


def _is_acronym(word: str) -> bool:
    return word in ACRONYMS or (word in KINDS and kind_name(word).isupper())


def spelled(name: str) -> str:
    """An id as words."""
    first, *rest = [word.upper() if _is_acronym(word) else word for word in name.split("_")]
    return " ".join([first[:1].upper() + first[1:], *rest])


def _in_order(numeral: str) -> tuple[object, ...]:
    """Numbers by their size; numerals of amending norms, which begin with a code, last."""
    code, _space, rest = numeral.rpartition(" ") if not numeral[:1].isdigit() else ("", "", numeral)
    parts = re.split(r"[. ]", rest)
    return (code, *[(0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts])


def _sayings(norm: Norm) -> Iterator[tuple[str, Saying]]:
    yield norm.valid.numeral, Saying(_("Vigencia"), _period(norm))
    for clauses, kind in (
        (norm.scope, _("Alcance")),
        (norm.legal_base, _("Base normativa")),
        (norm.assessment, _("Evaluación formativa")),
        (norm.training, _("Formación del acompañante")),
    ):
        for clause in clauses:
            yield clause.numeral, Saying(kind, clause.text)
    for term in norm.definitions:
        yield term.numeral, Saying(_("Definición"), term.meaning, term.name)
    for term in norm.acronyms:
        yield term.numeral, Saying(_("Sigla"), term.meaning, term.name)
    yield from _practice(norm)
    yield from _targeting(norm)
    for profile in norm.profiles:
        yield from _dose(profile.title, norm.doses[profile.id])
    for duty in norm.duties:
        text = _("%(does)s (crea: %(creates)s)") % {"does": duty.does, "creates": duty.creates}
        yield (
            duty.numeral,
            Saying(_("Responsabilidad"), text if duty.creates else duty.does, ", ".join(duty.who)),
        )
    for note in norm.notes:
        yield note.numeral, Saying(_("Cómo se lee"), note.reading, note.about)
    for change in norm.changes:
        text = _("Antes: %(before)s. Ahora: %(after)s") % {"before": change.before, "after": change.after}
        yield change.base_numeral, Saying(_("Modificado"), text, f"{change.amendment}, {change.numeral}")


def _period(norm: Norm) -> str:
    return _("Rige del %(since)s al %(until)s") % {
        "since": date_format(norm.valid.since),
        "until": date_format(norm.valid.until),
    }


def _practice(norm: Norm) -> Iterator[tuple[str, Saying]]:
    titles = {profile.id: profile.title for profile in norm.profiles}
    for competency in norm.competencies:
        for_whom = ", ".join(titles[profile] for profile in competency.profiles)
        yield (
            competency.numeral,
            Saying(_("Competencia"), f"{competency.code}: {competency.name}", for_whom, competency.code),
        )
    for stage in norm.stages:
        yield (
            stage.numeral,
            Saying(
                _("Etapa"),
                stage.expects,
                _("Etapa %(n)d, %(lasts)s") % {"n": stage.number, "lasts": stage.lasts},
            ),
        )
    for strategy in norm.strategies:
        yield (
            strategy.numeral,
            Saying(_("Estrategia"), "; ".join(strategy.features), strategy.name, strategy.id),
        )
    for matrix, kind in ((norm.follow_up, _("Seguimiento")), (norm.evaluation, _("Evaluación"))):
        for row in matrix:
            text = f"{row.variable}: {row.period}, {row.method}; {', '.join(row.collected_by)}"
            yield row.numeral, Saying(kind, text, row.about)


def _targeting(norm: Norm) -> Iterator[tuple[str, Saying]]:
    titles = {profile.id: profile.title for profile in norm.profiles}
    for profile in norm.profiles:
        yield (
            profile.numeral,
            Saying(_("Tipo de institución"), profile.title, profile.directorate, profile.id),
        )
    for rule in norm.rules:
        about = ", ".join(titles[profile] for profile in rule.profiles)
        yield rule.numeral, Saying(str(RULE_KINDS[rule.kind]), rule.title, about, rule.id)
    for datum in norm.data.values():
        where = f"{datum.source}, {datum.column}"
        yield datum.numeral, Saying(_("Dato"), title_of(datum), where, datum.id)
    for name, cases in norm.ratio.items():
        for case in cases:
            yield (
                case.numeral,
                Saying(_("Docentes por acompañante"), _teachers(case), _where(titles[name], case)),
            )


def _where(title: str, case: RatioCase) -> str:
    return f"{title}; {case.when.text}" if case.when else title


def _teachers(case: RatioCase) -> str:
    if case.minimum is None:
        return _("hasta %(most)d") % {"most": case.maximum}
    return _("de %(least)d a %(most)d") % {"least": case.minimum, "most": case.maximum}


def dose_lines(dose: Dose) -> tuple[DoseLine, ...]:
    """What a teacher, and her accompanist, are owed in a year, in the order of the kinds."""
    return tuple(
        DoseLine(kind_name(kind.id), _how_much(kind, owed), owed.numeral, own=kind.own)
        for kind in KINDS.values()
        if (owed := dose.owed.get(kind.id))
    )


def _dose(title: str, dose: Dose) -> Iterable[tuple[str, Saying]]:
    for line in dose_lines(dose):
        yield line.numeral, Saying(_("Dosis por docente y año"), f"{line.strategy}: {line.text}", title)


def kind_name(kind: str) -> str:
    """What the room that carries it out calls a kind of activity; its id where nobody does."""
    return next((names[kind] for one in answers(DOSE_NAMES) if kind in (names := one.dose_names())), kind)


def _how_much(kind: Kind, owed: Owed) -> str:
    if kind.travels:
        text = ngettext(
            "%(n)d visita, %(days)d días (%(lengths)s)",
            "%(n)d visitas, %(days)d días (%(lengths)s)",
            owed.times,
        )
        lengths = " + ".join(str(days) for days in owed.lengths)
        return text % {"n": owed.times, "days": owed.days, "lengths": lengths}
    if kind.hosted:
        text = ngettext(
            "%(n)d al año, de %(hours)d horas o más", "%(n)d al año, de %(hours)d horas o más", owed.times
        )
        return text % {"n": owed.times, "hours": owed.hours}
    text = ngettext(
        "%(n)d taller, %(days)d días en total, en %(place)s",
        "%(n)d talleres, %(days)d días en total, en %(place)s",
        owed.times,
    )
    return text % {"n": owed.times, "days": owed.days, "place": owed.place}


def _shown(value: object, titles: Mapping[str, str]) -> str:
    """A value for people; one that names a datum or a profile is shown by its title."""
    if isinstance(value, bool):
        return _("sí") if value else _("no")
    if isinstance(value, tuple):
        return ", ".join(titles.get(str(item), str(item)) for item in value)
    return number_format(value) if isinstance(value, (int, float)) else titles.get(str(value), str(value))

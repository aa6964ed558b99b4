"""Tables of `pusaq norm show`: everything of a norm that rests on a numeral."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from pusaq_core.cli.i18n import _
from pusaq_core.cli.kind_words import one_of
from pusaq_core.kinds import KINDS
from pusaq_core.norms.competencies import OWN
from pusaq_core.norms.numerals import rests_on

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pusaq_core.kinds import Dose, Kind, Owed
    from pusaq_core.norms.competencies import Framework
    from pusaq_core.norms.norm import Norm
    from pusaq_core.norms.targeting_model import Datum, Profile, RatioCase, Rule
    from pusaq_core.norms.text_model import Assumption

Row = tuple[str, ...]
"""Cells of a row; the last is the numeral, except in the table of assumptions."""

RULE_KINDS = {"criterion": _("criterio"), "exclusion": _("exclusión"), "priority": _("prioridad")}


def tables_for(norm: Norm, numeral: str, frameworks: Iterable[Framework] = ()) -> list[Table]:
    """Tables with what rests on a numeral; empty ones are left out.

    Args:
        norm: the norm.
        numeral: such as `5.6.1` or `5.6.1 a`; empty for the whole norm with its assumptions.
        frameworks: competencies with the criteria that observe them.
    """
    found = [
        (title, heads, [row for row in rows if not numeral or rests_on(row[-1], numeral)])
        for title, heads, rows in (
            *_targeting_sections(norm),
            *_practice_sections(norm),
            _criteria(norm, frameworks),
            *_text_sections(norm),
        )
    ]
    tables = [_table(title, heads, rows) for title, heads, rows in found if rows]
    if not numeral:
        heads = (_("supuesto"), _("valor"), _("razón"), _("puede cambiarlo"))
        tables.append(
            _table(_("Supuestos (criterio de Pusaq: la norma no lo dice)"), heads, _assumptions(norm))
        )
    return tables


def _table(title: str, heads: Row, rows: Iterable[Row]) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", expand=False)
    for head in heads:
        table.add_column(head, overflow="fold")
    for row in rows:
        table.add_row(*[Text(cell) for cell in row])
    return table


Section = tuple[str, Row, list[Row]]


def _targeting_sections(norm: Norm) -> Iterable[Section]:
    number = _("numeral")
    yield (
        _("Tipos de institución educativa"),
        (_("perfil"), _("en archivos"), _("cuando"), number),
        [(p.title, p.file_name, p.when.text, p.numeral) for p in norm.profiles],
    )
    yield (
        _("Reglas de focalización"),
        (_("regla"), _("perfil"), _("tipo"), _("qué dice"), _("condición"), _("sin dato"), number),
        [
            (
                r.id,
                ", ".join(r.profiles),
                RULE_KINDS[r.kind],
                r.title,
                r.condition.text,
                _unknown(r),
                r.numeral,
            )
            for r in norm.rules
        ],
    )
    yield (
        _("Docentes por acompañante"),
        (_("perfil"), _("cuando"), _("docentes"), number),
        [
            (profile, case.when.text if case.when else _("en otro caso"), _teachers(case), case.numeral)
            for profile, cases in norm.ratio.items()
            for case in cases
        ],
    )
    yield (
        _("Dosis por docente y año"),
        (_("perfil"), _("estrategia"), _("cuánto"), number),
        [row for profile in norm.profiles for row in _dose_rows(profile.title, norm.doses[profile.id])],
    )
    yield (
        _("Datos que leen las reglas"),
        (_("dato"), _("columna"), _("fuente"), _("obligatorio"), number),
        [
            (_named(d), d.column, d.source, _("sí") if d.required else _("no"), d.numeral)
            for d in norm.data.values()
        ],
    )


def _unknown(rule: Rule) -> str:
    """What the rule counts as where it is not known whether it holds."""
    if rule.taken is None:
        return _("no cuenta") if rule.kind == "priority" else _("por verificar")
    taken = _("se supone que se cumple") if rule.taken else _("se supone que no se cumple")
    return f"{taken} ({rule.assumption})"


def _teachers(case: RatioCase) -> str:
    if case.minimum is None:
        return _("hasta {most}").format(most=case.maximum)
    return _("de {least} a {most}").format(least=case.minimum, most=case.maximum)


def _dose_rows(profile: str, dose: Dose) -> Iterable[Row]:
    for kind in KINDS.values():
        if owed := dose.owed.get(kind.id):
            yield profile, one_of(kind.id), _how_much(kind, owed), owed.numeral


def _how_much(kind: Kind, owed: Owed) -> str:
    if kind.travels:
        lengths = ", ".join(str(days) for days in owed.lengths)
        return _("{total} visitas, {days} días ({lengths})").format(
            total=owed.times, days=owed.days, lengths=lengths
        )
    if kind.hosted:
        return _("{total} al año, {hours} horas o más").format(total=owed.times, hours=owed.hours)
    return _("{events} talleres, {days} días en total ({place})").format(
        events=owed.times, days=owed.days, place=owed.place
    )


def _practice_sections(norm: Norm) -> Iterable[Section]:
    number = _("numeral")
    yield (
        _("Competencias"),
        (_("código"), _("nombre"), _("tipo"), _("perfiles"), number),
        [(c.code, c.name, c.kind, ", ".join(c.profiles) or _("todos"), c.numeral) for c in norm.competencies],
    )
    yield (
        _("Competencias de cada tipo de institución"),
        (_("perfil"), _("desarrolla"), number),
        [_developed(norm, profile) for profile in norm.profiles],
    )
    yield (
        _("Etapas"),
        (_("etapa"), _("dura"), _("espera"), number),
        [(str(s.number), s.lasts, s.expects, s.numeral) for s in norm.stages],
    )
    yield (
        _("Estrategias"),
        (_("estrategia"), _("a cargo"), _("rasgos"), number),
        [(s.name, s.led_by, "; ".join(s.features), s.numeral) for s in norm.strategies],
    )
    for title, matrix in (
        (_("Matriz de seguimiento"), norm.follow_up),
        (_("Matriz de evaluación"), norm.evaluation),
    ):
        heads: tuple[str, ...] = (
            *(_("variable"), _("periodo"), _("método"), _("recoge"), _("sobre")),
            number,
        )
        rows: list[tuple[str, ...]] = [
            (m.variable, m.period, m.method, ", ".join(m.collected_by), m.about, m.numeral) for m in matrix
        ]
        yield title, heads, rows


def _developed(norm: Norm, profile: Profile) -> Row:
    """A profile with the competencies of its teachers, and the numerals on which these rest."""
    found = norm.competencies_for(profile.id)
    numerals = dict.fromkeys(competency.numeral for competency in found)
    return profile.title, ", ".join(competency.code for competency in found), "; ".join(numerals)


def _criteria(norm: Norm, frameworks: Iterable[Framework]) -> Section:
    """Criteria that observe the competencies of a norm; the norm does not name them."""
    return (
        _("Criterios con que se observan las competencias (el instrumento se elige en cada protocolo)"),
        (_("competencia"), _("criterio"), _("instrumento"), _("origen"), _("numeral de la competencia")),
        [
            (
                competency.code,
                criterion.name,
                instrument.name,
                _("criterio de Pusaq") if instrument.origin == OWN else _("oficial"),
                competency.numeral,
            )
            for competency in norm.competencies
            for framework in frameworks
            if framework.country == norm.country
            for instrument, criterion in framework.criteria_for(competency.code)
        ],
    )


def _text_sections(norm: Norm) -> Iterable[Section]:
    number = _("numeral")
    yield (
        _("Responsabilidades"),
        (_("quién"), _("qué"), _("crea"), number),
        [(", ".join(d.who), d.does, d.creates, d.numeral) for d in norm.duties],
    )
    clauses = (*norm.scope, *norm.legal_base, *norm.assessment, *norm.training)
    yield _("Disposiciones"), (_("texto"), number), [(c.text, c.numeral) for c in clauses]
    yield (
        _("Términos y siglas"),
        (_("término"), _("significa"), number),
        [(t.name, t.meaning, t.numeral) for t in (*norm.definitions, *norm.acronyms)],
    )
    yield (
        _("Cómo se lee lo ambiguo"),
        (_("sobre"), _("lectura"), number),
        [(n.about, n.reading, n.numeral) for n in norm.notes],
    )
    yield (
        _("Cambios por modificatorias"),
        (_("valor"), _("antes"), _("ahora"), _("desde"), _("modificatoria"), number),
        [
            (c.path, c.before, c.after, c.since.isoformat(), f"{c.amendment}, {c.numeral}", c.base_numeral)
            for c in norm.changes
        ],
    )
    yield (
        _("Casos"),
        (_("caso"), number),
        [(c.name, c.numeral) for c in norm.cases],
    )


def _assumptions(norm: Norm) -> list[Row]:
    return [(_named(a), _shown(a.value), a.reason, a.changed_by) for a in norm.assumptions.values()]


def _named(one: Datum | Assumption) -> str:
    """What people call it, above the id that conditions and notes use."""
    return f"{one.title}\n({one.id})" if one.title else one.id


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return _("sí") if value else _("no")
    return ", ".join(str(item) for item in value) if isinstance(value, tuple) else str(value)

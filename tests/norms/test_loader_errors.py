"""Every error of a norm file names its place, the path of keys, what was expected and what was found."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pusaq_core.errors import InputError, Problem
from pusaq_core.norms.loader import load_norm

FILE = "norma.yaml"


def problems_in(text: str) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        load_norm(text, file=FILE)
    return caught.value.problems


def place_of(text: str, marked: str) -> tuple[int, int]:
    """Line and character of the place marked by § in a passage that the text holds once."""
    start = marked.index("§")
    passage = marked.replace("§", "")
    assert text.count(passage) == 1, passage
    before = text[: text.index(passage) + start]
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


# (old, new with § where the problem stands, code, path of keys, expected, found)
BROKEN = [
    ("codigo: NI-001", "§codigoo: NI-001", "misspelt_key", "codigoo", "name_like:codigo", "codigoo"),
    (
        "titulo: Norma inventada de",
        "§titulo_: Norma inventada de",
        "misspelt_key",
        "titulo_",
        "name_like:titulo",
        "titulo_",
    ),
    ("codigo: NI-001", "codigo: §[NI-001]", "wrong_type", "codigo", "text", "@list"),
    ("codigo: NI-001", "codigo: §''", "wrong_type", "codigo", "text", "@empty"),
    (
        "id: norma-inventada-2030",
        "id: §Norma Inventada",
        "wrong_value",
        "id",
        "identifier",
        "Norma Inventada",
    ),
    ("desde: 2030-01-01", "desde: §2030-02-30", "wrong_type", "vigencia.desde", "date", "2030-02-30"),
    ("desde: 2030-01-01", "desde: §enero", "wrong_type", "vigencia.desde", "date", "enero"),
    ("desde: 2030-01-01", "desde: §{}", "wrong_type", "vigencia.desde", "date", "@map"),
    (
        "hasta: 2033-12-31",
        "hasta: §2029-12-31",
        "wrong_value",
        "vigencia.hasta",
        "date_from:2030-01-01",
        "2029-12-31",
    ),
    (
        "columna: ALUMNOS,",
        "titulo: §'', columna: ALUMNOS,",
        "wrong_type",
        "datos.alumnos.titulo",
        "text",
        "@empty",
    ),
    (
        "factor_camino: {valor",
        "factor_camino: {titulo: §[uno], valor",
        "wrong_type",
        "supuestos.factor_camino.titulo",
        "text",
        "@list",
    ),
    (
        'fuente: Matrícula, numeral: "2.2"',
        'fuente: Matrícula, numeral: §"dos"',
        "wrong_value",
        "datos.alumnos.numeral",
        "numeral",
        "dos",
    ),
    (
        "columna: POBREZA, tipo: decimal",
        "columna: POBREZA, tipo: §real",
        "wrong_value",
        "datos.pobreza.tipo",
        "one_of:texto|entero|decimal|logico",
        "real",
    ),
    (
        'Lista de zonas, numeral: "2.1", obligatorio: true',
        'Lista de zonas, numeral: "2.1", obligatorio: §sí',
        "wrong_type",
        "datos.zona.obligatorio",
        "boolean",
        "sí",
    ),
    (
        "total: 5, dias: 9",
        "total: §cinco, dias: 9",
        "wrong_type",
        "dosis.campo.visita.total",
        "integer_from:1",
        "cinco",
    ),
    (
        "total: 5, dias: 9",
        "total: §0, dias: 9",
        "wrong_value",
        "dosis.campo.visita.total",
        "integer_from:1",
        "0",
    ),
    (
        "total: 5, dias: 9",
        'total: §"5", dias: 9',
        "wrong_type",
        "dosis.campo.visita.total",
        "integer_from:1",
        "5",
    ),
    (
        "total: 5, dias: 9",
        "total: §5.0, dias: 9",
        "wrong_type",
        "dosis.campo.visita.total",
        "integer_from:1",
        "5.0",
    ),
    (
        "total: 5, dias: 9",
        "total: §500, dias: 9",
        "wrong_value",
        "dosis.campo.visita.total",
        "integer_between:1:60",
        "500",
    ),
    (
        "visita: {total: 5, dias: 9",
        "visita: §{total: 5, dias: 20",
        "visit_split",
        "dosis.campo.visita",
        "visits:5:20",
        "",
    ),
    (
        "visita: {total: 5, dias: 9, duraciones: [1, 2]",
        "visita: §{total: 5, dias: 9, duraciones: [1, 2, 3]",
        "visit_split",
        "dosis.campo.visita",
        "visits:5:9",
        "1+1+1+3+3 | 1+1+2+2+3 | 1+2+2+2+2",
    ),
    (
        "visita: {total: 3, dias: 4, mezcla: {2: 1, 1: 2}",
        "visita: §{total: 3, dias: 4, mezcla: {2: 2, 1: 2}",
        "visit_split",
        "dosis.ciudad.visita",
        "visits:3:4",
        "",
    ),
    (
        "visita: {total: 3, dias: 4, mezcla: {2: 1, 1: 2}",
        "visita: §{total: 3, dias: 4",
        "visit_lengths",
        "dosis.ciudad.visita",
        "one_of:duraciones|mezcla",
        "",
    ),
    (
        "mezcla: {2: 1, 1: 2}",
        "mezcla: {2: 1, §x: 2}",
        "wrong_type",
        "dosis.ciudad.visita.mezcla.x",
        None,
        "x",
    ),
    (
        "duraciones: [1, 2]",
        "duraciones: §[]",
        "wrong_type",
        "dosis.campo.visita.duraciones",
        "list_from:1",
        "@list",
    ),
    ("min: 3, max: 5", "min: §6, max: 5", "wrong_value", "ratio.campo[0].min", "integer_between:1:5", "6"),
    (
        '- {max: 6, numeral: "3.1"}',
        '- §{cuando: isla, max: 6, numeral: "3.1"}',
        "ratio_last_case",
        "ratio.campo[1]",
        "",
        "",
    ),
    (
        """- {cuando: "dispersion = 'alta'", min: 3""",
        "- §{min: 3",
        "ratio_last_case",
        "ratio.campo[0]",
        "",
        "",
    ),
    (
        '  ciudad:\n    - {max: 11, numeral: "3.2"}',
        '  §pueblo:\n    - {max: 11, numeral: "3.2"}',
        "wrong_value",
        "ratio.pueblo",
        "one_of:campo|ciudad",
        "pueblo",
    ),
    (
        "perfil: [ciudad], tipo",
        "perfil: [§villa], tipo",
        "wrong_value",
        "reglas[4].perfil[0]",
        "one_of:campo|ciudad",
        "villa",
    ),
    (
        "{id: campo-isla, perfil: campo, tipo: prioridad, titulo: I",
        "{id: §campo-pobre, perfil: campo, tipo: prioridad, titulo: I",
        "duplicate_id",
        "reglas[3].id",
        "",
        "campo-pobre",
    ),
    (
        "en_archivos: town, familia: town",
        "en_archivos: §country, familia: town",
        "duplicate_id",
        "perfiles[1].en_archivos",
        "",
        "country",
    ),
    (
        "  isla: {columna: ISLA",
        "  §pobreza: {columna: ISLA",
        "duplicate_key",
        "datos.pobreza",
        "",
        "pobreza",
    ),
    (
        "factor_camino: {valor: 1.5, razon",
        'factor_camino: {valor: 1.5, §numeral: "9", razon',
        "numeral_forbidden",
        "supuestos.factor_camino.numeral",
        "",
        "numeral",
    ),
    (
        "desempate_de_rango: {valor: alumnos",
        "desempate_de_rango: {valor: §zona",
        "wrong_value",
        "supuestos.desempate_de_rango.valor",
        "one_of:alumnos|maestros|pobreza",
        "zona",
    ),
    (
        "tipo: criterio, ambito: ugel, titulo",
        "tipo: criterio, titulo",
        "rule_scope",
        "reglas[1].ambito",
        "one_of:ugel",
        "",
    ),
    (
        "tipo: criterio, titulo: Más de 4",
        "tipo: criterio, ambito: ugel, titulo: Más de 4",
        "rule_scope",
        "reglas[0].ambito",
        "no_scope",
        "ugel",
    ),
    (
        "{suma: maestros, ambito: ugel",
        "{suma: §zona, ambito: ugel",
        "wrong_value",
        "derivados.maestros_ugel.suma",
        None,
        "zona",
    ),
    (
        "servicio: {ZONA: rural, ALUMNOS: 5, MAESTROS: 3}",
        "plan_de_visitas: [1]",
        "case_situation",
        "casos[0]",
        "",
        "plan_de_visitas",
    ),
    ("codigo: NI-001", "codigo: NI-001\n§codigo: NI-001", "duplicate_key", "codigo", "", "codigo"),
    ("cuando: lejana", "cuando: §[lejana]", "wrong_type", "perfiles[0].cuando", "text", "@list"),
    (
        "tipo: prioridad, titulo: Isla, expr: isla",
        "tipo: prioridad, titulo: Isla, expr: maestros_ugel > 2",
        "rule_scope",
        "reglas[3].ambito",
        "criterion",
        "",
    ),
    (
        """donde: "perfil = 'campo' AND pasa_criterios\"""",
        """donde: "perfil = §AND pasa_criterios\"""",
        "expr_syntax",
        "derivados.maestros_ugel.donde",
        "operand",
        "AND",
    ),
    (
        "donde: \"perfil = 'campo' AND pasa_criterios\"",
        "donde: §[]",
        "wrong_type",
        "derivados.maestros_ugel.donde",
        "text",
        "@list",
    ),
]


@pytest.mark.parametrize(("old", "new", "code", "path", "expected", "found"), BROKEN)
def test_each_error_is_named_with_its_place(
    invented_text: str,
    old: str,
    new: str,
    code: str,
    path: str,
    expected: str | None,
    found: str,
) -> None:
    assert invented_text.count(old) == 1, old
    text = invented_text.replace(old, new.replace("§", ""))
    matching = [p for p in problems_in(text) if (p.code, p.column) == (code, path)]
    assert len(matching) == 1, problems_in(text)
    (problem,) = matching
    assert problem.file == FILE
    assert problem.found == found
    if expected is not None:
        assert problem.expected == expected
    if "§" in new:
        assert (problem.row, problem.position) == place_of(text, new)


@pytest.mark.parametrize(
    ("removed", "path", "code"),
    [
        ("codigo: NI-001\n", "codigo", "missing_key"),
        (', numeral: "1"', "vigencia.numeral", "missing_numeral"),
        (', numeral: "4.10"', "dosis.ciudad.taller_propio.numeral", "missing_numeral"),
        ('expr: "alumnos > 4", ', "reglas[0].expr", "missing_key"),
        ('  ciudad:\n    - {max: 11, numeral: "3.2"}\n', "ratio.ciudad", "missing_key"),
        (
            "  desempate_de_rango: {valor: alumnos, razon: Prueba, cambia: nadie}\n",
            "supuestos.desempate_de_rango",
            "missing_key",
        ),
    ],
)
def test_what_is_missing_is_named(invented_text: str, removed: str, path: str, code: str) -> None:
    assert invented_text.count(removed) == 1
    (problem,) = problems_in(invented_text.replace(removed, ""))
    assert (problem.code, problem.column, problem.found) == (code, path, "")
    assert problem.row is not None


# (old, new with § where the problem stands, code, expected, found), all in a condition
CONDITIONS = [
    ('expr: "alumnos > 4"', 'expr: "alumnos > §"', "expr_syntax", "operand", "@end"),
    ('expr: "alumnos > 4"', 'expr: "§alumno > 4"', "expr_unknown_name", "name_like:alumnos", "alumno"),
    ('expr: "alumnos > 4"', 'expr: "§xyz > 4"', "expr_unknown_name", "name", "xyz"),
    ('expr: "alumnos > 4"', """expr: "alumnos > §'4'\"""", "expr_type", "numero", "texto"),
    ('expr: "alumnos > 4"', "expr: §alumnos", "expr_type", "condition", "alumnos"),
    ('expr: "alumnos > 4"', "expr: NOT (isla OR §4)", "expr_type", "condition", "4"),
    ('expr: "alumnos > 4"', "expr: §zona > 'a'", "expr_type", "number", "texto"),
    ('expr: "alumnos > 4"', "expr: alumnos BETWEEN 1 AND §isla", "expr_type", "numero", "logico"),
    ('expr: "alumnos > 4"', "expr: zona IN (§1)", "expr_type", "texto", "numero"),
    ('expr: "alumnos > 4"', "expr: §lejana IS NULL", "expr_null_of_derived", "datum", "lejana"),
    ('expr: "alumnos > 4"', "expr: §nada IS NULL", "expr_unknown_name", "name", "nada"),
    ('expr: "alumnos > 4"', "expr: §perfil = 'campo'", "expr_unknown_name", "name", "perfil"),
    (
        "cuando: lejana",
        "cuando: §maestros_ugel > 1",
        "expr_unknown_name",
        "name_like:maestros",
        "maestros_ugel",
    ),
    (
        """cuando: "dispersion = 'alta'\"""",
        'cuando: "§mayor_pobreza > 1"',
        "expr_unknown_name",
        "name_like:pobreza",
        "mayor_pobreza",
    ),
    (
        """lejana: {expr: "zona = 'rural' OR isla\"""",
        """lejana: {expr: "zona = 'rural' OR §mayor_pobreza > 1\"""",
        "expr_unknown_name",
        "name_like:pobreza",
        "mayor_pobreza",
    ),
    (
        """donde: "perfil = 'campo' AND pasa_criterios\"""",
        """donde: "perfil = 'campo' AND §pasa\"""",
        "expr_unknown_name",
        None,
        "pasa",
    ),
]


@pytest.mark.parametrize(("old", "new", "code", "expected", "found"), CONDITIONS)
def test_an_error_in_a_condition_stands_at_its_own_character(
    invented_text: str, old: str, new: str, code: str, expected: str | None, found: str
) -> None:
    assert invented_text.count(old) == 1, old
    text = invented_text.replace(old, new.replace("§", ""))
    problem = next(p for p in problems_in(text) if p.code == code)
    assert (problem.row, problem.position) == place_of(text, new)
    assert problem.found == found
    if expected is not None:
        assert problem.expected == expected


def test_every_problem_is_told_in_the_order_of_the_file(invented_text: str) -> None:
    text = invented_text.replace("alumnos > 4", "alumnos >").replace("dias: 9", "dias: nueve")
    text = text.replace("codigo: NI-001\n", "").replace("razon: Prueba", "motivo: Prueba")
    problems = problems_in(text)
    assert len(problems) == 1 + 1 + 3 + 2 * 7
    places = [(p.row, p.position) for p in problems]
    assert places == sorted(places)


def test_two_assumptions_cannot_have_the_same_place_in_the_order(invented_text: str) -> None:
    (problem,) = problems_in(invented_text.replace("valor: 90, orden: 3", "valor: 90, orden: 2"))
    assert (problem.code, problem.column) == ("duplicate_id", "supuestos.gia_tras_visita.orden")
    assert problem.found == "2"


def test_a_list_instead_of_a_norm_is_refused() -> None:
    (problem,) = problems_in("- uno\n- dos\n")
    assert (problem.code, problem.expected, problem.found) == ("wrong_type", "map", "@list")


def test_too_many_priorities_are_refused(invented_text: str) -> None:
    rule = "  - {{id: mas-{i}, perfil: campo, tipo: prioridad, titulo: Más, expr: isla, numeral: '2.3'}}\n"
    added = "".join(rule.format(i=i) for i in range(59))
    text = invented_text.replace("\nratio:", f"{added}\nratio:")
    (problem,) = problems_in(text)
    assert (problem.code, problem.expected, problem.found) == ("too_many_priorities", "at_most:60", "campo")
    first = text.replace(rule.format(i=58), "")
    assert len(load_norm(first, file=FILE).rules_for("campo")) == 62


sections = st.sampled_from(
    ["datos", "derivados", "perfiles", "reglas", "ratio", "dosis", "supuestos", "casos"]
)
values = st.sampled_from(
    ["", " 1", " x", " []", " [1]", " [[x]]", " {}", " {a: 1}", " {a: {b: c}}", " [{id: x}]"]
)


@given(sections, values)
@settings(max_examples=80)
def test_no_section_of_any_shape_does_anything_but_load_or_be_refused(
    invented_text: str, section: str, value: str
) -> None:
    lines = invented_text.split("\n")
    start = lines.index(f"{section}:")
    end = next(
        (i for i in range(start + 1, len(lines)) if lines[i] and not lines[i].startswith(" ")), len(lines)
    )
    text = "\n".join([*lines[:start], f"{section}:{value}", *lines[end:]])
    problems: tuple[Problem, ...] = ()
    try:
        load_norm(text, file=FILE)
    except InputError as error:
        problems = error.problems
    assert all(problem.file == FILE and problem.row for problem in problems)

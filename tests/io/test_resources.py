"""Resources of the catalogue: what the documents say, and what is wrong with a file, each at its place."""

from __future__ import annotations

import pytest

from pusaq_core.cli.messages import sentence
from pusaq_core.errors import InputError
from pusaq_core.io.resources import read_resources

HEAD = "pais: pe\nfuente: Un documento\nrecursos:\n"
EVENT = """\
  - codigo: encuentro
    tipo: evento
    titulo: Un encuentro
    resumen: Se reunieron.
    seccion: I
    datos:
      - {dato: Asistentes, valor: 145, unidad: personas}
"""
PROGRAMME = """\
  - codigo: curso
    tipo: programa
    titulo: Un curso
    resumen: Tres semanas.
    seccion: I
    datos: []
    programa:
      inicio: 2022-09-05
      modulos:
        - {titulo: Uno, semanas: 2}
        - {titulo: Dos, semanas: 1}
      sesiones:
        - {titulo: Taller, semanas: [3]}
"""


@pytest.fixture
def written(tmp_path):
    """Write files into a folder and read it."""

    def of(*texts):
        for number, text in enumerate(texts):
            (tmp_path / f"{number}.yaml").write_text(text, encoding="utf-8")
        return read_resources("pe", folder=tmp_path)

    return of


@pytest.fixture(scope="module")
def shipped():
    return read_resources("pe")


def facts(resource):
    return {fact.label: fact for fact in resource.facts}


def test_the_six_practices_are_those_of_the_encounter(shipped):
    start, leadership = (
        "Contribución al inicio del año escolar",
        "Liderazgo y monitoreo para la mejora de los aprendizajes",
    )
    assert [
        (one.region, one.body.kind, one.body.code, one.body.name, one.year, facts(one)["Eje temático"].value)
        for one in shipped
        if one.kind == "practica"
    ] == [
        ("San Martín", "ugel", "220004", "UGEL Lamas", 2017, start),
        ("Loreto", "ugel", "160004", "UGEL Nauta", 2018, start),
        ("Lima Metropolitana", "dre", "150101", "DRE Lima Metropolitana", 2018, start),
        ("Arequipa", "ugel", "040005", "UGEL Castilla", 2017, leadership),
        ("Huancavelica", "ugel", "090009", "UGEL Surcubamba", 2018, leadership),
        ("Áncash", "dre", "020000", "DRE Áncash", 2018, leadership),
    ]
    links = {one.code: one.link for one in shipped if one.kind == "practica"}
    assert [code for code, link in links.items() if not link] == ["practica-surcubamba-2018"]


def test_the_programmes_of_each_year_say_what_the_document_leaves_out(shipped):
    rows = [
        (
            one.year,
            one.title,
            facts(one)["Duración"].value,
            facts(one)["Alcance"],
            facts(one)["Modelo de gestión"],
        )
        for one in shipped
        if one.kind == "formacion"
    ]
    assert [(year, title, hours, reach.value, model.value) for year, title, hours, reach, model in rows] == [
        (2019, "Diplomado 2019", 384, 2300, "Cogestión"),
        (2019, "Curso de Inducción al cargo directivo", 120, 6000, "Gestión directa"),
        (2019, "Redes Educativas Rurales 2019", None, 180, "Gestión directa"),
        (2020, "Diplomado 2020", 384, 1500, "Cogestión"),
        (2020, "Redes Educativas Rurales 2020", None, 180, "Gestión directa"),
        (2020, "Asistencia técnica 2020", None, 590, "Gestión directa"),
        (2020, "Cursos Mejora Continua", None, 10000, "Gestión directa"),
        (2021, "Mentoría para el directivo", None, 1200, "Cogestión"),
        (2021, "Visitas de Gestión Escolar", None, 500, "Cogestión"),
        (2022, "Visitas de Gestión Escolar", None, 500, "Cogestión"),
    ]
    assert all(reach.is_over for *_rest, reach, _model in rows)
    strategies = {one.code: facts(one)["Estrategias"] for one in shipped if one.kind == "formacion"}
    assert len(strategies["diplomado-2019"].value) == 3
    assert "cuatro" in strategies["diplomado-2019"].note
    assert len(strategies["mentoria-2021"].value) == len(strategies["diplomado-2020"].value) == 4


def test_the_encounter_had_145_attendees_of_whom_37_are_staff(shipped):
    (event,) = [one for one in shipped if one.kind == "evento"]
    found = facts(event)
    assert found["Asistentes"].value == 145
    staff = found["Servidores de DRE/GRE y UGEL"]
    assert (staff.value, staff.part_of) == (37, "Asistentes")
    practices = [one for one in shipped if one.kind == "practica"]
    assert found["Buenas prácticas presentadas"].value == len(practices)
    assert {facts(one)["Eje temático"].value for one in practices} == set(found["Ejes temáticos"].value)
    assert {str(one.year) for one in practices} == set(found["Ediciones premiadas que se presentaron"].value)
    assert event.year is None


def test_the_programme_has_modules_of_8_3_and_4_weeks_and_no_session_in_weeks_9_and_12(shipped):
    (one,) = [one for one in shipped if one.programme]
    assert one.programme.starts_on.isoformat() == "2022-09-05"
    assert [module.weeks for module in one.programme.modules] == [8, 3, 4]
    used = {week for session in one.programme.sessions for week in session.weeks}
    assert set(range(1, 16)) - used == {9, 12}
    names = [session.title.split()[0] for session in one.programme.sessions]
    assert [names.count(name) for name in ("ATA", "Taller", "Autogestionada", "Acompañamiento")] == [
        2,
        3,
        4,
        4,
    ]


def test_every_fact_of_the_catalogue_says_where_it_stands(shipped):
    assert all(fact.place for one in shipped for fact in one.facts)
    assert all(one.section and one.source for one in shipped)


def test_a_number_is_one_only_without_quotes_and_no_datum_is_nothing(written):
    text = EVENT + (
        '      - {dato: A, valor: "7"}\n      - {dato: B, valor: sin dato}\n'
        "      - {dato: C, mas_de: 7}\n      - {dato: D, valor: [x, y], lugar: II}\n"
    )
    (event,) = written(HEAD + text)
    found = facts(event)
    assert [found[label].value for label in "ABCD"] == ["7", None, 7, ("x", "y")]
    assert [found[label].is_over for label in "ABCD"] == [False, False, True, False]
    assert [found[label].place for label in "AD"] == ["I", "II"]


@pytest.mark.parametrize(
    ("old", "new", "code", "place"),
    [
        ("pais: pe", "pais: cl", "wrong_value", "1:7  pais"),
        ("codigo: encuentro", "codigo: Encuentro 1", "wrong_value", "4:13  recursos[0].codigo"),
        ("tipo: evento", "tipo: fiesta", "wrong_value", "5:11  recursos[0].tipo"),
        ("tipo: evento", "tipo: practica", "missing_key", "4:5  recursos[0].anio"),
        ("titulo: Un encuentro", 'titulo: ""', "wrong_value", "6:13  recursos[0].titulo"),
        ("titulo: Un encuentro", 'titulo: "a\\0b"', "wrong_value", "6:13  recursos[0].titulo"),
        ("titulo: Un encuentro", f"titulo: {'x' * 241}", "wrong_value", "6:13  recursos[0].titulo"),
        ("titulo: Un encuentro", "titulo: [a]", "wrong_type", "6:13  recursos[0].titulo"),
        ("    seccion: I\n", "", "missing_key", "4:5  recursos[0].seccion"),
        ("seccion: I", "seccion: I\n    lado: 3", "unknown_key", "9:5  recursos[0].lado"),
        ("seccion: I", "seccion: I\n    anio: 20", "wrong_value", "9:11  recursos[0].anio"),
        (
            "seccion: I",
            "seccion: I\n    enlace: javascript:alert(1)",
            "wrong_value",
            "9:13  recursos[0].enlace",
        ),
        ("seccion: I", "seccion: I\n    enlace: https://a b", "wrong_value", "9:13  recursos[0].enlace"),
        (
            "seccion: I",
            "seccion: I\n    entidad: {clase: ugel}",
            "missing_key",
            "9:14  recursos[0].entidad.nombre",
        ),
        ("dato: Asistentes", "dato: Otros", "fact_missing", "10:7  recursos[0].datos"),
        ("valor: 145, ", "", "fact_without_value", "10:9  recursos[0].datos[0]"),
        ("valor: 145", "valor: 145, mas_de: 145", "fact_without_value", "10:9  recursos[0].datos[0]"),
        ("valor: 145", "mas_de: muchos", "wrong_type", "10:36  recursos[0].datos[0].mas_de"),
        ("valor: 145", "valor: 0145", "zeros_first", "10:35  recursos[0].datos[0].valor"),
        ("valor: 145", "valor: 1234567890", "too_many_digits", "10:35  recursos[0].datos[0].valor"),
        ("seccion: I", "seccion: I\n    anio: 02017", "zeros_first", "9:11  recursos[0].anio"),
        ("valor: 145", "valor: {a: 1}", "wrong_type", "10:35  recursos[0].datos[0].valor"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(written, old, new, code, place):
    text = HEAD + EVENT
    assert old in text
    with pytest.raises(InputError) as refused:
        written(text.replace(old, new))
    told = [sentence(problem) for problem in refused.value.problems if problem.code == code]
    assert any(f"0.yaml:{place}: " in line for line in told)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("{dato: Asistentes, valor: 1}", "duplicate_id"),
        ("{dato: Parte, valor: 146, unidad: personas, parte_de: Asistentes}", "part_malformed"),
        ("{dato: Parte, valor: 37, unidad: equipos, parte_de: Asistentes}", "part_malformed"),
        ("{dato: Parte, valor: 37, unidad: personas, parte_de: Nadie}", "part_malformed"),
    ],
)
def test_facts_that_contradict_each_other_are_refused(written, line, code):
    with pytest.raises(InputError) as refused:
        written(f"{HEAD}{EVENT}      - {line}\n")
    assert [problem.code for problem in refused.value.problems] == [code]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("2022-09-05", "2022-09-06", "el 2022-09-06 no es lunes"),
        ("2022-09-05", "5 setiembre", "se esperaba una fecha AAAA-MM-DD"),
        ("semanas: 2", "semanas: 0", 'se esperaba un entero ≥ 1, hay "0"'),
        ("semanas: [3]", "semanas: [4]", "se esperaba de 1 a 3, hay 4"),
        ("semanas: [3]", "semanas: [tres]", "se esperaba un entero ≥ 1"),
        (
            "        - {titulo: Uno, semanas: 2}\n        - {titulo: Dos, semanas: 1}\n",
            "        []\n",
            "se esperaba una lista de 1 o más",
        ),
        (
            "    programa:\n      inicio: 2022-09-05\n",
            "    programa:\n",
            "recursos[0].programa.inicio: falta la clave",
        ),
        ("tipo: programa", "tipo: evento", "un recurso de este tipo no lleva programa"),
    ],
)
def test_programmes_that_no_calendar_holds_are_refused(written, old, new, said):
    assert old in PROGRAMME
    with pytest.raises(InputError) as refused:
        written(HEAD + PROGRAMME.replace(old, new))
    assert any(said in sentence(problem) for problem in refused.value.problems)


def test_a_programme_without_its_weeks_is_refused(written):
    with pytest.raises(InputError) as refused:
        written(HEAD + PROGRAMME[: PROGRAMME.index("    programa:")])
    assert [problem.column for problem in refused.value.problems] == ["recursos[0].programa"]


def test_a_code_stands_once_over_all_files_and_every_file_is_told_of(written):
    with pytest.raises(InputError) as refused:
        written(HEAD + EVENT, HEAD + EVENT, "pais: pe\n")
    told = [sentence(problem) for problem in refused.value.problems]
    assert "el código «encuentro» ya está en" in told[0]
    assert "0.yaml:4" in told[0]
    assert [line.count("2.yaml") for line in told] == [0, 1, 1]


def test_a_folder_without_files_is_refused(tmp_path):
    with pytest.raises(InputError) as refused:
        read_resources("pe", folder=tmp_path)
    assert [problem.code for problem in refused.value.problems] == ["resources_missing"]
    with pytest.raises(InputError):
        read_resources("xx")


def test_what_is_no_yaml_is_refused(written):
    with pytest.raises(InputError) as refused:
        written("pais: [pe\n")
    assert [problem.code for problem in refused.value.problems] == ["yaml_syntax"]

"""Frameworks of competencies: what a file says, what is wrong with it, and whether a norm is covered."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pusaq_core.cli.norm_tables import tables_for
from pusaq_core.errors import InputError, Problem
from pusaq_core.io.catalogue import framework_files, read_frameworks
from pusaq_core.norms.competencies import Framework, is_framework, load_framework, missing_criteria
from pusaq_core.norms.loader import load_norm

if TYPE_CHECKING:
    from pusaq_core.norms.norm import Norm

MBDD = Path(__file__).parents[2] / "catalogue" / "competencies" / "pe" / "mbdd.yaml"
SMALL = """\
id: marco
nombre: Marco inventado
pais: xx
aprobado_por: Nadie
dominios:
  - {codigo: I, nombre: Uno}
competencias:
  - {codigo: C1, dominio: I, nombre: Primera}
  - {codigo: C2, dominio: I, nombre: Segunda}
instrumentos:
  - id: lista
    nombre: Lista
    origen: pusaq
    criterios:
      - {codigo: uno, competencia: C1, nombre: Se ve}
"""


def problems(text: str) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        load_framework(text, file="marco.yaml")
    return caught.value.problems


def told(problem: Problem) -> tuple[str, int | None, int | None, str, str]:
    return problem.code, problem.row, problem.position, problem.column, problem.found


@pytest.fixture(scope="module")
def mbdd() -> Framework:
    return load_framework(MBDD.read_text(encoding="utf-8"), file=MBDD.name)


LESSON = {"involucra": "C4", "razona": "C4", "retroalimenta": "C5", "respeto": "C3", "regula": "C3"}
OBSERVED = {
    "rubricas-2018": LESSON,
    "rubricas-2017": LESSON | {"tiempo": "C4"},
    "planificacion-pusaq": {"proposito": "C2", "diversidad": "C2", "colegiada": "C2"},
}
"""Instrument to its criteria, each with the one competency that it observes."""


@pytest.mark.requirement("AP-010")
def test_the_norm_prioritises_four_competencies_of_two_domains(mbdd: Framework, nt026: Norm) -> None:
    prioritised = [(c.code, c.domain) for c in nt026.competencies if c.kind == "priorizada"]
    assert prioritised == [("C2", "I"), ("C3", "II"), ("C4", "II"), ("C5", "II")]
    assert [(c.code, c.domain) for c in mbdd.competencies] == [
        *(("C1", "I"), ("C2", "I"), ("C3", "II"), ("C4", "II"), ("C5", "II")),
        *(("C6", "III"), ("C7", "III"), ("C8", "IV"), ("C9", "IV")),
    ]


@pytest.mark.requirement("AP-010")
def test_each_criterion_of_the_catalogue_observes_one_competency(mbdd: Framework, nt026: Norm) -> None:
    criteria = {
        instrument.id: sorted((criterion.code, criterion.competency) for criterion in instrument.criteria)
        for instrument in mbdd.instruments
    }
    assert criteria == {name: sorted(observed.items()) for name, observed in OBSERVED.items()}
    assert missing_criteria(nt026, read_frameworks()) == ()
    assert mbdd in [replace(found, file=mbdd.file) for found in read_frameworks()]


@pytest.mark.requirement("AP-010")
def test_norm_show_lists_the_criteria_of_each_prioritised_competency(nt026: Norm) -> None:
    (table,) = [one for one in tables_for(nt026, "5.2.4", read_frameworks()) if "observan" in str(one.title)]
    shown = [str(cell) for cell in table.columns[0]._cells]
    assert Counter(shown) == {"C2": 3, "C3": 4, "C4": 5, "C5": 2}


def test_both_editions_of_the_rubrics_are_there_and_what_is_ours_says_so(mbdd: Framework) -> None:
    size = {instrument.id: (instrument.origin, len(instrument.criteria)) for instrument in mbdd.instruments}
    assert size == {
        "rubricas-2018": ("oficial", 5),
        "rubricas-2017": ("oficial", 6),
        "planificacion-pusaq": ("pusaq", 3),
    }
    both = [{c.code for c in instrument.criteria} for instrument in mbdd.instruments[:2]]
    assert both[1] - both[0] == {"tiempo"}
    assert {instrument.id for instrument, _ in mbdd.criteria_for("C2")} == {"planificacion-pusaq"}


@pytest.mark.parametrize("path", framework_files(), ids=lambda path: path.stem)
def test_a_framework_of_the_catalogue_is_named_as_its_file(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    framework = load_framework(text, file=path.name)
    assert (framework.id, framework.country) == (path.stem, path.parent.name)
    assert is_framework(text, file=path.name)


def test_a_norm_is_no_framework(nt026_text: str) -> None:
    assert not is_framework(nt026_text, file="x.yaml")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("competencia: C1", "competencia: C3", ("wrong_value", 15, 36, "competencia", "C3")),
        ("competencia: C1", "competencia: [C1, C2]", ("wrong_type", 15, 36, "competencia", "@list")),
        ("competencia: C1, ", "", ("missing_key", 15, 9, "competencia", "")),
    ],
)
def test_a_criterion_without_exactly_one_known_competency_is_refused(
    old: str, new: str, expected: tuple[str, int, int, str, str]
) -> None:
    code, row, position, key, found = expected
    place = f"instrumentos[0].criterios[0].{key}"
    assert [told(p) for p in problems(SMALL.replace(old, new))] == [(code, row, position, place, found)]


@pytest.mark.parametrize(
    ("line", "copy", "place"),
    [
        (6, "  - {codigo: I, nombre: Otra vez}", "dominios[1].codigo"),
        (9, "  - {codigo: C1, dominio: I, nombre: Otra vez}", "competencias[2].codigo"),
        (
            15,
            "      - {codigo: uno, competencia: C2, nombre: Otra vez}",
            "instrumentos[0].criterios[1].codigo",
        ),
    ],
)
def test_a_code_that_stands_twice_is_refused_at_the_second_place(line: int, copy: str, place: str) -> None:
    lines = SMALL.splitlines()
    found = problems("\n".join([*lines[:line], copy, *lines[line:]]))
    assert [(p.code, p.row, p.column) for p in found] == [("duplicate_id", line + 1, place)]


@pytest.mark.parametrize("section", ["dominios", "competencias", "instrumentos"])
def test_sections_of_the_wrong_form_are_refused_at_their_place(section: str) -> None:
    text = SMALL.replace(f"{section}:", f"{section}: 7\nx:")
    found = problems(text)
    assert ("wrong_type", section) in {(p.code, p.column) for p in found}
    assert all(p.row for p in found)


def test_an_unknown_domain_is_refused() -> None:
    found = problems(SMALL.replace("dominio: I, nombre: Segunda", "dominio: V, nombre: Segunda"))
    assert [(p.code, p.row, p.column, p.found) for p in found] == [
        ("wrong_value", 9, "competencias[1].dominio", "V")
    ]


def test_what_a_norm_wants_and_no_framework_of_its_country_observes_is_told(
    mbdd: Framework, nt026: Norm
) -> None:
    elsewhere = replace(mbdd, country="xx")
    unknown = missing_criteria(nt026, [elsewhere])
    assert [(p.code, p.found) for p in unknown] == [
        ("competency_unknown", code) for code in ("C2", "C3", "C4", "C5")
    ]
    unseen = missing_criteria(nt026, [replace(mbdd, instruments=mbdd.instruments[:2])])
    assert [(p.code, p.column, p.found) for p in unseen] == [
        ("competency_unobserved", "competencias[0].codigo", "C2")
    ]
    assert unseen[0].row is not None


def test_a_norm_without_competencies_lacks_nothing(invented_text: str, mbdd: Framework) -> None:
    norm = load_norm(invented_text, file="norma-inventada-2030.yaml")
    assert missing_criteria(norm, [mbdd]) == ()

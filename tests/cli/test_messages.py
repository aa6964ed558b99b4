"""Every kind of problem has a Spanish sentence, and every expectation a phrase."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from pusaq_core.cli import messages_io, messages_norms
from pusaq_core.cli.messages import expectation, sentence
from pusaq_core.errors import Problem

SOURCE = Path(__file__).parents[2] / "src" / "pusaq_core"
MAKERS = {"Problem", "note", "expression_problem", "Fault", "_refusal", "_unknown"}


def codes_in(code: str) -> set[str]:
    """Literal codes of problems that some Python code can make."""
    found = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            first = node.args[0] if node.args else None
            if name in MAKERS and isinstance(first, ast.Constant) and isinstance(first.value, str):
                found.add(first.value)
    return found


@pytest.mark.parametrize("folder", ["norms", "cli"])
def test_every_code_of_a_problem_has_a_sentence(folder: str) -> None:
    codes = {
        code for path in sorted((SOURCE / folder).glob("*.py")) for code in codes_in(path.read_text("utf-8"))
    }
    known = {*messages_norms.TEMPLATES, *messages_io.TEMPLATES}
    assert codes
    assert codes - known == set()


def test_the_search_for_codes_finds_them() -> None:
    assert codes_in("raise InputError(Problem('a', file=x))\nreport.note('b', node)\nprint('c')") == {
        "a",
        "b",
    }


def test_a_sentence_says_where_what_was_expected_and_what_was_found() -> None:
    problem = Problem(
        "wrong_type",
        "catalogue/norms/pe/x.yaml",
        41,
        "dosis[0].visita.total",
        "integer_from:1",
        "seis",
        position=12,
    )
    assert sentence(problem) == (
        'catalogue/norms/pe/x.yaml:41:12  dosis[0].visita.total: se esperaba un entero ≥ 1, hay "seis"'
    )


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (Problem("empty_file"), "el archivo está vacío"),
        (Problem("empty_file", "x.yaml"), "x.yaml: el archivo está vacío"),
        (Problem("wrong_type", "x", 3, "a", "text", "@list"), "x:3  a: se esperaba un texto, hay una lista"),
        (Problem("wrong_type", "x", 3, "a", "text", "@empty"), "x:3  a: se esperaba un texto, hay nada"),
        (
            Problem("expr_unknown_name", "", None, "e", "name_like:edad", "eda"),
            'e: no se conoce el nombre "eda"; ¿quiso decir «edad»?',
        ),
        (
            Problem("missing_datum", "p.csv", None, "EIB", "read_by:perfil eib|mg-tipo"),
            "p.csv  EIB: falta la columna, obligatoria en la norma; la leen perfil eib, mg-tipo",
        ),
        (
            Problem("visit_split", "x", 1, "v", "visits:6:14", ""),
            "x:1  v: se esperaba una sola manera de tener 6 visitas en 14 días, hay nada",
        ),
        (Problem("expr_type", "", None, "e", "logico", "texto"), None),
        (Problem("never_seen", "f", 2, "c", "esto", "aquello"), "f:2  c: never_seen esto aquello"),
        (Problem("file_not_found", "f"), "f: no existe el archivo"),
        (Problem("unknown_ugel", found="999999"), "la UGEL 999999 no está en el padrón"),
    ],
)
def test_sentences(problem: Problem, text: str | None) -> None:
    expected = text or 'e: no se puede comparar: se esperaba sí o no, hay "texto"'
    assert sentence(problem) == expected


def test_every_template_and_phrase_can_be_filled() -> None:
    for code in messages_norms.TEMPLATES:
        for expected in messages_norms.PHRASES:
            shown = sentence(Problem(code, "f", 1, "c", f"{expected}:1:2", "x"))
            assert "{" not in shown
            assert len(shown) > len("f:1  c: ")
    for code in messages_io.TEMPLATES:
        assert "{" not in sentence(Problem(code, "f", 1, "c", "e", "x"))


@pytest.mark.parametrize(
    ("code", "expected", "phrase"),
    [
        ("key_missing", "", "un código"),
        ("key_repeated", "7", "una sola fila por código (la primera es la fila 7)"),
        ("wrong_type", "integer_from:1", "un entero ≥ 1"),
        ("wrong_type", "otra cosa", "otra cosa"),
        ("never_seen", "text", "text"),
    ],
)
def test_expectations_are_phrases(code: str, expected: str, phrase: str) -> None:
    assert expectation(code, expected) == phrase

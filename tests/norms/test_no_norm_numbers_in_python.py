"""No number of a norm stands in Python: doses, ratios, thresholds and assumptions come from the norm file.

A number is suspicious where it is given to, compared with, or the default of a name that speaks of the same
thing as the norm does: `visits = 6`, `def plan(gia_hours=3)`, `if students >= 30`.
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pusaq_core.norms.expressions import Between, Comparison, Constant, Junction, Name, Not

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pusaq_core.norms.expressions import Expression
    from pusaq_core.norms.norm import Norm

SOURCE = Path(__file__).parents[2] / "src"
FREE = {"pusaq_core/synthetic", "pusaq/config/demo"}
"""Invent schools and people: their numbers describe a country, not a norm."""

TOO_COMMON = {0, 1}

ACCEPTED = {
    ("pusaq_core/checking/spacing_rules.py", "visits 2"): "two visits make a first and a last one",
    ("pusaq_core/timetable/shared.py", "REACH_WEEKS 4"): "how far the search looks, no rule",
}

Concepts = dict[str, set[float]]


def concepts_of(norm: Norm) -> Concepts:
    """Words of the code with the numbers that the norm gives for what they name."""
    doses = list(norm.doses.values())
    numbers = {name: a.value for name, a in norm.assumptions.items() if isinstance(a.value, int | float)}
    visits = {n for d in doses for n in (d.visits.times, d.visits.days, *d.visits.lengths)}
    ratio = {n for cases in norm.ratio.values() for c in cases for n in (c.maximum, c.minimum) if n}
    shops = {n for d in doses for w in (d.of("workshop"), d.of("own_workshop")) for n in (w.times, w.days)}
    concepts: Concepts = {
        "visit": visits | {numbers["primera_visita_semanas"]},
        "gia": {n for d in doses for n in (d.of("gia").times, d.of("gia").hours)},
        "rtc": {n for d in doses for n in (d.of("rtc").times, d.of("rtc").hours)},
        "workshop": shops | {numbers["horas_taller_dia"]},
        "ratio": ratio,
        "caseload": ratio,
        "gap": {v for name, v in numbers.items() if name.startswith("separacion")},
        "contact": {numbers["contacto_maximo_dias"]},
        "dispersion": {v for name, v in numbers.items() if name.startswith("dispersion")},
        "road": {numbers["factor_camino"]},
        "detour": {numbers["factor_camino"]},
        "language": {numbers["lengua_minimo_docentes"]},
        "student": set(thresholds(norm, "estudiantes")),
        "teacher": {*thresholds(norm, "docentes"), *thresholds(norm, "docentes_ugel")},
        "appointed": set(thresholds(norm, "nombrados")),
    }
    return {word: found - TOO_COMMON for word, found in concepts.items()}


def thresholds(norm: Norm, datum: str) -> Iterator[float]:
    for rule in norm.rules:
        yield from _thresholds(rule.condition.tree, datum)


def _thresholds(tree: Expression, datum: str) -> Iterator[float]:
    match tree:
        case Comparison(left=Name(name=name), right=Constant(value=value)):
            if name == datum and isinstance(value, int | float):
                yield value
        case Between(operand=Name(name=name), low=Constant(value=low), high=Constant(value=high)):
            yield from (v for v in (low, high) if name == datum and isinstance(v, int | float))
        case Not(operand=inner):
            yield from _thresholds(inner, datum)
        case Junction(parts=parts):
            for part in parts:
                yield from _thresholds(part, datum)


def norm_numbers_in(code: str, concepts: Concepts) -> list[str]:
    """`line: name number` for each suspicious number of some Python code."""
    found = [
        f"{value.lineno}: {name} {value.value}"
        for name, value in _named_values(ast.parse(code))
        if isinstance(value, ast.Constant) and _speaks(name, value.value, concepts)
    ]
    return sorted(found, key=lambda line: int(line.partition(":")[0]))


def _speaks(name: str, value: object, concepts: Concepts) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    words = name.lower().split("_")
    return any(value in numbers for word, numbers in concepts.items() if {word, word + "s"} & set(words))


def _named_values(tree: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=targets, value=value):
                yield from ((_name(target), one) for target in targets for one in _values(value))
            case ast.AnnAssign(target=target, value=value) if value is not None:
                yield from ((_name(target), one) for one in _values(value))
            case ast.keyword(arg=str(name), value=value):
                yield from ((name, one) for one in _values(value))
            case ast.arguments():
                yield from _defaults(node)
            case ast.Compare(left=left, comparators=others):
                names = [name for part in (left, *others) if (name := _name(part))]
                yield from ((name, part) for name in names for part in (left, *others))
            case ast.Dict(keys=keys, values=values):
                pairs = zip(keys, values, strict=True)
                yield from ((str(k.value), v) for k, v in pairs if isinstance(k, ast.Constant))


def _defaults(arguments: ast.arguments) -> Iterator[tuple[str, ast.expr]]:
    positional = [*arguments.posonlyargs, *arguments.args]
    pairs: Iterable[tuple[ast.arg, ast.expr | None]] = [
        *zip(reversed(positional), reversed(arguments.defaults), strict=False),
        *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
    ]
    yield from ((arg.arg, value) for arg, value in pairs if value is not None)


def _values(value: ast.expr) -> list[ast.expr]:
    return value.elts if isinstance(value, ast.Tuple | ast.List | ast.Set) else [value]


def _name(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Call(func=ast.Name(id="len" | "sum"), args=[argument]):
            return _name(argument)
    return ""


def test_the_concepts_hold_the_numbers_of_the_norm(nt026: Norm) -> None:
    concepts = concepts_of(nt026)
    assert concepts["visit"] == {6, 14, 12, 7, 8, 2, 3}
    assert concepts["workshop"] == {2, 10, 16, 8, 12, 6}
    assert concepts["ratio"] == {6, 7, 8, 10, 12, 15}
    assert concepts["gap"] == {21, 28, 60}
    assert concepts["student"] == {9, 30}
    assert concepts["teacher"] == {6, 8}
    assert concepts["appointed"] == {30, 40}
    assert all(concepts.values())


@pytest.mark.parametrize(
    "code",
    [
        "visits = 6",
        "self.visit_days: int = 14",
        "VISIT_LENGTHS = (2, 2, 2, 2, 3, 3)",
        "def plan(gia_hours=3): ...",
        "def plan(*, rtc_total: int = 2): ...",
        "def plan(a, b, own_workshop_days=16, /): ...",
        "make(ratio_max=15)",
        "if students >= 30: pass",
        "ok = 8 <= len(service.teachers)",
        "x = {'gap': 21}",
        "road_factor = 1.4",
        "class A:\n    dispersion_km: float = 15",
    ],
)
def test_a_number_of_the_norm_in_code_is_found(nt026: Norm, code: str) -> None:
    assert norm_numbers_in(code, concepts_of(nt026)) != []


@pytest.mark.parametrize(
    "code",
    [
        "visits = norm.dose(profile).visits.times",
        "gap = norm.assumption('separacion_visitas_dias').whole()",
        "weeks = 14",
        "visits = 0",
        "has_visits = True",
        "visitors = 6",
        "if students >= threshold: pass",
    ],
)
def test_other_numbers_and_values_read_from_the_norm_are_not(nt026: Norm, code: str) -> None:
    assert norm_numbers_in(code, concepts_of(nt026)) == []


def test_no_number_of_a_norm_stands_in_python(nt026: Norm) -> None:
    concepts = concepts_of(nt026)
    files = [
        path
        for path in sorted(SOURCE.rglob("*.py"))
        if not path.relative_to(SOURCE).as_posix().startswith(tuple(FREE)) and "migrations" not in path.parts
    ]
    assert {path.relative_to(SOURCE).parts[0] for path in files} == {"pusaq", "pusaq_core"}
    found = [
        (path.relative_to(SOURCE).as_posix(), *line.split(": "))
        for path in files
        for line in norm_numbers_in(path.read_text(encoding="utf-8"), concepts)
    ]
    assert [(file, row, what) for file, row, what in found if (file, what) not in ACCEPTED] == []

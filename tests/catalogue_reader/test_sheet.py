"""Declared formats: what a file says becomes typed values, or every problem of it with its place."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

import pytest
from pydantic import model_validator

from pusaq_core.catalogue_reader import faults
from pusaq_core.catalogue_reader import sheet as sheet_of_formats
from pusaq_core.catalogue_reader.faults import Fault, refusals
from pusaq_core.catalogue_reader.sheet import (
    FILE,
    KEY,
    LINE,
    ONE_OR_MORE,
    Sheet,
    at_least,
    key,
    made_of,
    one_or_list,
    read_sheet,
    unique,
    variant,
)
from pusaq_core.catalogue_reader.values import (
    BlankText,
    Day,
    Flag,
    Free,
    Identifier,
    Text,
    Whole,
    Written,
    choice,
    known,
    whole,
)
from pusaq_core.errors import InputError


@dataclass(frozen=True, slots=True)
class Indicator(Sheet):
    id: Identifier
    question: Annotated[Text, key("pregunta")]
    numerator: Annotated[Text, key("numerador")]
    unit: Annotated[str, choice("plaza", "docente"), key("unidad")]
    since: Annotated[Day, key("desde")]
    goal: Annotated[int, whole(0, 100), key("meta")] = 100


@dataclass(frozen=True, slots=True)
class Indicators(Sheet):
    indicators: Annotated[tuple[Indicator, ...], at_least(1), unique("id"), key("indicadores")]


SHEETS = """\
indicadores:
  - id: visitas-hechas
    pregunta: ¿Cuántas visitas
      se hicieron?
    numerador: visitas hechas
    unidad: docente
    desde: 2026-03-16
    meta: 90
"""


MISSING = ("desde", "numerador", "pregunta", "unidad")


def told(sheet, text, **context):
    with pytest.raises(InputError) as refused:
        read_sheet(sheet, text, file="f.yaml", context=context)
    return [(p.code, p.row, p.position, p.column, p.expected, p.found) for p in refused.value.problems]


def test_a_new_format_is_its_declaration():
    (one,) = read_sheet(Indicators, SHEETS, file="f.yaml").indicators
    assert one == Indicator(
        "visitas-hechas",
        "¿Cuántas visitas se hicieron?",
        "visitas hechas",
        "docente",
        dt.date(2026, 3, 16),
        90,
    )


def test_every_problem_of_a_file_is_told_at_once_in_its_order():
    text = SHEETS.replace("2026-03-16", "marzo").replace("meta: 90", "meta: 101\n    tema: x")
    text = text.replace("unidad: docente", "unidad: escuela").replace("    numerador: visitas hechas\n", "")
    known_keys = "one_of:desde|id|meta|numerador|pregunta|unidad"
    assert told(Indicators, text + "  - id: visitas-hechas\n") == [
        ("missing_key", 2, 5, "indicadores[0].numerador", "", ""),
        ("wrong_value", 5, 13, "indicadores[0].unidad", "one_of:plaza|docente", "escuela"),
        ("wrong_type", 6, 12, "indicadores[0].desde", "date", "marzo"),
        ("wrong_value", 7, 11, "indicadores[0].meta", "integer_between:0:100", "101"),
        ("unknown_key", 8, 5, "indicadores[0].tema", known_keys, "tema"),
        *(("missing_key", 9, 5, f"indicadores[1].{name}", "", "") for name in MISSING),
        ("duplicate_id", 9, 9, "indicadores[1].id", "", "visitas-hechas"),
    ]


@pytest.mark.parametrize("name", ["númerador", "Numerador", "numerador\u00a0", "nume rador", "numeradr"])
def test_a_key_that_is_nearly_a_missing_one_is_told_which(name):
    text = SHEETS.replace("numerador:", f"{name}:")
    assert told(Indicators, text) == [
        ("missing_key", 2, 5, "indicadores[0].numerador", "", ""),
        ("misspelt_key", 5, 5, f"indicadores[0].{name}", "name_like:numerador", name),
    ]


def test_a_key_that_is_nearly_one_that_is_there_is_no_slip():
    text = SHEETS.replace("    meta: 90", "    numerador2: x\n    meta: 90")
    assert [(p[0], p[5]) for p in told(Indicators, text)] == [("unknown_key", "numerador2")]


@dataclass(frozen=True, slots=True)
class Values(Sheet):
    FORBIDDEN: ClassVar[dict[str, str]] = {"numeral": "numeral_forbidden"}
    place: Annotated[str, key(KEY)] = ""
    line: Annotated[int, key(LINE)] = 0
    file: Annotated[str, key(FILE)] = ""
    text: Text = ""
    blank: BlankText = "-"
    written: Written = ""
    number: Whole = 0
    flag: Flag = False
    free: Free = ""
    names: Annotated[tuple[Text, ...], ONE_OR_MORE] = ()
    who: Annotated[str, known("people", "nobody")] = ""
    bare: int = 0


@dataclass(frozen=True, slots=True)
class Table(Sheet):
    rows: dict[Identifier, Values]


def value(line):
    text = f"rows:\n  row: {{{line}}}\n"
    return read_sheet(Table, text, file="f.yaml", context={"people": ("ana",)}).rows["row"]


@pytest.mark.parametrize(
    ("line", "name", "said"),
    [
        ("text: no", "text", "no"),
        ("text: 1:30", "text", "1:30"),
        ("text: 012", "text", "012"),
        ("text: '  a   b '", "text", "a b"),
        ("written: ' a  b '", "written", " a  b "),
        ("blank: ~", "blank", ""),
        ("blank: ' '", "blank", ""),
        ("blank: a", "blank", "a"),
        ("number: -12", "number", -12),
        ("number: -0", "number", 0),
        ("flag: true", "flag", True),
        ("free: 1.5", "free", 1.5),
        ("free: 0.05", "free", 0.05),
        ("free: -123456789012345", "free", -123456789012345),
        ("free: '1.5'", "free", "1.5"),
        ("free: '012'", "free", "012"),
        ("free: 012-A", "free", "012-A"),
        ("free: [1, true, a]", "free", (1, True, "a")),
        ("names: a", "names", ("a",)),
        ("names: [a, b]", "names", ("a", "b")),
        ("who: ana", "who", "ana"),
        ("who: nobody", "who", "nobody"),
        ("", "place", "row"),
        ("", "line", 2),
        ("", "file", "f.yaml"),
    ],
)
def test_a_value_is_what_is_written(line, name, said):
    found = getattr(value(line), name)
    assert (type(found), found) == (type(said), said)


@pytest.mark.parametrize(
    ("line", "code", "expected", "found"),
    [
        ("text: ''", "wrong_type", "text", "@empty"),
        ("text: ~", "wrong_type", "text", "@empty"),
        ("text: {}", "wrong_type", "text", "@map"),
        ("blank: []", "wrong_type", "text", "@list"),
        ("number: '1'", "wrong_type", "integer", "1"),
        ("number: 1_000", "wrong_type", "integer", "1_000"),
        ("number: 0x1F", "wrong_type", "integer", "0x1F"),
        ("number: 012", "zeros_first", "integer", "012"),
        ("number: 1234567890123456", "too_many_digits", "integer", "1234567890123456"),
        ("free: 012", "zeros_first", "number_or_quoted:15", "012"),
        ("free: 00", "zeros_first", "number_or_quoted:15", "00"),
        ("free: -01.5", "zeros_first", "number_or_quoted:15", "-01.5"),
        ("free: [1, 0123456]", "zeros_first", "number_or_quoted:15", "0123456"),
        ("free: 1234567890123456", "too_many_digits", "number_or_quoted:15", "1234567890123456"),
        ("free: 0.1234567890123456", "too_many_digits", "number_or_quoted:15", "0.1234567890123456"),
        ("flag: no", "wrong_type", "boolean", "no"),
        ("free: {}", "wrong_type", "value", "@map"),
        ("names: {}", "wrong_type", "text", "@map"),
        ("bare: 1", "wrong_type", "value", "1"),
        ("who: eva", "wrong_value", "one_of:ana|nobody", "eva"),
        ("numeral: '1'", "numeral_forbidden", "", "numeral"),
        ("'@line': 7", "unknown_key", "one_of:bare|blank|flag|free|names|number|text|who|written", "@line"),
        ("? [a]\n: 1", "unknown_key", "text", "@list"),
        ("text: a, text: b", "duplicate_key", "", "text"),
    ],
)
def test_what_is_written_otherwise_is_refused(line, code, expected, found):
    (problem,) = told(Table, f"rows:\n  row: {{{line}}}\n", people=("ana",))
    assert (problem[0], *problem[4:]) == (code, expected, found)


@pytest.mark.parametrize(
    ("text", "code", "path", "expected", "found"),
    [
        ("rows: 1", "wrong_type", "rows", "map", "1"),
        ("rows: []", "wrong_type", "rows", "map", "@list"),
        ("rows: {a: 1}", "wrong_type", "rows.a", "map", "1"),
        ("rows: {Una: {}}", "wrong_value", "rows.Una", "identifier", "Una"),
        ("[]", "wrong_type", "", "map", "@list"),
        ("{}", "missing_key", "rows", "", ""),
    ],
)
def test_a_file_of_another_form_is_refused(text, code, path, expected, found):
    assert [(p[0], *p[3:]) for p in told(Table, text)] == [(code, path, expected, found)]


@pytest.mark.parametrize("text", ["indicadores: []", "indicadores: x"])
def test_a_list_that_must_say_something_is_refused_when_it_does_not(text):
    assert [(p[0], p[4]) for p in told(Indicators, text)] == [("wrong_type", "list_from:1")]


def test_each_value_of_a_free_list_has_its_own_problem():
    found = told(Table, "rows:\n  row: {free: [1, 0123456, [00, {}]]}\n")
    assert [(p[0], p[2], p[3]) for p in found] == [
        ("zeros_first", 19, "rows.row.free[1]"),
        ("zeros_first", 29, "rows.row.free[2][0]"),
        ("wrong_type", 33, "rows.row.free[2][1]"),
    ]


@dataclass(frozen=True, slots=True)
class Span(Sheet):
    first: Annotated[int, whole(), key("de")]
    last: Annotated[int, whole(), key("a")]

    @model_validator(mode="after")
    def _ends_after_it_starts(self):
        if self.last < self.first:
            raise refusals([Fault("end_before_start", ("a",), str(self.first)), Fault("wrong", place=(7, 8))])
        return self


@dataclass(frozen=True, slots=True)
class Point(Sheet):
    at: Annotated[int, whole(), key("en")]


def of_its_shape(entries):
    return Point if "en" in entries else Span


@dataclass(frozen=True, slots=True)
class Line(Sheet):
    parts: Annotated[tuple[Annotated[Sheet, variant(of_its_shape)], ...], key("partes")] = ()
    free: Annotated[Any, one_or_list(Whole, Span), key("libre")] = 0
    length: Annotated[int, made_of(Span, lambda span: span.last - span.first), key("largo")] = 0


def test_a_map_may_have_several_forms_and_a_value_be_made_of_another():
    read = read_sheet(Line, "partes: [{en: 1}, {de: 1, a: 2}]\nlargo: {de: 3, a: 10}", file="f")
    assert read == Line((Point(1), Span(1, 2)), length=7)


def test_a_value_may_be_one_or_a_list_of_others():
    assert read_sheet(Line, "libre: 3", file="f").free == 3
    assert read_sheet(Line, "libre: [{de: 1, a: 2}]", file="f").free == (Span(1, 2),)
    assert [(p[0], p[3]) for p in told(Line, "libre: [{de: 1, a: x}]")] == [("wrong_type", "libre[0].a")]


def test_what_contradicts_itself_is_refused_where_it_stands():
    assert told(Line, "partes: [{de: 2, a: 1}, {de: x, a: 1}, 5]\nlargo: {de: 1, a: 0, b: 9}") == [
        ("end_before_start", 1, 21, "partes[0].a", "2", "1"),
        ("wrong_type", 1, 30, "partes[1].de", "integer", "x"),
        ("wrong_type", 1, 40, "partes[2]", "map", "5"),
        ("end_before_start", 2, 19, "largo.a", "1", "0"),
        ("unknown_key", 2, 22, "largo.b", "one_of:a|de", "b"),
        ("wrong", 7, 8, "largo", "", "@map"),
        ("wrong", 7, 8, "partes[0]", "", "@map"),
    ]


def test_objects_made_in_python_are_not_checked():
    assert Span(2, 1).last == 1


def test_a_map_is_gone_through_once_however_many_faults_it_has(monkeypatch):
    read = []

    class Counted(faults.Places):
        def __init__(self, tree):
            super().__init__(tree)
            read.append(self)

    monkeypatch.setattr(sheet_of_formats, "Places", Counted)
    assert len(told(Indicators, "".join(f"extraña{n}: 1\n" for n in range(200)))) > 200
    (places,) = read
    assert len(places._pairs) == 1

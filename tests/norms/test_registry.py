"""Cells of the registry become values of their declared type, or are unknown and counted."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import polars as pl
import pytest

from pusaq_core.errors import InputError
from pusaq_core.norms.loader import load_norm
from pusaq_core.norms.registry import read_registry, unreadable, unreadable_cells
from pusaq_core.norms.targeting import evaluate

if TYPE_CHECKING:
    from pusaq_core.norms.norm import Norm


def values(norm: Norm, frame: pl.DataFrame, datum: str) -> list[object]:
    return read_registry(norm, frame)[f"v:{datum}"].to_list()


def rows_of(column: str, *cells: object) -> pl.DataFrame:
    codes = [f"{i:07d}" for i in range(len(cells))]
    return pl.DataFrame(
        {
            "COD_MOD": codes,
            "ANEXO": ["0"] * len(cells),
            "CODLOCAL": codes,
            "CODOOII": ["010001"] * len(cells),
            "ZONA": ["rural"] * len(cells),
            column: list(cells),
        },
        strict=False,
    )


def nt_rows(**columns: list[str]) -> pl.DataFrame:
    """Services with what the norm of the catalogue needs: multigrade schools unless it is said otherwise."""
    some = len(next(iter(columns.values())))
    plain = {"NIV_MOD": "B0", "EIB": "", "D_GESTION": "Privada", "D_COD_CAR": "Unidocente"}
    frame = rows_of("TALUMNO", *["9"] * some).with_columns(pl.lit(v).alias(k) for k, v in plain.items())
    return frame.with_columns(pl.Series(name, cells) for name, cells in columns.items())


@pytest.mark.parametrize(
    ("column", "datum", "cells", "expected"),
    [
        ("ALUMNOS", "alumnos", ["7", " 8 ", "9.0", "9.5", "", None, "x", "NaN", "-1"],
         [7, 8, 9, None, None, None, None, None, -1]),
        ("ALUMNOS", "alumnos", [7, 8], [7, 8]),
        ("ALUMNOS", "alumnos", [7.0, 8.5], [7, None]),
        ("POBREZA", "pobreza", ["36.5", "7", "NaN", "inf", "1,5", ""], [36.5, 7.0, None, None, 1.5, None]),
        ("POBREZA", "pobreza", ["1.234,5", "1,234.5", "12 %", "1 234"], [None] * 4),
        ("ALUMNOS", "alumnos", ["20,0", "1.234", "1,5"], [20, None, None]),
        ("ISLA", "isla", ["1", "0", "1.0", "true", "False", "2", "sí", "", "Si", "NO", "VERDADERO", "falso"],
         [True, False, True, True, False, None, True, None, True, False, True, False]),
        ("ISLA", "isla", [True, False, None], [True, False, None]),
        ("ZONA", "zona", [" rural ", "", None], ["rural", None, None]),
    ],
)  # fmt: skip
def test_cells_are_cast_or_unknown(
    invented: Norm, column: str, datum: str, cells: list[object], expected: list[object]
) -> None:
    assert values(invented, rows_of(column, *cells), datum) == expected


@pytest.mark.parametrize(
    "written",
    [
        "polidocente multigrado",
        "POLIDOCENTE MULTIGRADO",
        "Polidocente\u00a0Multigrado",
        "Polidocente   Multigrado",
        "Polidocente \u2007Multigrado",
        "MULTIGRADO",
    ],
)
def test_texts_that_look_alike_are_one_and_stay_as_written(nt026: Norm, written: str) -> None:
    frame = nt_rows(D_COD_CAR=[written])
    facts = read_registry(nt026, frame)
    assert facts["v:caracteristica"].to_list() == ["Polidocente Multigrado"]
    assert facts["r:D_COD_CAR"].to_list() == [written]


def test_accents_that_stand_apart_are_joined_for_comparing(nt026: Norm) -> None:
    apart = unicodedata.normalize("NFD", "Pública de gestión directa")
    assert values(nt026, nt_rows(D_GESTION=[apart]), "gestion") == ["Pública de gestión directa"]


def test_texts_that_the_norm_does_not_know_are_listed_with_their_count(nt026: Norm) -> None:
    frame = nt_rows(
        D_GESTION=["Publica de gestion directa", "PRIVADA", "Publica de gestion directa", "S/D", "Estatal"],
        NIV_MOD=["B0", "D1", "Z9", "#N/A", ""],
    ).with_columns(CODOOII=pl.Series(["A", "A", "A", "B", "B"]))
    assert evaluate(nt026, frame).unfamiliar.rows() == [
        ("A", "D_GESTION", "Publica de gestion directa", 2),
        ("A", "NIV_MOD", "Z", 1),
        ("A", "NIV_MOD", "Z9", 1),
        ("B", "D_GESTION", "Estatal", 1),
    ]


@pytest.mark.parametrize("cell", ["-", "S/D", "n/a", " Sin  dato", "#REF!", "#¡VALOR!", "Err:502", "####"])
def test_a_cell_that_says_nothing_is_neither_empty_nor_a_value(nt026: Norm, cell: str) -> None:
    facts = read_registry(nt026, nt_rows(EIB=[cell, "", "Fortalecimiento"], TALUMNO=[cell, "", "8"]))
    assert facts["v:eib"].to_list() == [None, None, "Fortalecimiento"]
    assert facts["g:eib"].to_list() == facts["g:estudiantes"].to_list() == [None, False, True]
    assert evaluate(nt026, nt_rows(EIB=[cell])).table["profile"].to_list() != ["eib"]


def test_an_error_is_unreadable_and_no_value_is_not(nt026: Norm) -> None:
    frame = nt_rows(
        EIB=["#REF!", "S/D", "x"], TALUMNO=["#N/A", "-", "veinte"], D_GESTION=["x"] * 3
    ).with_columns(line=pl.Series([5, 6, 7]))
    assert unreadable(nt026, read_registry(nt026, frame)).rows() == [
        ("010001", "EIB", 1), ("010001", "TALUMNO", 2),
    ]  # fmt: skip
    cells = unreadable_cells(nt026, frame).select("line", "column", "found", "type").rows()
    assert cells == [
        (5, "EIB", "#REF!", "texto"),
        (5, "TALUMNO", "#N/A", "entero"),
        (7, "TALUMNO", "veinte", "entero"),
    ]


def test_groups_are_of_names_that_look_alike(nt026: Norm) -> None:
    frame = nt_rows(RED_EDUCATIVA=["Red 1", "RED  1", "red\u00a01", "Red 2"])
    assert read_registry(nt026, frame)["s:RED_EDUCATIVA"].str.to_lowercase().n_unique() == 2


def test_what_is_not_of_its_type_is_counted_by_ugel_and_column(invented: Norm) -> None:
    frame = rows_of("ALUMNOS", "7", "siete", "ocho", "").with_columns(
        CODOOII=pl.Series(["A", "A", "B", "B"]), POBREZA=pl.Series(["x", "1", "2", None])
    )
    facts = read_registry(invented, frame)
    assert unreadable(invented, facts).rows() == [
        ("A", "ALUMNOS", 1), ("A", "POBREZA", 1), ("B", "ALUMNOS", 1),
    ]  # fmt: skip


def test_a_shorter_text_and_other_ways_of_writing_are_understood(nt026: Norm) -> None:
    frame = rows_of("NIV_MOD", "A2", "B0", "F0", "K1", "").with_columns(
        EIB=pl.lit(""), D_GESTION=pl.lit(""), D_COD_CAR=pl.lit("Unidocente Multigrado")
    )
    assert values(nt026, frame, "nivel") == ["inicial", "primaria", "secundaria", "K", None]
    assert values(nt026, frame, "servicio_inicial") == ["A2", "B0", "F0", "K1", None]
    assert values(nt026, frame, "caracteristica") == ["Unidocente"] * 5


def test_the_second_column_is_read_where_the_first_has_nothing(invented: Norm) -> None:
    frame = rows_of("MAESTROS", "3", None, "x", None).with_columns(
        MAESTROS_PADRON=pl.Series(["9", "9", "9", None])
    )
    facts = read_registry(invented, frame)
    assert facts["v:maestros"].to_list() == [3, 9, 9, None]
    assert facts["f:maestros"].to_list() == [False, True, True, False]
    assert facts["g:maestros"].to_list() == [True, True, True, False]


def test_the_second_column_alone_is_enough(invented: Norm) -> None:
    facts = read_registry(invented, rows_of("MAESTROS_PADRON", "4", ""))
    assert facts["v:maestros"].to_list() == [4, None]
    assert facts["f:maestros"].to_list() == [True, False]


def test_given_is_unknown_without_the_column_and_where_the_cell_is_unreadable(invented: Norm) -> None:
    facts = read_registry(invented, rows_of("ALUMNOS", "7", "", "x"))
    assert facts["g:alumnos"].to_list() == [True, False, None]
    assert facts["g:isla"].to_list() == [None, None, None]


def test_rows_are_sorted_by_ugel_service_and_annex(invented: Norm) -> None:
    frame = rows_of("ALUMNOS", "1", "2", "3", "4").with_columns(
        CODOOII=pl.Series(["B", "A", "A", "A"]),
        COD_MOD=pl.Series(["1", "2", "1", "1"]),
        ANEXO=pl.Series(["0", "0", "1", "0"]),
    )
    keys = read_registry(invented, frame).select("CODOOII", "COD_MOD", "ANEXO").rows()
    assert keys == [("A", "1", "0"), ("A", "1", "1"), ("A", "2", "0"), ("B", "1", "0")]


def test_a_missing_obligatory_column_names_what_reads_it(nt026: Norm) -> None:
    frame = rows_of("NIV_MOD", "B0").with_columns(EIB=pl.lit(""), D_GESTION=pl.lit("Privada"))
    with pytest.raises(InputError) as caught:
        evaluate(nt026, frame, file="padron.csv")
    (problem,) = caught.value.problems
    assert (problem.code, problem.file, problem.column) == ("missing_datum", "padron.csv", "D_COD_CAR")
    assert problem.expected == "read_by:perfil multigrado|perfil primaria_completa|mg-tipo"


def test_every_missing_column_is_named_at_once(nt026: Norm) -> None:
    with pytest.raises(InputError) as caught:
        evaluate(nt026, pl.DataFrame({"COD_MOD": ["1"], "ANEXO": ["0"], "NIV_MOD": ["B0"]}))
    named = [(p.code, p.column) for p in caught.value.problems]
    assert named == [
        ("missing_key_column", "CODOOII"),
        ("missing_key_column", "CODLOCAL"),
        ("missing_datum", "EIB"),
        ("missing_datum", "D_COD_CAR"),
        ("missing_datum", "D_GESTION"),
    ]
    management = caught.value.problems[-1].expected
    assert management.split(":")[1].split("|")[:3] == ["eib-publica", "mg-publica-primaria", "pc-publica"]


def test_a_column_read_only_inside_a_figure_is_traced_to_its_rules(
    invented: Norm, invented_text: str
) -> None:
    text = invented_text.replace(
        'fuente: Personal, numeral: "2.2"}', 'fuente: P, numeral: "2.2", obligatorio: true}'
    )
    norm = load_norm(text, file="x.yaml")
    with pytest.raises(InputError) as caught:
        evaluate(norm, rows_of("ALUMNOS", "1"))
    (problem,) = caught.value.problems
    assert (problem.column, problem.expected) == ("MAESTROS", "read_by:campo-maestros")
    assert evaluate(invented, rows_of("ALUMNOS", "1")).table.height == 1

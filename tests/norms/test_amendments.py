"""Amending norms: which values govern a school year, and what changed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pusaq_core.errors import InputError, Problem
from pusaq_core.norms.amendments import (
    Amendment,
    apply_amendments,
    is_amendment,
    load_amendment,
    versions_of_year,
)
from pusaq_core.norms.targeting_model import RatioCase

if TYPE_CHECKING:
    from pusaq_core.norms.norm import Norm

DATA = Path(__file__).parent / "data"
MID_YEAR, NEXT_YEAR = "modifica-inventada-2031.yaml", "modifica-inventada-2032.yaml"


def text_of(name: str) -> str:
    return (DATA / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def amendments() -> tuple[Amendment, ...]:
    return tuple(load_amendment(text_of(name), file=name) for name in (NEXT_YEAR, MID_YEAR))


def gia(norm: Norm) -> int:
    return norm.dose("country").of("gia").times


def test_an_amendment_is_told_from_a_norm(invented_text: str) -> None:
    assert is_amendment(text_of(MID_YEAR), file="x")
    assert not is_amendment(invented_text, file="x")


def test_values_follow_the_date(invented: Norm, amendments: tuple[Amendment, ...]) -> None:
    days = [dt.date(2031, 6, 30), dt.date(2031, 7, 1), dt.date(2031, 8, 14), dt.date(2031, 8, 15)]
    assert [gia(apply_amendments(invented, amendments, on=day)) for day in days] == [3, 4, 4, 5]
    assert apply_amendments(invented, amendments, on=dt.date(2030, 1, 1)) is invented


def test_the_first_school_day_governs_the_year_unless_the_amendment_says_otherwise(
    invented: Norm, amendments: tuple[Amendment, ...]
) -> None:
    first, last = dt.date(2031, 3, 3), dt.date(2031, 12, 19)
    versions = versions_of_year(invented, amendments, first=first, last=last)
    assert [(day, gia(norm)) for day, norm in versions] == [(first, 3), (dt.date(2031, 7, 1), 4)]
    after = versions_of_year(invented, amendments, first=dt.date(2032, 3, 1), last=dt.date(2032, 12, 17))
    assert [gia(norm) for _, norm in after] == [5]
    before = versions_of_year(invented, amendments, first=dt.date(2030, 3, 4), last=dt.date(2030, 12, 20))
    assert [norm for _, norm in before] == [invented]


def test_each_kind_of_change_is_made_and_cites_both_numerals(
    invented: Norm, amendments: tuple[Amendment, ...]
) -> None:
    norm = apply_amendments(invented, amendments, on=dt.date(2031, 7, 1))
    dose = norm.dose("country")
    assert (dose.visits.lengths, dose.visits.numeral) == ((1, 1, 1, 2, 2, 2), "4.1; NI-002 3")
    assert dose.of("gia").numeral == "4.2; NI-002 2"
    assert norm.ratio["campo"][1] == RatioCase(maximum=7, numeral="3.1; NI-002 4")
    assert [rule.id for rule in norm.rules] == [
        "campo-alumnos", "campo-maestros", "campo-pobre", "ciudad-alumnos", "ciudad-isla", "ciudad-pobre",
    ]  # fmt: skip
    assert norm.rules[-1].numeral == "NI-002 5"
    untouched = norm.dose("town")
    assert untouched == invented.dose("town")


def test_what_changed_is_told_with_before_and_after(
    invented: Norm, amendments: tuple[Amendment, ...]
) -> None:
    norm = apply_amendments(invented, amendments, on=dt.date(2031, 12, 31))
    told = [(c.path, c.before, c.after, c.numeral, c.base_numeral) for c in norm.changes]
    assert told[0] == ("dosis.campo.gia.total", "3", "4", "2", "4.2")
    assert told[2] == ("ratio.campo[1].max", "6", "7", "4", "3.1")
    assert told[4][:3] == (
        "reglas.campo-isla",
        "{id: campo-isla, perfil: campo, tipo: prioridad, titulo: Isla, expr: isla, numeral: 2.3}",
        "",
    )
    assert told[5] == ("dosis.campo.gia.total", "4", "5", "1", "4.2; NI-002 2")
    assert told[7][1].startswith("[{nombre: Escuela de campo")
    assert {c.amendment for c in norm.changes[:5]} == {"modifica-inventada-2031"}
    assert {c.since for c in norm.changes[5:]} == {dt.date(2031, 8, 15)}
    assert norm.covers(dt.date(2034, 6, 1))
    assert norm.valid.numeral == "1; NI-003 7"


def test_the_hash_covers_the_amendments(invented: Norm, amendments: tuple[Amendment, ...]) -> None:
    days = [dt.date(2030, 1, 1), dt.date(2031, 7, 1), dt.date(2031, 9, 1)]
    hashes = [apply_amendments(invented, amendments, on=day).sha256 for day in days]
    assert len(set(hashes)) == 3
    assert hashes[0] == invented.sha256
    again = apply_amendments(invented, reversed(amendments), on=days[2])
    assert again.sha256 == hashes[2]
    assert again == apply_amendments(invented, amendments, on=days[2])


def test_amendments_of_other_norms_are_left_aside(nt026: Norm, amendments: tuple[Amendment, ...]) -> None:
    assert apply_amendments(nt026, amendments, on=dt.date(2040, 1, 1)) is nt026


def refused(text: str) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        load_amendment(text, file="m.yaml")
    return caught.value.problems


@pytest.mark.parametrize(
    ("old", "new", "code", "path"),
    [
        ("codigo: NI-002", "codigo: NI 002", "wrong_value", "codigo"),
        ("codigo: NI-002", "codigo: []", "wrong_type", "codigo"),
        ("aplica: desde_la_fecha", "aplica: ya", "wrong_value", "aplica"),
        (", valor: 4, ", ", ", "edit_action", "cambios[0]"),
        (", valor: 4, ", ", valor: 4, quita: true, ", "edit_action", "cambios[0]"),
        ("ruta: dosis.campo.gia.total", "ruta: dosis..gia", "wrong_value", "cambios[0].ruta"),
        ('valor: 4, numeral: "2"', "valor: 4", "missing_numeral", "cambios[0].numeral"),
        ("fecha: 2031-07-01\n", "", "missing_key", "fecha"),
    ],
)
def test_a_broken_amendment_is_refused(old: str, new: str, code: str, path: str) -> None:
    text = text_of(MID_YEAR)
    assert text.count(old) == 1
    (problem,) = refused(text.replace(old, new))
    assert (problem.code, problem.column, problem.file) == (code, path, "m.yaml")


@pytest.mark.parametrize(
    ("path", "step"),
    [
        ("dosis.campo.gia.totales", "totales"),
        ("dosis.pueblo.gia.total", "pueblo"),
        ("reglas.campo-nada.expr", "campo-nada"),
        ("ratio.campo[7].max", "[7]"),
        ("dosis[0].gia", "[0]"),
        ("codigo.algo", "algo"),
    ],
)
def test_a_path_that_leads_nowhere_is_told_at_its_line(invented: Norm, path: str, step: str) -> None:
    text = text_of(MID_YEAR).replace("ruta: dosis.campo.gia.total", f'ruta: "{path}"')
    with pytest.raises(InputError) as caught:
        apply_amendments(invented, [load_amendment(text, file="m.yaml")], on=dt.date(2031, 7, 1))
    (problem,) = caught.value.problems
    assert (problem.code, problem.file, problem.row, problem.position) == ("path_not_found", "m.yaml", 9, 12)
    assert (problem.column, problem.found) == (path, step)


def test_a_key_of_a_map_can_be_taken_out(invented: Norm) -> None:
    old = '- {ruta: "ratio.campo[1].max", valor: 7, numeral: "4"}'
    text = text_of(MID_YEAR).replace(old, '- {ruta: "ratio.campo[0].min", quita: true, numeral: "4"}')
    norm = apply_amendments(invented, [load_amendment(text, file="m.yaml")], on=dt.date(2031, 7, 1))
    assert (norm.ratio["campo"][0].minimum, norm.ratio["campo"][0].maximum) == (None, 5)
    assert [(c.before, c.after, c.base_numeral) for c in norm.changes if "min" in c.path] == [
        ("3", "", "3.1")
    ]


def test_only_a_list_can_be_added_to(invented: Norm) -> None:
    text = text_of(MID_YEAR).replace("- ruta: reglas\n", "- ruta: dosis\n")
    with pytest.raises(InputError) as caught:
        apply_amendments(invented, [load_amendment(text, file="m.yaml")], on=dt.date(2031, 7, 1))
    assert caught.value.problems[0].code == "path_not_found"


def test_what_an_amendment_breaks_is_told_at_the_line_of_the_amendment(invented: Norm) -> None:
    text = text_of(MID_YEAR).replace("valor: 4,", "valor: cuatro,")
    with pytest.raises(InputError) as caught:
        apply_amendments(invented, [load_amendment(text, file="m.yaml")], on=dt.date(2031, 7, 1))
    (problem,) = caught.value.problems
    assert (problem.file, problem.row, problem.position) == ("m.yaml", 9, 42)
    assert (problem.column, problem.found) == ("dosis.campo.gia.total", "cuatro")


def test_a_norm_that_was_not_loaded_from_text_cannot_be_amended(
    invented: Norm, amendments: tuple[Amendment, ...]
) -> None:
    with pytest.raises(ValueError, match="loaded from text"):
        apply_amendments(replace(invented, tree=None), amendments, on=dt.date(2032, 1, 1))

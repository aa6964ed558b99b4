"""Every fact is declared once, and none of its values can be a sentence."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from typing import get_args, get_origin, get_type_hints

import pytest

from pusaq_core.findings import shapes
from pusaq_core.findings.shapes import STORED, CountedDays, Fact, Lack, Quoted, Word

QUOTES = {
    ("small_language", "language"),
    ("foreign_language", "language"),
    ("foreign_language", "spoken"),
    ("days_taken", "motive"),
    ("recorded_text", "text"),
}
"""What is quoted: names of languages, motives of events, and text that earlier versions kept."""


def test_every_fact_has_a_code_of_its_own_and_a_place():
    declared = [one for one in vars(shapes).values() if isinstance(one, type) and issubclass(one, Fact)]
    declared = [kind for kind in declared if kind not in {Fact, Lack}]
    assert set(declared) == set(STORED)
    assert len({kind.code for kind in declared}) == len(declared)


@pytest.mark.parametrize("kind", [*STORED, CountedDays], ids=lambda kind: getattr(kind, "code", "counted"))
def test_values_are_numbers_days_identifiers_and_what_inputs_say(kind):
    for field in fields(kind):
        hint = get_type_hints(kind)[field.name]
        plain = get_args(hint)[0] if get_origin(hint) is tuple else hint
        if not is_dataclass(plain):
            assert plain in {int, date, Word, Quoted}
        if plain is Quoted:
            assert (kind.code, field.name) in QUOTES

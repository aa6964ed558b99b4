"""Every fact has its sentence, in which stand no values but its own."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from string import Formatter

import pytest

from pusaq_core.findings.shapes import (
    STORED,
    Away,
    CountedDays,
    DaysTaken,
    ForeignLanguage,
    Joined,
    Lack,
    RecordedText,
)
from pusaq_core.io.translations import translations
from pusaq_core.wording.facts import WORDS, told
from pusaq_core.wording.speech import Speech

SPANISH = Speech(gettext=str, day=lambda day: f"{day:%d/%m/%Y}")
ENGLISH = Speech(gettext=translations("en").gettext, day=date.isoformat)
FIRST, LAST = date(2026, 9, 7), date(2026, 9, 11)


def test_every_fact_has_one_sentence():
    assert set(WORDS) == {kind.code for kind in STORED} - {"recorded_text"}


@pytest.mark.parametrize("kind", [kind for kind in STORED if kind is not RecordedText], ids=lambda k: k.code)
def test_a_sentence_says_every_value(kind):
    """Of a lack the count is told apart."""
    named = {name for _, name, _, _ in Formatter().parse(WORDS[kind.code]) if name}
    own = {field.name for field in fields(kind)}
    told_apart = {field.name for field in fields(Lack)} if issubclass(kind, Lack) else set()
    assert named == own - told_apart


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        (DaysTaken(first=FIRST, last=LAST, motive="Feria {x}"), "Feria {x} (07/09/2026 a 11/09/2026)"),
        (DaysTaken(first=FIRST, last=LAST, motive=""), "días no disponibles (07/09/2026 a 11/09/2026)"),
        (Joined(people=("P1", "P2")), "entra P1, P2"),
        (
            ForeignLanguage(language="awajún", spoken=()),
            "ningún acompañante libre habla awajún; lenguas declaradas: –",
        ),
        (RecordedText(text="tal cual [necesarios=1]"), "tal cual [necesarios=1]"),
        (
            Away(needed=5, available=0),
            "el acompañante no está disponible en esos días [hacen falta 5; hay 0]",
        ),
    ],
)
def test_facts_are_told_with_their_values(fact, said):
    assert told([fact], SPANISH) == said


def test_a_cell_is_told_in_one_line_and_in_the_language_of_who_speaks():
    runs = (
        CountedDays(first=FIRST, last=LAST, weight=2),
        CountedDays(first=LAST, last=LAST, weight=1),
    )
    facts = [Away(needed=5, available=0, counted=runs), Joined(people=("P1",))]
    assert told(facts, SPANISH) == (
        "el acompañante no está disponible en esos días [hacen falta 5; hay 0; "
        "días contados: 07/09/2026 – 11/09/2026 × 2, 11/09/2026]; entra P1"
    )
    assert told(facts, ENGLISH) == (
        "the accompanist is not available on those days [5 are needed; there are 0; "
        "days counted: 2026-09-07 – 2026-09-11 × 2, 2026-09-11]; joins: P1"
    )
    assert told([], SPANISH) == ""

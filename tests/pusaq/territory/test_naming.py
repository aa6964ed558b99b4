from __future__ import annotations

import pytest

from pusaq.territory.naming import corrected, is_written_otherwise, proper_name, school_label, slug


@pytest.mark.parametrize(
    ("capitals", "written"),
    [
        ("UGEL LAMAS", "UGEL Lamas"),
        ("UGEL EL DORADO", "UGEL El Dorado"),
        ("VILLA EL SALVADOR", "Villa El Salvador"),
        ("SAN MARCOS DE LA ENCAÑADA", "San Marcos de la Encañada"),
        ("LA LIBERTAD", "La Libertad"),
        ("JUAN PABLO II", "Juan Pablo II"),
        ("Micaela Bastidas", "Micaela Bastidas"),
        ("40768", "40768"),
    ],
)
def test_names_in_capitals_are_written_as_people_write_them(capitals, written):
    assert proper_name(capitals) == written


@pytest.mark.parametrize(
    ("written", "proper", "shown"),
    [
        ("DRE San Martin", "DRE San Martín", "DRE San Martín"),
        ("UGEL Carhuáz", "UGEL Carhuaz", "UGEL Carhuaz"),
        ("UGEL Carhuaz Norte", "UGEL Carhuaz", "UGEL Carhuaz Norte"),
        ("GRE San Martin", "DRE San Martín", "GRE San Martin"),
        ("DRE Loreto", None, "DRE Loreto"),
    ],
)
def test_only_accents_are_corrected_and_never_a_name(written, proper, shown):
    assert corrected(written, proper) == shown


def test_capitals_are_no_other_spelling_and_a_missing_accent_is():
    assert is_written_otherwise("DRE San Martín", "DRE SAN MARTIN")
    assert not is_written_otherwise("UGEL Ñahuin", "UGEL ÑAHUIN")
    assert not is_written_otherwise("MINEDU", "")


def test_a_school_whose_name_is_a_number_gets_the_word_of_its_country():
    assert school_label("0110 Ñahuin", "IE") == "IE 0110 Ñahuin"
    assert school_label("Los Ángeles", "IE") == "Los Ángeles"


def test_a_name_becomes_a_code():
    assert slug("RER Ñahuin  2 (río)") == "rer-nahuin-2-rio"

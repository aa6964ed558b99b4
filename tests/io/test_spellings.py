from __future__ import annotations

import pytest

from pusaq_core.errors import InputError
from pusaq_core.io.catalogue import catalogue_root
from pusaq_core.io.spellings import Spellings, read_spellings


def pack(root, text):
    folder = root / "countries" / "pe"
    folder.mkdir(parents=True)
    (folder / "nombres.yaml").write_text(text, encoding="utf-8")
    return root


def test_names_of_the_pack_are_read_by_code():
    found = read_spellings("pe", root=catalogue_root())
    assert found.departments["22"] == "San Martín"
    assert found.bodies["dre"]["220000"] == "DRE San Martín"
    assert found.bodies["ugel"]["020006"] == "UGEL Carhuaz"
    assert all(name.startswith("DRE ") for name in found.bodies["dre"].values())
    assert all(name.startswith("UGEL ") for name in found.bodies["ugel"].values())


def test_a_department_and_its_directorate_are_spelled_alike():
    found = read_spellings("pe", root=catalogue_root())
    assert found.bodies["dre"] == {f"{code}0000": f"DRE {name}" for code, name in found.departments.items()}


def test_a_pack_without_the_file_corrects_nothing(tmp_path):
    assert read_spellings("pe", root=tmp_path) == Spellings()


@pytest.mark.parametrize(
    ("text", "code", "row"),
    [
        ("dre:\n  '220000': [a]\n", "wrong_type", 2),
        ("distritos: {}\n", "unknown_key", 1),
        ("", "file_empty", None),
    ],
)
def test_a_broken_file_is_refused_by_its_line(tmp_path, text, code, row):
    with pytest.raises(InputError) as refused:
        read_spellings("pe", root=pack(tmp_path, text))
    assert [(problem.code, problem.row) for problem in refused.value.problems] == [(code, row)]

from __future__ import annotations

import pytest

from tools.demonstration import demonstration
from tools.shots import matches, shots


@pytest.mark.parametrize(
    ("path", "pattern", "is_one"),
    [
        ("/carteras/01a-2b/", "/carteras/*-*/", True),
        ("/carteras/01a-2b/anio/", "/carteras/*/anio/", True),
        ("/carteras/01a-2b/anio/", "/carteras/*-*/", False),
        ("/carteras/", "/carteras/*/", False),
        ("/carteras/mapa/01a-2b.json", "/carteras/*/", False),
    ],
)
def test_an_address_is_compared_part_by_part(path, pattern, is_one):
    assert matches(path, pattern) is is_one


def test_every_page_of_the_list_has_a_name_of_its_own():
    names = [shot.name for shot in shots()]
    assert len(set(names)) == len(names) > 40
    assert all(shot.follow for shot in shots() if shot.query)


def test_a_demonstration_that_does_not_open_says_why(tmp_path):
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "tesis.docx").write_text("de otra persona")
    with pytest.raises(RuntimeError, match=r"tesis\.docx"), demonstration(tmp_path):
        pass
    assert (tmp_path / "demo" / "tesis.docx").exists()

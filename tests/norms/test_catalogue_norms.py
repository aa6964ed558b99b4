"""Every norm of the catalogue loads, is named as its file, and keeps its own cases."""

from __future__ import annotations

from pathlib import Path

import pytest

from pusaq_core.norms.amendments import is_amendment
from pusaq_core.norms.cases import run_cases
from pusaq_core.norms.loader import load_norm

FILES = sorted((Path(__file__).parents[2] / "catalogue" / "norms").rglob("*.yaml"))


def test_there_are_norms_to_check() -> None:
    assert "nt-026-minedu-2019" in {path.stem for path in FILES}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_norm_keeps_its_own_cases(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not is_amendment(text, file=path.name)
    norm = load_norm(text, file=path.name)
    assert (norm.id, norm.country) == (path.stem, path.parent.name)
    assert len(norm.cases) > 10
    assert run_cases(norm) == ()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_people_read_a_title_in_place_of_every_id(path: Path) -> None:
    norm = load_norm(path.read_text(encoding="utf-8"), file=path.name)
    for section in (norm.data, norm.derived, norm.assumptions):
        titles = [one.title for one in section.values()]
        assert all(title and "_" not in title and title[0].isupper() for title in titles)
        assert len(set(titles)) == len(titles) > 5


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_rule_ratio_and_dose_is_reached_by_some_case(path: Path) -> None:
    norm = load_norm(path.read_text(encoding="utf-8"), file=path.name)
    named = {case.expected.get("perfil", case.profile) for case in norm.cases}
    assert {profile.id for profile in norm.profiles} <= named
    maxima = {
        (case.expected["perfil"], case.expected["ratio_max"])
        for case in norm.cases
        if "ratio_max" in case.expected
    }
    assert {(profile, case.maximum) for profile, cases in norm.ratio.items() for case in cases} <= maxima | {
        ("primaria_completa", 8), ("secundaria_completa", 15),
    }  # fmt: skip

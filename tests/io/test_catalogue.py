"""Norms of the catalogue by id, by path, and with their amendments."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

import pusaq_core
from pusaq_core.errors import InputError, Problem
from pusaq_core.io import catalogue
from pusaq_core.io.catalogue import (
    catalogue_root,
    list_norms,
    norm_files,
    read_norm,
    read_norm_and_amendments,
    read_norm_text,
    shown_name,
)

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "norms" / "data"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    shutil.copytree(DATA, tmp_path / "norms" / "xx")
    return tmp_path


def refusal(*arguments: str, root: Path | None = None) -> Problem:
    with pytest.raises(InputError) as caught:
        read_norm(*arguments, root=root)
    return caught.value.problems[0]


def test_the_catalogue_of_the_repository_is_found() -> None:
    assert catalogue_root() == ROOT / "catalogue"
    assert [norm.id for norm in list_norms()] == ["nt-026-minedu-2019"]


def test_the_catalogue_inside_the_installed_package_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "pusaq_core"
    (package / "_catalogue" / "norms").mkdir(parents=True)
    (package / "__init__.py").touch()
    monkeypatch.setattr(pusaq_core, "__file__", str(package / "__init__.py"))
    assert catalogue_root() == package / "_catalogue"
    assert norm_files() == ()
    shutil.copy(DATA / "norma-inventada-2030.yaml", package / "_catalogue" / "norms")
    assert read_norm("norma-inventada-2030").file == "_catalogue/norms/norma-inventada-2030.yaml"


def test_a_norm_is_read_by_id_or_by_path(small: Path) -> None:
    by_id = read_norm("norma-inventada-2030", root=small)
    by_path = read_norm(str(small / "norms" / "xx" / "norma-inventada-2030.yaml"))
    assert by_id == by_path
    assert by_id.file.endswith("norma-inventada-2030.yaml")
    assert [norm.id for norm in list_norms(small)] == ["norma-inventada-2030"]
    assert read_norm("nt-026-minedu-2019").file == "catalogue/norms/pe/nt-026-minedu-2019.yaml"


def test_amendments_apply_up_to_the_asked_day(small: Path) -> None:
    days = [dt.date(2031, 1, 1), dt.date(2031, 7, 1), dt.date(2031, 8, 15), None]
    norms = [read_norm("norma-inventada-2030", day, root=small) for day in days]
    found = [norm.dose("country").of("gia").times for norm in norms]
    assert found == [3, 4, 5, 5]
    norm, amendments = read_norm_and_amendments("norma-inventada-2030", root=small)
    assert norm.dose("country").of("gia").times == 3
    assert {amendment.id for amendment in amendments} == {
        "modifica-inventada-2031",
        "modifica-inventada-2032",
    }
    assert read_norm_and_amendments("nt-026-minedu-2019")[1] == ()


def test_what_is_not_there_is_refused_with_what_is(small: Path) -> None:
    problem = refusal("norma-inventada-2031", root=small)
    assert (problem.code, problem.expected) == ("unknown_norm", "name_like:norma-inventada-2030")
    assert refusal("zzz", root=small).expected.startswith("one_of:modifica-inventada-2031|")
    missing = refusal(str(small / "no" / "hay.yaml"))
    assert (missing.code, missing.file) == ("unreadable_file", str(small / "no" / "hay.yaml"))
    assert refusal(str(small / "norms")).code == "unreadable_file"


def test_an_amendment_is_no_norm(small: Path) -> None:
    problem = refusal("modifica-inventada-2031", root=small)
    assert (problem.code, problem.found) == ("is_amendment", "modifica-inventada-2031")


def test_files_that_are_no_text_or_huge_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x.yaml").write_bytes(b"\xfe\xff")
    assert refusal(str(tmp_path / "x.yaml")).code == "not_utf8"
    monkeypatch.setattr(catalogue, "MAX_CHARACTERS", 10)
    (tmp_path / "x.yaml").write_text("a" * 41, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_norm_text(tmp_path / "x.yaml")
    assert caught.value.problems[0].code == "file_too_big"


def test_files_of_the_catalogue_are_shown_without_the_way_to_them(tmp_path: Path) -> None:
    inside = catalogue_root() / "norms" / "pe" / "x.yaml"
    assert shown_name(inside) == "catalogue/norms/pe/x.yaml"
    assert shown_name(tmp_path / "x.yaml") == str(tmp_path / "x.yaml")

"""The page that tells how to write a norm file knows every key that the loader knows."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from pusaq_core.catalogue_reader.sheet import keys_of
from pusaq_core.catalogue_reader.tree import read_tree
from pusaq_core.norms.loader import NormFile
from pusaq_core.norms.parser import parse_expression
from pusaq_core.norms.vocabulary import AGGREGATES, DATA_TYPES, SCOPES

if TYPE_CHECKING:
    from pusaq_core.norms.norm import Norm

PAGE = (Path(__file__).parents[2] / "docs" / "norms.md").read_text(encoding="utf-8")


def test_every_section_is_on_the_page() -> None:
    known = keys_of(NormFile)
    table = PAGE.partition("## Secciones")[2].partition("Un **numeral**")[0]
    assert set(re.findall(r"`([a-z_]+)`", table)) >= known


def test_every_type_scope_and_figure_is_on_the_page() -> None:
    words = set(re.findall(r"`([a-z_]+)[`:]", PAGE))
    assert {*DATA_TYPES, *SCOPES, *AGGREGATES} <= words


def test_the_conditions_of_the_page_are_conditions() -> None:
    block = PAGE.partition("## Condiciones")[2].split("```")[1]
    conditions = [text for line in block.strip().splitlines() for text in re.split(r" {3,}", line)]
    assert len(conditions) == 4
    assert all(parse_expression(text) for text in conditions)


@pytest.mark.parametrize("block", re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL))
def test_the_examples_of_the_page_are_yaml_that_is_accepted(block: str) -> None:
    assert yaml.safe_load(block)
    assert read_tree(block, file="x").kind == "map"


def test_the_example_of_a_dose_is_that_of_the_norm(nt026: Norm, nt026_text: str) -> None:
    block = next(b for b in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL) if b.startswith("ratio:"))
    shown = yaml.safe_load(block)["dosis"]["multigrado"]
    written = yaml.safe_load(nt026_text)["dosis"]["multigrado"]
    assert {key: shown[key] for key in ("visita", "gia", "rtc", "taller")} == {
        key: written[key] for key in ("visita", "gia", "rtc", "taller")
    }
    assert nt026.dose("multigrade").of("own_workshop").days == shown["taller_propio"]["dias"]

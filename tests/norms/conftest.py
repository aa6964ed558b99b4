"""Norms and small registries for the tests of norms."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest

from pusaq_core.norms.loader import load_norm

if TYPE_CHECKING:
    from pusaq_core.norms.norm import Norm

DATA = Path(__file__).parent / "data"
CATALOGUE = Path(__file__).parents[2] / "catalogue" / "norms"

RegistryMaker = Callable[..., pl.DataFrame]


def make_registry(*rows: dict[str, object], **common: object) -> pl.DataFrame:
    """Registry of text with keys filled in: UGEL 010001, code by position, one premises each."""
    full = [
        {"COD_MOD": f"{i:07d}", "ANEXO": "0", "CODLOCAL": f"{i:06d}", "CODOOII": "010001"} | common | row
        for i, row in enumerate(rows, 1)
    ]
    columns = list(dict.fromkeys(key for row in full for key in row))
    texts = [[None if row.get(c) is None else str(row[c]) for c in columns] for row in full]
    return pl.DataFrame(texts, schema=dict.fromkeys(columns, pl.String), orient="row")


@pytest.fixture(scope="session")
def registry() -> RegistryMaker:
    return make_registry


@pytest.fixture(scope="session")
def nt026_text() -> str:
    return (CATALOGUE / "pe" / "nt-026-minedu-2019.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def nt026(nt026_text: str) -> Norm:
    return load_norm(nt026_text, file="nt-026-minedu-2019.yaml")


@pytest.fixture(scope="session")
def invented_text() -> str:
    return (DATA / "norma-inventada-2030.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def invented(invented_text: str) -> Norm:
    return load_norm(invented_text, file="norma-inventada-2030.yaml")


@pytest.fixture(scope="session")
def national_data() -> Path:
    folder = os.environ.get("PUSAQ_DATA")
    if not folder:
        pytest.skip("PUSAQ_DATA is not set: the national registry is not here")
    return Path(folder)

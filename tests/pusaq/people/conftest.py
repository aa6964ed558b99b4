from __future__ import annotations

import pytest

from pusaq.people.domain.accompanists import load_accompanists
from pusaq.people.domain.staff import load_staff
from pusaq.territory.domain.registry import load_registry
from tests.pusaq.files import DAY, NOW, TWO_UNITS, written

ORIGIN = {"source": "prueba", "country": "pe", "by": None}


@pytest.fixture(autouse=True)
def _files(tmp_path, settings):
    settings.STORAGES = settings.STORAGES | {
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path / "files"}}
    }


@pytest.fixture
def load_schools(tmp_path):
    """Load rows as a registry."""

    def loaded(rows=TWO_UNITS, *, day=DAY):
        return load_registry(file=written(rows, tmp_path / "p.csv"), source_date=day, now=NOW, **ORIGIN)

    return loaded


@pytest.fixture
def load(tmp_path, load_schools):
    """Load rows as a staffing file, in the country of two UGEL."""
    load_schools()

    def loaded(rows, *, day=DAY, **options):
        file = written(rows, tmp_path / "plazas.csv")
        return load_staff(file=file, source_date=day, now=NOW, **ORIGIN, **options)

    return loaded


@pytest.fixture
def load_hired(tmp_path, load_schools):
    """Load rows as a list of accompanists."""
    load_schools()

    def loaded(rows, *, day=DAY):
        file = written(rows, tmp_path / "acompanantes.csv")
        return load_accompanists(
            file=file, profiles=["eib", "multigrade"], source_date=day, now=NOW, **ORIGIN
        )

    return loaded

from __future__ import annotations

import pytest

from pusaq.territory.domain.registry import load_registry
from tests.pusaq.files import DAY, NOW, written


@pytest.fixture
def load(tmp_path, settings):
    """Load rows as a registry."""
    settings.STORAGES = settings.STORAGES | {
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path / "files"}}
    }

    def loaded(rows, *, day=DAY, now=NOW, **options):
        file = written(rows, tmp_path / "padron.csv")
        return load_registry(
            file=file, source="ESCALE", source_date=day, country="pe", by=None, now=now, **options
        )

    return loaded

from __future__ import annotations

import pytest

from pusaq_core.synthetic import Country, make_country


@pytest.fixture(scope="session")
def country() -> Country:
    return make_country(1)

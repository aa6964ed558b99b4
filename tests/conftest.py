"""What holds for every test: the same examples on every machine, and no skip without a name."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

pytest_plugins = ["tools.named_skips", "tools.budget", "tools.marked"]

# The clock of a busy machine is no property of the code: no deadline, no complaint about slowness.
CLOCKLESS = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}

settings.register_profile("main", derandomize=True, **CLOCKLESS)
settings.register_profile("full", derandomize=True, max_examples=200, **CLOCKLESS)
settings.register_profile("explore", derandomize=False, max_examples=1000, print_blob=True, **CLOCKLESS)
settings.load_profile("main")

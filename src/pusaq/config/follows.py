"""What follows what: kind of event → handlers, now (same transaction) or later (the worker)."""

from pusaq.common.domain.events import Follow

FOLLOWS: dict[str, tuple[Follow, ...]] = {}

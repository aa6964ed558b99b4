"""What follows what: kind of event → handlers, now (same transaction) or later (the worker)."""

from pusaq.common.domain.events import Follow, later, now

FOLLOWS: dict[str, tuple[Follow, ...]] = {
    "territory.registry_loaded": (
        now("pusaq.people.domain.places.follow_registry"),
        later("pusaq.common.domain.search.follow_change"),
    ),
    "territory.organisation_registered": (later("pusaq.common.domain.search.follow_change"),),
    "people.staff_loaded": (later("pusaq.common.domain.search.follow_change"),),
    "people.appointment_changed": (later("pusaq.common.domain.search.follow_change"),),
}

"""Writes of the agenda."""

from pusaq.agenda.domain.busy import CalendarConflictError, Conflict, rebuild_busy_days
from pusaq.agenda.domain.feeds import TooManyFeedsError, create_feed, mark_feed_used, revoke_feed
from pusaq.agenda.domain.foreseeing import Foreseen, foresee_activities
from pusaq.agenda.domain.publishing import (
    Convened,
    Publication,
    WantedActivity,
    publish_activities,
)

__all__ = [
    "CalendarConflictError",
    "Conflict",
    "Convened",
    "Foreseen",
    "Publication",
    "TooManyFeedsError",
    "WantedActivity",
    "create_feed",
    "foresee_activities",
    "mark_feed_used",
    "publish_activities",
    "rebuild_busy_days",
    "revoke_feed",
]

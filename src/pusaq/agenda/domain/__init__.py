"""Writes of the agenda."""

from pusaq.agenda.domain.busy import CalendarConflictError, Conflict, rebuild_busy_days
from pusaq.agenda.domain.publishing import Convened, Publication, WantedActivity, publish_activities

__all__ = [
    "CalendarConflictError",
    "Conflict",
    "Convened",
    "Publication",
    "WantedActivity",
    "publish_activities",
    "rebuild_busy_days",
]

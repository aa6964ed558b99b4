"""Writes of the agenda."""

from pusaq.agenda.domain.busy import CalendarConflictError, Conflict, rebuild_busy_days
from pusaq.agenda.domain.changing import cancel_activity, correct_activity, hold_activity, move_activity
from pusaq.agenda.domain.feeds import TooManyFeedsError, create_feed, mark_feed_used, revoke_feed
from pusaq.agenda.domain.hand import ActivityRefusedError, Change
from pusaq.agenda.domain.previewing import PublicationPreview, preview_activities
from pusaq.agenda.domain.publishing import (
    Because,
    Convened,
    Publication,
    WantedActivity,
    lock_activities,
    publish_activities,
)

__all__ = [
    "ActivityRefusedError",
    "Because",
    "CalendarConflictError",
    "Change",
    "Conflict",
    "Convened",
    "Publication",
    "PublicationPreview",
    "TooManyFeedsError",
    "WantedActivity",
    "cancel_activity",
    "correct_activity",
    "create_feed",
    "hold_activity",
    "lock_activities",
    "mark_feed_used",
    "move_activity",
    "preview_activities",
    "publish_activities",
    "rebuild_busy_days",
    "revoke_feed",
]

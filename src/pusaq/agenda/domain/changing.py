"""Moving, holding and cancelling one activity: after publishing, this is where its dates change.

Who may do it, and whether a kind of activity may be moved alone, is for callers to say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from pusaq.agenda.domain.busy import TAKES_DAYS, CalendarConflictError
from pusaq.agenda.domain.hand import OUTCOMES, ActivityRefusedError, Change, Hand
from pusaq.agenda.enums import ActivityState

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable

    from pusaq.agenda.domain.publishing import Convened
    from pusaq.agenda.models import Activity


@transaction.atomic
def move_activity(
    *, activity: Activity, days: Collection[dt.date], by: Any, now: dt.datetime, reason: str = ""
) -> Change:
    """Give an activity other days; its hours, places and people stay.

    Args:
        activity: which.
        days: all its days from now on; the same as it has change nothing.
        by: who moves it.
        now: when.
        reason: why; whoever may name all its teachers reads it.

    Raises:
        ActivityRefusedError: `cancelled`, `settled`, `no_days`, `past`, `other_year`, `long_reason`,
            `odd_reason`.
        CalendarConflictError: somebody has something else on one of the days; nothing is written.
    """
    hand = Hand(activity, by=by, now=now, reason=reason)
    hand.refuse_closed()
    wanted = tuple(sorted(set(days)))
    if wanted and wanted == hand.days:
        return Change(hand.row, is_new=False)
    hand.refuse_days(wanted)
    if any(day < hand.today for day in set(wanted) - set(hand.days)):
        raise ActivityRefusedError(hand.row, "past")
    taken = hand.taken(wanted)
    found = hand.conflicts(taken)
    if found:
        raise CalendarConflictError(found)
    hand.write_days(wanted)
    hand.write_busy(taken)
    hand.write(ActivityState(hand.row.state), "moved")
    return Change(hand.row, is_new=True)


@transaction.atomic
def hold_activity(
    *,
    activity: Activity,
    outcome: ActivityState,
    by: Any,
    now: dt.datetime,
    reason: str = "",
    days: Collection[dt.date] | None = None,
    there: Iterable[Convened] | None = None,
) -> Change:
    """Record that an activity was held, in part or whole, or that it was not.

    Args:
        activity: which.
        outcome: `HELD`, `PARTLY_HELD` or `NOT_HELD`.
        by: who records it.
        now: when.
        reason: why it was not held; elsewhere what is to be said of it.
        days: on which it was held, where these are not the planned ones.
        there: just who was there: a person with the post for which she came, or alone; None: nothing is said.

    Raises:
        ActivityRefusedError: `cancelled`, `settled` (where it says something else), `no_days`, `future`,
            `other_year`, `no_reason`, `long_reason`, `odd_reason`, `nobody_there`, `too_many`,
            `not_convened`, `two_for_post`, `unknown_person`.
        ValueError: the outcome is no outcome.
    """
    if outcome not in OUTCOMES:
        raise ValueError(outcome)
    hand = Hand(activity, by=by, now=now, reason=reason)
    row, held = hand.row, outcome != ActivityState.NOT_HELD
    wanted = tuple(sorted(set(days))) if days is not None and held else hand.days
    came = hand.named(there) if held else None
    if (row.state, row.reason, hand.days) == (outcome, hand.reason, wanted) and hand.were_there(came):
        return Change(row, is_new=False)
    hand.refuse_closed()
    if not held and not hand.reason:
        raise ActivityRefusedError(row, "no_reason")
    return Change(row, is_new=True, conflicts=hand.record(outcome, wanted, came))


@transaction.atomic
def correct_activity(
    *,
    activity: Activity,
    outcome: ActivityState,
    by: Any,
    now: dt.datetime,
    reason: str,
    days: Collection[dt.date] | None = None,
    there: Iterable[Convened] | None = None,
) -> Change:
    """Put right what was recorded of an activity by mistake; what was recorded stays in its history.

    Whether something was planned since in place of what was not held is for callers to say.

    Args:
        activity: which; one that is recorded so already stays as it is.
        outcome: one of `hold_activity`, or `PUBLISHED`: nothing is recorded of it, and it is planned again.
        by: who corrects it.
        now: when.
        reason: what was wrong; it takes the place of the reason that was given.
        days: its days from now on, where they were wrong as well.
        there: as in `hold_activity`; None leaves who is recorded, unless it was not held after all.

    Raises:
        ActivityRefusedError: `open`: nothing is recorded that could be wrong; `cancelled`, and those of
            `hold_activity`; a reason is owed for each outcome.
        CalendarConflictError: it is planned again, and somebody has something else on one of its days.
        ValueError: the outcome is none of those.
    """
    if outcome not in (*OUTCOMES, ActivityState.PUBLISHED):
        raise ValueError(outcome)
    hand = Hand(activity, by=by, now=now, reason=reason)
    row, held = hand.row, outcome in TAKES_DAYS and outcome in OUTCOMES
    wanted = tuple(sorted(set(days))) if days is not None else hand.days
    came = hand.named(there) if held else set()
    if (row.state, hand.days) == (outcome, wanted) and hand.were_there(came):
        return Change(row, is_new=False)
    if row.state not in OUTCOMES:
        raise ActivityRefusedError(row, "cancelled" if row.state == ActivityState.CANCELLED else "open")
    if not hand.reason:
        raise ActivityRefusedError(row, "no_reason")
    found = hand.record(outcome, wanted, came)
    if found and outcome == ActivityState.PUBLISHED:
        raise CalendarConflictError(found)
    return Change(row, is_new=True, conflicts=found)


@transaction.atomic
def cancel_activity(*, activity: Activity, by: Any, now: dt.datetime, reason: str) -> Change:
    """No longer hold an activity: its people have their days back, their calendars say so.

    Args:
        activity: which; one that is cancelled already stays as it is.
        by: who cancels it.
        now: when.
        reason: why; whoever may name all its teachers reads it.

    Raises:
        ActivityRefusedError: `settled`, `past` (what has begun was held or was not), `no_reason`,
            `long_reason`, `odd_reason`.
    """
    hand = Hand(activity, by=by, now=now, reason=reason)
    if hand.row.state == ActivityState.CANCELLED:
        return Change(hand.row, is_new=False)
    hand.refuse_closed()
    if hand.days[0] < hand.today:
        raise ActivityRefusedError(hand.row, "past")
    if not hand.reason:
        raise ActivityRefusedError(hand.row, "no_reason")
    hand.write_busy(set())
    hand.write(ActivityState.CANCELLED, ActivityState.CANCELLED)
    return Change(hand.row, is_new=True)

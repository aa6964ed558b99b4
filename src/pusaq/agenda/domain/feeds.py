"""Private addresses from which calendar programs read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from pusaq.agenda.models import CalendarFeed
from pusaq.common.audit import signed
from pusaq.common.tokens import new_secret
from pusaq.people.models import User

if TYPE_CHECKING:
    import datetime as dt

    from pusaq.people.models import RoleAssignment

MOST = 10
"""Subscriptions in force of one account: a phone, a computer, and room for those that were lost."""


class TooManyFeedsError(Exception):
    """The account has as many subscriptions as it may; one must be revoked first."""


@transaction.atomic
def create_feed(*, user: User, role: RoleAssignment, now: dt.datetime) -> tuple[CalendarFeed, str]:
    """Make a private address for a user in one of her roles.

    Returns:
        The row, and the secret of the address, which is shown this once.

    Raises:
        TooManyFeedsError: there are `MOST` already.
    """
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if CalendarFeed.objects.filter(user=user, revoked_at=None).count() >= MOST:
        raise TooManyFeedsError
    made = new_secret()
    feed = CalendarFeed(user=user, role=role, digest=made.digest, created_at=now)
    signed(feed, by=user).save()
    return feed, made.secret


def revoke_feed(*, feed: CalendarFeed, by: User, now: dt.datetime) -> None:
    """Close an address for good; a second time changes nothing."""
    if feed.revoked_at is None:
        feed.revoked_at = now
        signed(feed, by=by).save(update_fields=["revoked_at"])


def mark_feed_used(*, feed: CalendarFeed, now: dt.datetime) -> None:
    """Remember the hour of use, so that an address that nobody reads is seen."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    if feed.used_at is None or feed.used_at < hour:
        CalendarFeed.objects.filter(pk=feed.pk).update(used_at=hour)

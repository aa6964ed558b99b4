"""Keys by which a program acts for a user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from pusaq.common.audit import signed
from pusaq.common.tokens import new_secret
from pusaq.people.models import ApiToken, User

if TYPE_CHECKING:
    import datetime as dt

    from pusaq.people.models import RoleAssignment


MOST = 20
"""Keys in force of one user; more would be keys that nobody knows any more."""

PREFIX = 6
"""Characters by which a user knows her key again; the rest stays unguessable."""


class TooManyTokensError(Exception):
    """The user has as many keys in force as one may have."""


@transaction.atomic
def create_api_token(
    *, user: User, role: RoleAssignment, name: str, now: dt.datetime
) -> tuple[ApiToken, str]:
    """Make a key for a user in one of her roles.

    Returns:
        The row, and the key itself, which is shown this once.

    Raises:
        TooManyTokensError: she has `MOST` keys in force.
    """
    # The user's row is the lock of her keys: of two that are made at once the second is counted.
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if ApiToken.objects.filter(user=user, revoked_at=None).count() >= MOST:
        raise TooManyTokensError
    made = new_secret()
    prefix = made.secret[:PREFIX]
    token = ApiToken(user=user, role=role, name=name, prefix=prefix, digest=made.digest, created_at=now)
    signed(token, by=user).save()
    return token, made.secret


@transaction.atomic
def revoke_api_token(token: ApiToken, *, by: User, now: dt.datetime) -> bool:
    """End a key.

    Returns:
        False where it had ended before; nothing is changed then.
    """
    locked = ApiToken.objects.select_for_update(of=("self",)).get(pk=token.pk)
    if locked.revoked_at is not None:
        return False
    locked.revoked_at = now
    signed(locked, by=by).save(update_fields=["revoked_at"])
    return True


def mark_api_token_used(token: ApiToken, *, now: dt.datetime) -> None:
    """Remember the hour of use, so that a key that nobody uses is seen."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    if token.used_at is None or token.used_at < hour:
        ApiToken.objects.filter(pk=token.pk).update(used_at=hour)

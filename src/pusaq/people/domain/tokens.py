"""Keys by which a program acts for a user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pusaq.common.audit import signed
from pusaq.people.models import ApiToken
from pusaq.people.tokens import new_secret

if TYPE_CHECKING:
    import datetime as dt

    from pusaq.people.models import RoleAssignment, User


def create_api_token(
    *, user: User, role: RoleAssignment, name: str, now: dt.datetime
) -> tuple[ApiToken, str]:
    """Make a key for a user in one of her roles.

    Returns:
        The row, and the key itself, which is shown this once.
    """
    made = new_secret()
    token = ApiToken(user=user, role=role, name=name, digest=made.digest, created_at=now)
    signed(token, by=user).save()
    return token, made.secret


def revoke_api_token(token: ApiToken, *, by: User, now: dt.datetime) -> None:
    """End a key; a second time changes nothing."""
    if token.revoked_at is None:
        token.revoked_at = now
        signed(token, by=by).save(update_fields=["revoked_at"])


def mark_api_token_used(token: ApiToken, *, now: dt.datetime) -> None:
    """Remember the hour of use, so that a key that nobody uses is seen."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    if token.used_at is None or token.used_at < hour:
        ApiToken.objects.filter(pk=token.pk).update(used_at=hour)

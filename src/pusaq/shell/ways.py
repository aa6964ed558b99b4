"""Ways back from what somebody chose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

if TYPE_CHECKING:
    from django.http import HttpRequest


def way_back(request: HttpRequest, wanted: str) -> str:
    """The address wanted where it lies inside this site, otherwise *Hoy*."""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else reverse("shell:home")

"""What went wrong: what happened, what was kept, what to do."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Any

from django.core.exceptions import DisallowedHost
from django.http import HttpResponse, HttpResponseBadRequest, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from pusaq.common.problems import log_failure

if TYPE_CHECKING:
    from django.http import HttpRequest

log = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, DisallowedHost):
        # Nobody was asked yet who this is, and a page would be full of addresses of that server.
        log.warning(
            "400: a server that is not ours was asked for: %s", ascii(request.META.get("HTTP_HOST", ""))
        )
        said = _("Este servidor no responde por ese nombre.")
        return HttpResponseBadRequest(f"{said}\n", content_type="text/plain; charset=utf-8")
    return _said(request, "400", 400)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  (Django's signature)
    return _said(request, "403", 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  (Django's signature)
    return _said(request, "404", 404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  (Django's signature)
    return _said(request, "csrf", 403)


def broken(request: HttpRequest) -> HttpResponse:
    # Nothing that broke may be asked again: no database, no session, no frame. The address by its name: what
    # stands in it or behind it may be a secret.
    match = request.resolver_match
    where = f"{request.method} {match.view_name if match else '?'}"
    code = log_failure(log, where, sys.exc_info()[1])
    return HttpResponseServerError(render_to_string("shell/errors/500.html", {"code": code}))


def _said(request: HttpRequest, name: str, status: int) -> HttpResponse:
    signed_in = bool(getattr(request, "user", None) and request.user.is_authenticated)
    context: dict[str, Any] = {"base": "shell/page.html" if signed_in else "shell/plain.html"}
    return render(request, f"shell/errors/{name}.html", context, status=status)

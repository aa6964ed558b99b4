from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import login
from django.http import Http404
from django.shortcuts import redirect
from django.views import View

from pusaq.common.clock import now
from pusaq.common.demands import Demand
from pusaq.people.models import User
from pusaq.people.queries import demo_users
from pusaq.shell.ways import way_back

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class DemoSignIn(View):
    """Enter as one of the invented people, without password; the address exists in a demonstration only."""

    demand = Demand.ANYBODY
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        wanted = request.POST.get("username", "")
        if wanted not in {one.username for one in demo_users(on=now().date())}:
            raise Http404
        user = User.objects.get(username=wanted)
        login(request, user, backend="django.contrib.auth.backends.ModelBackend")
        return redirect(way_back(request, request.POST.get("next", "")))

"""What pages of one caseload share: it is found before anything else, where the role sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.http import Http404

from pusaq.accompaniment.caseloads.queries.caseloads import caseload_in
from pusaq.shell.tables import TablePage

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from pusaq.accompaniment.caseloads.models import Caseload


class OfCaseload(TablePage):
    """A page with the id of a caseload in its address, within what its `demand` lets the role see."""

    demand: ClassVar[str]
    per_page = 100
    caseload: Caseload

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        found = caseload_in(self.request.actor.scope(self.demand), kwargs["caseload_id"])
        if found is None:
            raise Http404
        self.caseload = found
        return super().dispatch(request, *args, **kwargs)

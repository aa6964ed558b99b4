"""Two addresses, one of which says nothing of what it demands."""

from django.http import HttpResponse
from django.urls import path
from django.views import View

from pusaq.common.demands import Demand


class Silent(View):
    def get(self, _request):
        return HttpResponse("seen")


class Open(Silent):
    demand = Demand.ANYBODY


urlpatterns = [path("silent/", Silent.as_view()), path("open/", Open.as_view())]

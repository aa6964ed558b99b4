from django.urls import path

from pusaq.accompaniment.pages.decision import WhyThisService
from pusaq.accompaniment.pages.targeting import Targeting

app_name = "accompaniment"
urlpatterns = [
    path("focalizacion/", Targeting.as_view(), name="targeting"),
    path("focalizacion/<uuid:decision>/", WhyThisService.as_view(), name="decision"),
]

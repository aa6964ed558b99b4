from django.urls import path

from pusaq.territory.pages.organisation import OrganisationPage
from pusaq.territory.pages.organisations import Organisations
from pusaq.territory.pages.school import SchoolPage

app_name = "territory"
urlpatterns = [
    path("", Organisations.as_view(), name="organisations"),
    path("<uuid:organisation>/", OrganisationPage.as_view(), name="organisation"),
    path("escuelas/<uuid:school>/", SchoolPage.as_view(), name="school"),
]

from django.urls import path

from pusaq.shell.pages.territory.organisation import OrganisationPage
from pusaq.shell.pages.territory.organisations import Organisations
from pusaq.shell.pages.territory.school import SchoolPage

app_name = "territory"
urlpatterns = [
    path("", Organisations.as_view(), name="organisations"),
    path("<uuid:organisation>/", OrganisationPage.as_view(), name="organisation"),
    path("escuelas/<uuid:school>/", SchoolPage.as_view(), name="school"),
]

from django.urls import include, path

from pusaq.config.api import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("cuenta/", include("allauth.urls")),
    path("agenda/", include("pusaq.agenda.urls")),
    path("", include("pusaq.shell.urls")),
    path("", include("pusaq.people.urls")),
    path("", include("pusaq.library.urls")),
    path("", include("pusaq.accompaniment.public_urls")),
    path("territorio/", include("pusaq.territory.urls")),
    path("operaciones/", include("pusaq.operations.urls")),
    path("acompanamiento/", include("pusaq.accompaniment.urls")),
]

handler400 = "pusaq.shell.pages.errors.bad_request"
handler403 = "pusaq.shell.pages.errors.refused"
handler404 = "pusaq.shell.pages.errors.not_found"
handler500 = "pusaq.shell.pages.errors.broken"

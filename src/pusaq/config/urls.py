from django.urls import include, path

from pusaq.config.api import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("cuenta/", include("allauth.urls")),
    path("", include("pusaq.shell.urls")),
]

from django.urls import include, path

urlpatterns = [
    path("cuenta/", include("allauth.urls")),
    path("", include("pusaq.shell.urls")),
]

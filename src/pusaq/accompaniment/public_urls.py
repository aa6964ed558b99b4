"""Pages that anybody may open, at the root of the site."""

from django.urls import path

from pusaq.accompaniment.pages.in_figures import InFigures

app_name = "public"
urlpatterns = [path("en-cifras/", InFigures.as_view(), name="in_figures")]

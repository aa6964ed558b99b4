from django.urls import path

from pusaq.shell.pages.library.glossary import Glossary
from pusaq.shell.pages.library.norm import NormPage
from pusaq.shell.pages.library.norms import Norms

app_name = "library"
urlpatterns = [
    path("normas/", Norms.as_view(), name="norms"),
    path("normas/<slug:norm>/", NormPage.as_view(), name="norm"),
    path("glosario/", Glossary.as_view(), name="glossary"),
]

from django.urls import path

from pusaq.library.pages.glossary import Glossary
from pusaq.library.pages.norm import NormPage
from pusaq.library.pages.norms import Norms
from pusaq.library.pages.resource import ResourcePage
from pusaq.library.pages.resources import Resources

app_name = "library"
urlpatterns = [
    path("normas/", Norms.as_view(), name="norms"),
    path("normas/<slug:norm>/", NormPage.as_view(), name="norm"),
    path("glosario/", Glossary.as_view(), name="glossary"),
    path("recursos/", Resources.as_view(), name="resources"),
    path("recursos/<slug:code>/", ResourcePage.as_view(), name="resource"),
]

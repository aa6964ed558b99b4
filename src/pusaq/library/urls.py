from django.urls import path

from pusaq.shell.pages.library.glossary import Glossary
from pusaq.shell.pages.library.norm import NormPage
from pusaq.shell.pages.library.norms import Norms
from pusaq.shell.pages.library.resource import ResourcePage
from pusaq.shell.pages.library.resources import Resources

app_name = "library"
urlpatterns = [
    path("normas/", Norms.as_view(), name="norms"),
    path("normas/<slug:norm>/", NormPage.as_view(), name="norm"),
    path("glosario/", Glossary.as_view(), name="glossary"),
    path("recursos/", Resources.as_view(), name="resources"),
    path("recursos/<slug:code>/", ResourcePage.as_view(), name="resource"),
]

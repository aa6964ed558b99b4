from django.urls import path

from pusaq.shell.pages.choices import ChooseLanguage, ChoosePlace, ChooseRole, PlaceChoice
from pusaq.shell.pages.components import Components, ExampleTable
from pusaq.shell.pages.help import Help
from pusaq.shell.pages.home import Home
from pusaq.shell.pages.search import Search

app_name = "shell"
urlpatterns = [
    path("", Home.as_view(), name="home"),
    path("ayuda/", Help.as_view(), name="help"),
    path("buscar/", Search.as_view(), name="search"),
    path("territorio/cambiar/", PlaceChoice.as_view(), name="place"),
    path("territorio/elegir/", ChoosePlace.as_view(), name="choose_place"),
    path("rol/", ChooseRole.as_view(), name="choose_role"),
    path("idioma/", ChooseLanguage.as_view(), name="choose_language"),
    path("componentes/", Components.as_view(), name="components"),
    path("componentes/tabla/", ExampleTable.as_view(), name="example_table"),
]

from django.urls import path

from pusaq.shell.pages.choices import ChooseLanguage, ChoosePlace, ChooseRole, DemoSignIn, PlaceChoice
from pusaq.shell.pages.components import Components, ExampleTable
from pusaq.shell.pages.help import Account, Help
from pusaq.shell.pages.home import Home
from pusaq.shell.pages.keys import Keys, RevokeKey
from pusaq.shell.pages.search import Search

app_name = "shell"
urlpatterns = [
    path("", Home.as_view(), name="home"),
    path("ayuda/", Help.as_view(), name="help"),
    path("buscar/", Search.as_view(), name="search"),
    path("mi-cuenta/", Account.as_view(), name="account"),
    path("mi-cuenta/llaves/", Keys.as_view(), name="api_keys"),
    path("mi-cuenta/llaves/<uuid:key_id>/anular/", RevokeKey.as_view(), name="revoke_api_key"),
    path("territorio/cambiar/", PlaceChoice.as_view(), name="place"),
    path("territorio/elegir/", ChoosePlace.as_view(), name="choose_place"),
    path("rol/", ChooseRole.as_view(), name="choose_role"),
    path("idioma/", ChooseLanguage.as_view(), name="choose_language"),
    path("demostracion/entrar/", DemoSignIn.as_view(), name="demo_sign_in"),
    path("componentes/", Components.as_view(), name="components"),
    path("componentes/tabla/", ExampleTable.as_view(), name="example_table"),
]

from django.urls import path

from pusaq.people.pages.account import Account
from pusaq.people.pages.entering import DemoSignIn
from pusaq.people.pages.keys import Keys, RevokeKey

app_name = "people"
urlpatterns = [
    path("mi-cuenta/", Account.as_view(), name="account"),
    path("mi-cuenta/llaves/", Keys.as_view(), name="api_keys"),
    path("mi-cuenta/llaves/<uuid:key_id>/anular/", RevokeKey.as_view(), name="revoke_api_key"),
    path("demostracion/entrar/", DemoSignIn.as_view(), name="demo_sign_in"),
]

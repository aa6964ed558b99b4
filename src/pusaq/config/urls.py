from django.urls import include, path

from pusaq.config.api import addresses
from pusaq.config.rooms import house

urlpatterns = [
    path("api/v1/", addresses()),
    *(path(one.prefix, include(one.urls)) for room in house().rooms for one in room.serves),
]

handler400 = "pusaq.shell.pages.errors.bad_request"
handler403 = "pusaq.shell.pages.errors.refused"
handler404 = "pusaq.shell.pages.errors.not_found"
handler500 = "pusaq.shell.pages.errors.broken"

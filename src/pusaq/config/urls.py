from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import include, path

from pusaq.config.api import addresses
from pusaq.config.rooms import house

if TYPE_CHECKING:
    from django.urls import URLResolver

    from pusaq.common.house import House


def served(rooms: House) -> list[URLResolver]:
    """Addresses of all rooms, from the lowest up."""
    return [path(one.prefix, include(one.urls)) for room in rooms.rooms for one in room.serves]


urlpatterns = [path("api/v1/", addresses()), *served(house())]

handler400 = "pusaq.shell.pages.errors.bad_request"
handler403 = "pusaq.shell.pages.errors.refused"
handler404 = "pusaq.shell.pages.errors.not_found"
handler500 = "pusaq.shell.pages.errors.broken"

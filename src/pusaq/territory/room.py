from django.utils.translation import gettext_lazy as _

from pusaq.common.domain.search import follow_change
from pusaq.common.house import Room, Served, later
from pusaq.common.ports import LINKS, SEARCH
from pusaq.shell.ports import MENU, PLACES, SOURCES, TODAY
from pusaq.territory import links, menu, places, search, sources, today
from pusaq.territory.events import OrganisationRegistered, RegistryLoaded

ROOM = Room(
    "territory",
    answers=(
        TODAY.by(today),
        MENU.by(menu),
        PLACES.by(places),
        SOURCES.by(sources),
        SEARCH.by(search),
        LINKS.by(links),
    ),
    follows=(
        later(RegistryLoaded.kind, follow_change),
        later(OrganisationRegistered.kind, follow_change),
    ),
    says={
        "territory.registry_loaded": _("Se cargó el padrón"),
        "territory.organisation_registered": _("Se registró una entidad"),
    },
    serves=(Served("territorio/", "pusaq.territory.urls"),),
    api="pusaq.territory.api.router",
)

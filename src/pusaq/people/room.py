from django.utils.translation import gettext_lazy as _

from pusaq.common.domain.search import follow_change
from pusaq.common.house import Room, Served, later, now
from pusaq.common.ports import LINKS, SEARCH
from pusaq.people import about_school, account, links, search, today
from pusaq.people.domain.places import follow_registry
from pusaq.people.events import AppointmentChanged, StaffLoaded
from pusaq.shell.ports import ACCOUNT, TODAY
from pusaq.territory.events import RegistryLoaded
from pusaq.territory.ports import ABOUT_SCHOOL

ROOM = Room(
    "people",
    answers=(
        TODAY.by(today),
        ABOUT_SCHOOL.by(about_school),
        ACCOUNT.by(account),
        SEARCH.by(search),
        LINKS.by(links),
    ),
    follows=(
        now(RegistryLoaded.kind, follow_registry),
        later(StaffLoaded.kind, follow_change),
        later(AppointmentChanged.kind, follow_change),
    ),
    says={
        "people.staff_loaded": _("Se cargaron plazas o acompañantes"),
        "people.appointment_changed": _("Cambió quién ocupa una plaza"),
    },
    serves=(Served("", "pusaq.people.urls"),),
    api="pusaq.people.api.router",
)

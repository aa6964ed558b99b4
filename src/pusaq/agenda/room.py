from django.utils.translation import gettext_lazy as _

from pusaq.agenda import links, menu
from pusaq.agenda.domain.handover import follow_appointment, follow_staff
from pusaq.common.house import Room, Served, later
from pusaq.common.ports import LINKS
from pusaq.people.events import AppointmentChanged, StaffLoaded
from pusaq.shell.ports import MENU

ROOM = Room(
    "agenda",
    answers=(MENU.by(menu), LINKS.by(links)),
    follows=(
        later(StaffLoaded.kind, follow_staff),
        later(AppointmentChanged.kind, follow_appointment),
    ),
    says={
        f"{handler.__module__}.{handler.__qualname__}": _("Pasar los días a quien ocupa la plaza")
        for handler in (follow_staff, follow_appointment)
    },
    serves=(Served("agenda/", "pusaq.agenda.urls"),),
    api="pusaq.agenda.api.router",
)

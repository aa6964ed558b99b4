from django.utils.translation import gettext_lazy as _

from pusaq.accompaniment import about_school, kinds, links, menu, open_pages, rests_on, today
from pusaq.agenda.ports import KINDS
from pusaq.common.house import Room, Served
from pusaq.common.ports import LINKS
from pusaq.library.ports import DOSE_NAMES, RESTS_ON
from pusaq.shell.ports import MENU, OPEN_PAGES, TODAY
from pusaq.territory.ports import ABOUT_SCHOOL

ROOM = Room(
    "accompaniment",
    answers=(
        TODAY.by(today),
        MENU.by(menu),
        ABOUT_SCHOOL.by(about_school),
        OPEN_PAGES.by(open_pages),
        KINDS.by(kinds),
        DOSE_NAMES.by(kinds),
        RESTS_ON.by(rests_on),
        LINKS.by(links),
    ),
    works={"accompaniment.plan": "pusaq.accompaniment.work.plan_year"},
    says={
        "accompaniment.plan": _("Cálculo de carteras y plan"),
        "accompaniment.plan.of_one": _("Plan %(year)d de %(name)s"),
        "accompaniment.plan.of_several": _("Plan %(year)d de %(n)d UGEL"),
        "accompaniment.plan.read": _("leyendo los datos"),
        "accompaniment.plan.targeting": _("focalización"),
        "accompaniment.plan.caseloads": _("carteras"),
        "accompaniment.plan.timetable": _("calendario"),
        "accompaniment.plan.check": _("verificación"),
    },
    serves=(
        Served("", "pusaq.accompaniment.public_urls"),
        Served("acompanamiento/", "pusaq.accompaniment.urls"),
    ),
    api="pusaq.accompaniment.api.router",
)

from pusaq.agenda import links, menu
from pusaq.common.house import Room, Served
from pusaq.common.ports import LINKS
from pusaq.shell.ports import MENU

ROOM = Room(
    "agenda",
    answers=(MENU.by(menu), LINKS.by(links)),
    serves=(Served("agenda/", "pusaq.agenda.urls"),),
    api="pusaq.agenda.api.router",
)

from pusaq.common.house import Room, Served
from pusaq.library import menu
from pusaq.shell.ports import MENU

ROOM = Room(
    "library",
    answers=(MENU.by(menu),),
    serves=(Served("", "pusaq.library.urls"),),
    api="pusaq.library.api.router",
)

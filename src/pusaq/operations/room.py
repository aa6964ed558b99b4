from pusaq.common.house import Room, Served
from pusaq.operations import menu
from pusaq.shell.ports import MENU

ROOM = Room(
    "operations",
    answers=(MENU.by(menu),),
    serves=(Served("operaciones/", "pusaq.operations.urls"),),
)

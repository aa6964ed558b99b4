from pusaq.common.house import Room, Served
from pusaq.shell import menu
from pusaq.shell.ports import MENU

ROOM = Room("shell", answers=(MENU.by(menu),), serves=(Served("", "pusaq.shell.urls"),))

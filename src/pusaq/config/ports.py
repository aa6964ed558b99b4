"""Who answers each port, in order. A lower room asks; the rooms above answer in a file of the port's name."""

ANSWERS: dict[str, tuple[str, ...]] = {
    "today": (),
    "menu": ("pusaq.shell.menu",),
    "search": (),
    "links": (),
    "kinds": (),
    "rests_on": (),
}

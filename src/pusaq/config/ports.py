"""Who answers each port, in order. A lower room asks; the rooms above answer in a file of the port's name."""

ANSWERS: dict[str, tuple[str, ...]] = {
    "today": ("pusaq.accompaniment.today", "pusaq.shell.today"),
    "menu": ("pusaq.shell.menu", "pusaq.agenda.menu", "pusaq.accompaniment.menu"),
    "search": ("pusaq.territory.search", "pusaq.people.search"),
    "links": (
        "pusaq.territory.links",
        "pusaq.people.links",
        "pusaq.agenda.links",
        "pusaq.accompaniment.links",
    ),
    "kinds": ("pusaq.accompaniment.kinds",),
    "dose_names": ("pusaq.accompaniment.kinds",),
    "about_school": ("pusaq.accompaniment.about_school",),
    "open_pages": ("pusaq.accompaniment.open_pages",),
    "rests_on": ("pusaq.accompaniment.rests_on",),
}

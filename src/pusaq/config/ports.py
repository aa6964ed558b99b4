"""Who answers each port, from the top of the house down, in a file of the port's name."""

ANSWERS: dict[str, tuple[str, ...]] = {
    "today": ("pusaq.accompaniment.today", "pusaq.people.today", "pusaq.territory.today"),
    "menu": (
        "pusaq.accompaniment.menu",
        "pusaq.agenda.menu",
        "pusaq.operations.menu",
        "pusaq.library.menu",
        "pusaq.territory.menu",
        "pusaq.shell.menu",
    ),
    "search": ("pusaq.people.search", "pusaq.territory.search"),
    "links": (
        "pusaq.accompaniment.links",
        "pusaq.agenda.links",
        "pusaq.people.links",
        "pusaq.territory.links",
    ),
    "kinds": ("pusaq.accompaniment.kinds",),
    "dose_names": ("pusaq.accompaniment.kinds",),
    "about_school": ("pusaq.accompaniment.about_school", "pusaq.people.about_school"),
    "open_pages": ("pusaq.accompaniment.open_pages",),
    "rests_on": ("pusaq.accompaniment.rests_on",),
    "places": ("pusaq.territory.places",),
    "sources": ("pusaq.territory.sources",),
    "account": ("pusaq.people.account",),
}

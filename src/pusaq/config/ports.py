"""Who answers each port, in order. A lower room asks; the rooms above answer in a file of the port's name."""

ANSWERS: dict[str, tuple[str, ...]] = {
    "today": (),
    "menu": (),
    "search": ("pusaq.territory.search", "pusaq.people.search"),
    "links": ("pusaq.territory.links", "pusaq.people.links"),
    "kinds": (),
    "rests_on": (),
}

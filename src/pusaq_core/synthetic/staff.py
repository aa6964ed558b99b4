"""Posts of the synthetic country and the invented people who hold them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import polars as pl

from pusaq_core.synthetic.draw import Draw

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pusaq_core.synthetic.recipe import Recipe
    from pusaq_core.synthetic.schools import Premises, Service

STAFF_COLUMNS = (
    "COD_PLAZA",
    "COD_MOD",
    "ANEXO",
    "CARGO",
    "CONDICION",
    "COD_PERSONA",
    "NOMBRES",
    "APELLIDOS",
    "FECHA_INICIO",
    "FECHA_FIN",
)
"""Columns of the staff file, in order."""

TEACHER = "PROFESOR"
TEACHER_IN_CHARGE = "PROFESOR CON FUNCIÓN DIRECTIVA"
HEAD = "DIRECTOR"
PERMANENT = "NOMBRADO"
HIRED = "CONTRATADO"
PERMANENT_TOWN = 0.75
"""Share of permanent posts in towns; priorities of the norm look at it."""
PERMANENT_VILLAGE = 0.5


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who does not exist."""

    code: str
    given_names: str
    surnames: str


@dataclass(frozen=True, slots=True)
class Holding:
    """Somebody in a post for some time: a row of the staff file.

    Attributes:
        post: COD_PLAZA.
        service: where the post is.
        role: CARGO.
        tenure: CONDICION.
        person: None where the post is vacant.
        start: ISO date, empty for a vacancy.
        end: ISO date, empty without end.
    """

    post: str
    service: Service
    role: str
    tenure: str
    person: Person | None
    start: str
    end: str


@dataclass(slots=True)
class _Book:
    """Holdings written so far, with the running numbers of posts and people."""

    recipe: Recipe
    year: int
    draw: Draw
    holdings: list[Holding] = field(default_factory=list)
    posts: int = 0
    people: int = 0

    def new_post(self) -> str:
        self.posts += 1
        return f"PZ98{self.posts:05d}"

    def new_person(self) -> Person:
        """Invent somebody whose surnames are plants and animals, so that nobody is mistaken for real."""
        self.people += 1
        given = [self.draw.pick(self.recipe.names["given"]) for _ in range(2)]
        surnames = [self.draw.pick(self.recipe.names["surname"]) for _ in range(2)]
        return Person(f"P98{self.people:05d}", " ".join(dict.fromkeys(given)), " ".join(surnames))

    def fill(self, service: Service, role: str, *, town: bool) -> None:
        """Open a post that somebody holds for the whole year."""
        permanent = self.draw.chance(PERMANENT_TOWN if town else PERMANENT_VILLAGE)
        if permanent:
            start, end = f"{self.year - self.draw.whole(1, 20)}-03-01", ""
        else:
            start, end = f"{self.year}-03-{'01' if self.draw.chance(0.9) else '16'}", f"{self.year}-12-31"
        tenure = PERMANENT if permanent else HIRED
        self.holdings.append(Holding(self.new_post(), service, role, tenure, self.new_person(), start, end))


def make_staff(recipe: Recipe, premises: Sequence[Premises], *, seed: int, year: int) -> tuple[Holding, ...]:
    """Fill the posts of every public service.

    Args:
        recipe: the tables.
        premises: the schools.
        seed: random seed.
        year: school year; contracts run within it.

    Returns:
        Holdings in the order of the schools and their posts; of a post, the earlier holder first.
    """
    book = _Book(recipe, year, Draw(seed, "staff"))
    for school in premises:
        _staff_school(book, school)
    return tuple(book.holdings)


def staff_frame(holdings: Sequence[Holding]) -> pl.DataFrame:
    """Lay holdings out as the staff file: columns `STAFF_COLUMNS`, all text, null where empty."""
    rows = [
        (
            holding.post,
            holding.service.cod_mod,
            holding.service.anexo,
            holding.role,
            holding.tenure,
            *(
                (holding.person.code, holding.person.given_names, holding.person.surnames)
                if holding.person
                else (None, None, None)
            ),
            holding.start or None,
            holding.end or None,
        )
        for holding in holdings
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(STAFF_COLUMNS, pl.String), orient="row")


def _staff_school(book: _Book, school: Premises) -> None:
    """One service has the head: a full one a `DIRECTOR`, otherwise the largest a teacher in charge."""
    town = school.place.rurality == "Urbano"
    staffed = [service for service in school.services if service.recipe.staffing != "sin_plazas"]
    full = next((service for service in staffed if _is_full(service)), None)
    if full is not None:
        book.fill(full, HEAD, town=town)
    largest = max(staffed, key=lambda service: service.recipe.teachers, default=None)
    for service in staffed:
        for number in range(service.recipe.teachers):
            in_charge = full is None and service is largest and number == 0
            book.fill(service, TEACHER_IN_CHARGE if in_charge else TEACHER, town=town)
        if school.first_of_kind:
            _add_particular(book, service)


def _is_full(service: Service) -> bool:
    return service.recipe.character == "Polidocente Completo" or service.recipe.level[0] in "DEFL"


def _add_particular(book: _Book, service: Service) -> None:
    """Add what makes a staff file hard: a vacancy, a replacement, an old contract, two posts for one."""
    last_year, this_year = book.year - 1, book.year
    contract = (f"{this_year}-03-01", f"{this_year}-12-31")
    match service.recipe.staffing:
        case "vacante":
            book.holdings.append(Holding(book.new_post(), service, TEACHER, HIRED, None, "", ""))
        case "vencido":
            ended = (f"{last_year}-03-01", f"{last_year}-12-31")
            book.holdings.append(Holding(book.new_post(), service, TEACHER, HIRED, book.new_person(), *ended))
        case "dos_plazas":
            person = book.holdings[-1].person
            book.holdings.append(Holding(book.new_post(), service, TEACHER, HIRED, person, *contract))
        case "reemplazo":
            on_leave = book.holdings[-1]
            book.holdings[-1] = replace(
                on_leave, tenure=PERMANENT, start=f"{this_year - 9}-03-01", end=f"{this_year}-06-30"
            )
            book.holdings.append(
                replace(
                    on_leave,
                    tenure=HIRED,
                    person=book.new_person(),
                    start=f"{this_year}-07-01",
                    end=contract[1],
                )
            )

"""What the rows of a plan name, as the rows of the database that they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pusaq.common.scope import below
from pusaq.people.enums import PostKind
from pusaq.people.models import Person, Post
from pusaq.territory.models import School, SchoolService
from pusaq_core.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from django.db.models import QuerySet

    from pusaq.territory.models import Organisation
    from pusaq_core.yearplan.plan import Plan
    from pusaq_core.yearplan.tables import CaseloadRow

CHUNK = 1000
TITLE = "Acompañante pedagógico"
UNFILLED = "Por contratar"


class Known:
    """Services, schools, posts and people of one UGEL by the codes of the files.

    An accompanist whom no list of hired people named is a position that the plan calls for: her post is made.
    """

    def __init__(self, organisation: Organisation, plan: Plan) -> None:
        country, here = organisation.country, below(organisation.path)
        self._services = {(s.modular_code, s.annex): s for s in SchoolService.objects.filter(here)}
        self._schools = dict(School.objects.filter(here, country=country).values_list("code", "pk"))
        rows = plan.tables["caseloads"]
        teachers = {row["post"] for row in rows}
        accompanists = {row["accompanist"] for row in rows}
        self._posts = _ids(Post.objects.filter(country=country), teachers | accompanists)
        self._persons = _ids(Person.objects.filter(country=country), {row["teacher"] for row in rows})
        self._open_positions(organisation, accompanists)

    def _open_positions(self, organisation: Organisation, accompanists: Collection[str]) -> None:
        new = sorted(set(accompanists) - set(self._posts))
        made = Post.objects.bulk_create(
            [
                Post(
                    country=organisation.country,
                    code=code,
                    kind=PostKind.ACCOMPANIST,
                    title=TITLE,
                    condition=UNFILLED,
                    organisation=organisation,
                    path=organisation.path,
                )
                for code in new
            ]
        )
        self._posts |= {post.code: post.pk for post in made}

    def service(self, key: tuple[str, str]) -> SchoolService:
        if key not in self._services:
            raise _unknown("COD_MOD", "-".join(key))
        return self._services[key]

    def service_of(self, row: CaseloadRow) -> SchoolService:
        return self.service((row["cod_mod"], row["anexo"]))

    def school(self, code: str) -> UUID:
        if code not in self._schools:
            raise _unknown("CODLOCAL", code)
        return self._schools[code]

    def post(self, code: str) -> UUID:
        if code not in self._posts:
            raise _unknown("COD_PLAZA", code)
        return self._posts[code]

    def accompanist(self, code: str) -> UUID:
        return self._posts[code]

    def person(self, code: str) -> UUID | None:
        return self._persons.get(code)


def _unknown(column: str, code: str) -> InputError:
    """The files were read, and their rows never reached the tables: load them again."""
    return InputError(Problem("never_loaded", column=column, found=code))


def _ids(rows: QuerySet[Any], codes: Collection[str]) -> dict[str, UUID]:
    ordered = sorted(codes)
    found: dict[str, UUID] = {}
    for start in range(0, len(ordered), CHUNK):
        found.update(rows.filter(code__in=ordered[start : start + CHUNK]).values_list("code", "pk"))
    return found

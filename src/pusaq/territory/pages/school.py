"""One school: its services, its posts, and what every room has to say of it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pusaq.common.clock import today
from pusaq.common.ports import answers
from pusaq.shell.pages.base import Page
from pusaq.shell.sentences import joined, said
from pusaq.territory.naming import school_label
from pusaq.territory.ports import ABOUT_SCHOOL
from pusaq.territory.queries import ancestors, outline_of, school_with_services
from pusaq.territory.sources import sources_of

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise
    from django.utils.safestring import SafeString

    from pusaq.territory.models import School
    from pusaq.territory.ports import SchoolBlock

CAPABILITY = "territory.read"


class SchoolPage(Page):
    demand = CAPABILITY
    template = "territory/school.html"

    @cached_property
    def school(self) -> School:
        found = school_with_services(self.kwargs["school"], scope=self.actor.scope(CAPABILITY))
        if found is None:
            raise Http404
        return found

    def page_title(self) -> _StrOrPromise:
        return school_label(self.school.name, self.actor.pack.words["escuela"])

    def context(self) -> dict[str, Any]:
        school, pack = self.school, self.actor.pack
        blocks = self._blocks()
        services = list(school.services.all())
        present = [one for one in services if one.gone_since is None]
        known = [one.students for one in present if one.students is not None]
        return {
            "school": school,
            "crumbs": ancestors(school.organisation.path),
            "services": [(one, pack.levels.get(one.level, one.get_level_display())) for one in services],
            "lead": joined(
                [
                    services_said(
                        len(present),
                        students=sum(known) if known else None,
                        where=school.district or school.place,
                    ),
                    *(block.sentence for block in blocks),
                ]
            ),
            "blocks": [block for block in blocks if not block.is_beside],
            "beside": [block for block in blocks if block.is_beside],
            "sources": sources_of(school.path),
            "map": self._map(),
        }

    def _blocks(self) -> list[SchoolBlock]:
        day = today(self.school)
        return [
            block
            for room in answers(ABOUT_SCHOOL)
            for block in room.school_blocks(school=self.school, role=self.actor, today=day)
        ]

    def _map(self) -> dict[str, Any] | None:
        school = self.school
        if school.latitude is None or school.longitude is None:
            return None
        outline = outline_of(school.organisation)
        return {
            "outlines": [{"kind": "focus", "geometry": outline.geometry}] if outline else [],
            "others": [
                {
                    "at": [school.latitude, school.longitude],
                    "label": str(self.page_title()),
                    "mark": True,
                }
            ],
            "words": {"zoomIn": _("Acercar"), "zoomOut": _("Alejar")},
            "source": outline.source if outline else "",
        }


def services_said(services: int, *, students: int | None, where: str) -> SafeString:
    """How many services a school offers, to whom and where, as far as that is known."""
    if not services:
        return said(_("No tiene servicios en el último padrón."))
    parts = [said(ngettext("Ofrece %(n)s servicio", "Ofrece %(n)s servicios", services), n=services)]
    if students is not None:
        words = ngettext("a <b>%(shown)s</b> estudiante", "a <b>%(shown)s</b> estudiantes", students)
        parts.append(said(words, shown=students))
    if where:
        parts.append(said(_("en %(where)s"), where=where))
    return joined([joined(parts), "."], "")

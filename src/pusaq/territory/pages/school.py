"""One school: its services, its posts, and what every room has to say of it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.utils.translation import gettext as _

from pusaq.common.clock import today
from pusaq.common.ports import answers
from pusaq.shell.pages.base import Page
from pusaq.territory.naming import school_label
from pusaq.territory.ports import ABOUT_SCHOOL
from pusaq.territory.queries import ancestors, outline_of, school_with_services
from pusaq.territory.sources import sources_of

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

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
            "present": present,
            "students": sum(known) if known else None,
            "sentences": [block.sentence for block in blocks if block.sentence],
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

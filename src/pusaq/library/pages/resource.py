"""One resource: what its document says, each thing with its place there, and the weeks of a programme."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.utils.translation import gettext as _

from pusaq.library.enums import ResourceKind
from pusaq.library.fields import details_of
from pusaq.library.pages.resources import CAPABILITY
from pusaq.library.queries import body_of, resource
from pusaq.library.shown.programme import module_weeks
from pusaq.shell.pages.base import Page
from pusaq.territory.links import link_to_organisation

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

    from pusaq.library.fields import Details
    from pusaq.library.models import Resource
    from pusaq_core.io.resource_model import FactValue, ResourceFact


@dataclass(frozen=True, slots=True)
class Line:
    """A fact as the page shows it: a number with its unit, one text, several, or nothing that is known."""

    label: str
    place: str
    number: int | None = None
    texts: tuple[str, ...] = ()
    unit: str = ""
    is_over: bool = False
    whole: FactValue = None
    note: str = ""
    url: str = ""


class ResourcePage(Page):
    demand = "resources.read"
    template = "library/resource.html"

    @cached_property
    def found(self) -> Resource:
        one = resource(self.kwargs["code"], scope=self.actor.scope(CAPABILITY))
        if one is None:
            raise Http404
        return one

    @cached_property
    def details(self) -> Details:
        return details_of(self.found.details)

    def page_title(self) -> _StrOrPromise:
        return self.found.title

    def context(self) -> dict[str, Any]:
        programme = self.details.programme
        modules = module_weeks(programme) if programme else ()
        return {
            "resource": self.found,
            "lines": [*self._own_lines(), *(_line(fact, self.details.facts) for fact in self.details.facts)],
            "modules": modules,
            "weeks": sum(len(module.weeks) for module in modules),
            "programme": programme,
        }

    def _own_lines(self) -> list[Line]:
        """What stands in columns of the row, in the words of its kind."""
        one = self.found
        year = _("Edición") if one.kind == ResourceKind.PRACTICE else _("Año")
        lines = [Line(year, one.section, texts=(str(one.year),) if one.year else ())]
        if one.region:
            lines.append(Line(_("Región"), one.section, texts=(one.region,)))
        if one.body_name:
            lines.append(Line(_("Entidad"), one.section, texts=(one.body_name,), url=self._body_url()))
        return lines

    def _body_url(self) -> str:
        """The page of the body, for those who may open it."""
        body = body_of(self.found, scope=self.actor.scope("territory.read"))
        link = link_to_organisation(body) if body else None
        return link.url if link else ""


def _line(fact: ResourceFact, among: tuple[ResourceFact, ...]) -> Line:
    value = fact.value
    whole = next((one.value for one in among if fact.part_of and one.label == fact.part_of), None)
    return Line(
        fact.label,
        fact.place,
        number=value if isinstance(value, int) else None,
        texts=(value,) if isinstance(value, str) else value if isinstance(value, tuple) else (),
        unit=fact.unit,
        is_over=fact.is_over,
        whole=whole,
        note=fact.note,
    )

"""Which UGEL, year and version a page is about; where several UGEL are in reach, their list comes first."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from pusaq.accompaniment.addresses import CALCULATE, PUBLISH
from pusaq.accompaniment.caseloads.permissions import may_plan, may_publish
from pusaq.accompaniment.caseloads.queries.places import newest_version, plan_version, plan_years, ugel_plans
from pusaq.accompaniment.enums import PlanState
from pusaq.common.asked import whole_number
from pusaq.common.clock import today
from pusaq.shell.frame import frame_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpRequest

    from pusaq.accompaniment.caseloads.models import AnnualPlan
    from pusaq.accompaniment.caseloads.queries.places import UgelPlan
    from pusaq.common.actor import Actor, ActorRequest

LARGEST = 32_767
"""Number of a year or version that a table of plans can have."""
ASKED = ("ugel", "anio", "version")


@dataclass(frozen=True, slots=True)
class Choice:
    """What a page is about.

    Attributes:
        year: school year.
        years: years of which there are plans, the latest first.
        ugels: every UGEL in reach with its plan.
        ugel: the one chosen, or the only one.
        plan: the version asked for, or the one that counts; None where nothing was planned.
        asked: what the address says of all this, to keep it in forms.
    """

    year: int
    years: tuple[int, ...]
    ugels: tuple[UgelPlan, ...]
    ugel: UgelPlan | None
    plan: AnnualPlan | None
    asked: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_one_of_many(self) -> bool:
        return len(self.ugels) > 1


NOTHING_CHOSEN = Choice(0, (), (), None, None)


def choice_of(request: ActorRequest, capability: str) -> Choice:
    """The choice that an address makes.

    Raises:
        Http404: it names a UGEL or version that is not there, or lies out of reach.
    """
    actor: Actor = request.actor
    scope, chosen = actor.scope(capability), frame_of(request).chosen
    # A school was chosen, or a place beside the scope: what lies below it has no plan of its own.
    at = chosen.path if chosen else ""
    day = today(actor.organisation)
    years = plan_years(scope, at=at)
    year = _number(request, "anio") or _best(years, day.year)
    ugels = tuple(ugel_plans(scope=scope, at=at, year=year, on=day))
    code = request.GET.get("ugel", "")
    ugel = next((one for one in ugels if one.organisation.code == code), None) if code else None
    if code and ugel is None:
        raise Http404
    if not code and len(ugels) == 1:
        ugel = ugels[0]
    plan = ugel.plan if ugel else None
    if ugel and (version := _number(request, "version")):
        plan = plan_version(scope=scope, organisation=ugel.organisation, year=year, version=version)
        if plan is None:
            raise Http404
    asked = {name: request.GET[name] for name in ASKED if request.GET.get(name)}
    return Choice(year, tuple(years), ugels, ugel, plan, asked)


def plan_context(choice: Choice, actor: Actor) -> dict[str, Any]:
    """What every page of a plan offers: to compute another, to publish this one."""
    plan, ugel = choice.plan, choice.ugel
    may_make = ugel is not None and may_plan(actor, ugel.organisation)
    proposal = plan if plan is not None and plan.state == PlanState.PROPOSAL else None
    return {
        "choice": choice,
        "plan": plan,
        "may_make": may_make,
        "make_url": f"{reverse(CALCULATE)}?{urlencode({'anio': choice.year})}" if may_make else "",
        "make_said": _("Calcular de nuevo") if plan is not None else _("Calcular carteras y plan"),
        # What breaks rules is not offered: its page would only refuse it.
        "may_publish": proposal is not None and may_publish(actor, proposal) and not _breaks_rules(proposal),
        "publish_url": reverse(PUBLISH, args=[proposal.pk]) if proposal is not None else "",
        "reads_own": not actor.scope("plan.read").paths or actor.school is not None,
        "keep": choice.asked,
        "newer": _newer(choice, actor),
    }


def _breaks_rules(plan: AnnualPlan) -> bool:
    return bool(plan.summary.get("violations"))


def _newer(choice: Choice, actor: Actor) -> tuple[int, str] | None:
    """Number and address of a version younger than the one shown, where the reader may publish or make it."""
    plan = choice.plan
    if plan is None or not (may_plan(actor, plan.organisation) or may_publish(actor, plan)):
        return None
    newest = newest_version(plan)
    if newest <= plan.version:
        return None
    query = {"ugel": plan.organisation.code, "anio": plan.year, "version": newest}
    return newest, f"?{urlencode(query)}"


def plan_url(name: str, plan: AnnualPlan, **more: Any) -> str:
    """Address of a page about one version of a plan."""
    query = {"ugel": plan.organisation.code, "anio": plan.year, "version": plan.version, **more}
    return f"{reverse(name)}?{urlencode(query)}"


def _best(years: Sequence[int], now: int) -> int:
    """This year where it has a plan, or the latest that has one."""
    return now if now in years or not years else years[0]


def _number(request: HttpRequest, name: str) -> int | None:
    return whole_number(request.GET.get(name, ""), most=LARGEST)

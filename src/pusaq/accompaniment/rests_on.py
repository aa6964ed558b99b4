"""Port `rests_on`: decisions, caseloads and activities that rest on the numerals of a norm."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from django.db.models import Count
from django.utils.translation import gettext as _

from pusaq.accompaniment.addresses import CASELOADS, TARGETING, UGEL_YEAR, address
from pusaq.accompaniment.caseloads.queries.plans import current_plans
from pusaq.accompaniment.models import Caseload, TargetingDecision
from pusaq.accompaniment.targeting.queries.runs import current_runs
from pusaq.accompaniment.year.queries.scheduled import numerals_counted
from pusaq.library.ports import Resting
from pusaq.library.queries import latest_version, norm_of
from pusaq_core.norms.numerals import split_numerals

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pusaq.common.actor import Actor
    from pusaq_core.norms.norm import Norm


def rests_on(*, norm_id: str, role: Actor) -> Mapping[str, Sequence[Resting]]:
    """What current targeting and plans of the UGEL in sight rest on: five queries, whatever their size."""
    version = latest_version(norm_id, country=role.country)
    if version is None:
        return {}
    runs = current_runs(scope=role.scope("targeting.read")).filter(norm__norm_id=norm_id)
    plans = current_plans(scope=role.scope("plan.read")).filter(targeting__norm__norm_id=norm_id)
    decided = (
        TargetingDecision.objects.within(role.scope("targeting.read"))
        .filter(run__in=runs.values("pk"))
        .values_list("profile")
        .annotate(n=Count("pk"))
        .order_by()
    )
    shared = (
        Caseload.objects.within(role.scope("caseloads.read"))
        .filter(plan__in=plans.values("pk"))
        .values_list("numeral")
        .annotate(n=Count("pk"))
        .order_by()
    )
    dated = numerals_counted(plans, own=role.scope("plan.read"))
    found: dict[str, list[Resting]] = defaultdict(list)
    for label, name, counts in (
        (_("decisiones de focalización"), TARGETING, _of_decisions(decided, norm_of(version))),
        (_("carteras"), CASELOADS, _of_citations(shared)),
        (_("actividades del plan"), UGEL_YEAR, _of_citations(dated)),
    ):
        for numeral, count in counts.items():
            found[numeral].append(Resting(label, count, address(name)))
    return dict(found)


def _of_decisions(counts: Iterable[tuple[str, int]], norm: Norm) -> Counter[str]:
    """A decision rests on every rule of its profile; one without profile on the conditions of all."""
    found: Counter[str] = Counter()
    for profile, count in counts:
        rules = norm.rules_for(profile) if profile else norm.profiles
        for numeral in {n for rule in rules for n in split_numerals(rule.numeral)}:
            found[numeral] += count
    return found


def _of_citations(counts: Iterable[tuple[str, int]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for citation, count in counts:
        for numeral in split_numerals(citation):
            found[numeral] += count
    return found

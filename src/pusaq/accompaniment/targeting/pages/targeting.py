"""The list of a targeting: who, in which order, and what the norm saw of each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pusaq.accompaniment.enums import Decision, RunState
from pusaq.accompaniment.targeting.models import TargetingDecision
from pusaq.accompaniment.targeting.queries.decisions import (
    Filters,
    counts_by,
    criteria_cascade,
    decisions,
    totals,
)
from pusaq.accompaniment.targeting.queries.listing import (
    IN_A_NETWORK,
    in_network,
    network_counts,
    of_type,
    runs_in_sight,
    types_of_school,
)
from pusaq.accompaniment.targeting.shown.lead import absent_said, beside
from pusaq.accompaniment.targeting.shown.rows import DecisionRows, Reader, make_rows
from pusaq.library.queries import norm_of
from pusaq.shell.frame import frame_of
from pusaq.shell.tables import REGION, TablePage
from pusaq.territory.enums import OrganisationKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from django.utils.functional import _StrOrPromise

    from pusaq.accompaniment.targeting.models import TargetingRun
    from pusaq.accompaniment.targeting.queries.listing import Decisions, TypeOfSchool

CAPABILITY = "targeting.read"
LONGEST_WORDS = 80


@dataclass(frozen=True, slots=True)
class Option:
    """A choice of a filter with how many stand behind it."""

    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class StateStep:
    """A state of a proposal: what is said of it, and as which status it looks."""

    said: str
    status: str


def state_steps(reached: Sequence[int], *, of: int, version: int | None) -> list[StateStep]:
    """The states of a proposal in their order.

    Args:
        reached: how many UGEL reached each.
        of: how many UGEL there are.
        version: of the proposal where there is one UGEL.
    """
    steps = []
    for state, count in zip(RunState, reached, strict=True):
        said = str(state.label)
        if of > 1:
            said = _("%(label)s: %(n)s de %(of)s UGEL") % {"label": said, "n": count, "of": of}
        elif count and state == RunState.PROPOSAL:
            said = _("%(label)s, versión %(version)s") % {"label": said, "version": version}
        steps.append(StateStep(said, "done" if count == of else "to_do"))
    return steps


class Targeting(TablePage):
    demand = CAPABILITY
    template = "accompaniment/targeting/targeting.html"
    title = gettext_lazy("Focalización")
    table_class = DecisionRows
    file_name = "focalizacion"
    fragments = {REGION: "rows"}

    @cached_property
    def scope(self) -> Any:
        return self.actor.scope(CAPABILITY)

    @cached_property
    def network(self) -> UUID | None:
        """The network that was chosen in the switcher, which is no place of the path."""
        chosen = frame_of(self.request).chosen
        return chosen.pk if chosen and chosen.kind == OrganisationKind.SCHOOL_NETWORK else None

    @cached_property
    def at(self) -> str:
        if self.network is None:
            return self.narrowed_to
        parent = self.place.parent
        return parent.path if parent else ""

    @cached_property
    def all_runs(self) -> list[TargetingRun]:
        return runs_in_sight(scope=self.scope, at=self.at)

    @cached_property
    def types(self) -> list[TypeOfSchool]:
        return types_of_school(self.all_runs, scope=self.scope, at=self.at)

    @cached_property
    def chosen(self) -> TypeOfSchool | None:
        wanted = self.request.GET.get("perfil", "")
        return next((one for one in self.types if one.key == wanted), self.types[0] if self.types else None)

    @cached_property
    def runs(self) -> list[TargetingRun]:
        """Runs of the year and norm that are shown."""
        chosen = self.chosen
        if chosen is None:
            return []
        return [
            run
            for run in self.all_runs
            if run.year == chosen.year and run.norm.norm_id == chosen.norm.norm_id
        ]

    @cached_property
    def reader(self) -> Reader | None:
        return Reader(norm_of(self.chosen.norm), self.runs) if self.chosen else None

    @cached_property
    def filters(self) -> Filters:
        asked = self.request.GET
        return Filters(
            decisions=tuple(one for one in asked.getlist("resultado") if one in Decision.values),
            districts=tuple(asked.getlist("distrito")),
            is_missing=bool(asked.get("falta")),
            text=asked.get("q", "").strip()[:LONGEST_WORDS],
        )

    @property
    def wanted_network(self) -> str:
        wanted = self.request.GET.get("red", "")
        return wanted if wanted in {IN_A_NETWORK, *(pk for pk, _name, _n in self.networks)} else ""

    @cached_property
    def networks(self) -> list[tuple[str, str, int]]:
        return network_counts(self.rows())

    def rows(self) -> Decisions:
        """Everything of the type of school that is shown, before filters."""
        return self._of_chosen(Filters())

    def _of_chosen(self, filters: Filters) -> Decisions:
        if self.chosen is None:
            return TargetingDecision.objects.none()
        found = decisions(self.runs, filters, scope=self.scope)
        return of_type(found, self.chosen, at=self.at, network=self.network)

    def filtered(self) -> tuple[None, Decisions]:
        return None, in_network(self._of_chosen(self.filters), self.wanted_network)

    def totals(self, rows: Decisions) -> Mapping[str, Any]:
        summed = rows.order_by().aggregate(accompanied=Sum("accompanied"))
        return {name: value for name, value in summed.items() if value is not None}

    def make_table(self, rows: Any) -> Any:
        if self.reader is None or self.chosen is None:
            return DecisionRows([], request=self.request)
        return make_rows(
            rows,
            reader=self.reader,
            profile=self.chosen.profile,
            word=self.actor.pack.words["escuela"],
            in_files="formato" in self.request.GET,
            order=self.request.GET.get("sort"),
            request=self.request,
        )

    def page_title(self) -> _StrOrPromise:
        if self.chosen is None:
            return super().page_title()
        kind = self.chosen.title or _("ningún tipo conocido de la norma")
        # An acronym keeps its capitals.
        kind = kind if kind[:2].isupper() else kind[:1].lower() + kind[1:]
        return _("Focalización %(year)d: %(kind)s") % {"year": self.chosen.year, "kind": kind}

    def context(self) -> dict[str, Any]:
        if self.chosen is None:
            return {"chosen": None, "makers": self._makers()}
        shown = super().context()
        shown |= {"chosen": self.chosen, "runs": self.runs, "is_filtered": self._is_filtered()}
        if self.fragment():
            return shown
        return shown | self._around()

    def _is_filtered(self) -> bool:
        return self.filters != Filters() or bool(self.wanted_network)

    def _around(self) -> dict[str, Any]:
        """What stands above the table and in the rail; a part of the page does without."""
        every = self.rows()
        found = totals(every)
        whole = self.network is None and all(self.scope.holds(run.path) for run in self.runs)
        start, steps = (
            criteria_cascade(self.runs, self.chosen.profile, norm_of(self.chosen.norm))
            if whole and self.chosen and self.chosen.profile
            else (0, ())
        )
        return {
            "types": self.types,
            "found": found,
            "targeted": found.services.get(Decision.TARGETED, 0),
            "beside": beside(found, self.chosen.key) if self.chosen else "",
            "absent": absent_said(self.runs, norm_of(self.chosen.norm), self.chosen.profile)
            if self.chosen
            else [],
            "cascade_start": start,
            "criteria_cascade": steps,
            "cascade_end": steps[-1].left if steps else 0,
            "states": self._states(),
            "results": [
                Option(one.value, str(one.label), found.services[one], one in self.filters.decisions)
                for one in Decision
                if one in found.services
            ],
            "districts": [
                Option(name, name, count, name in self.filters.districts)
                for name, count in counts_by(every, "service__school__district").items()
            ],
            "missing": every.filter(missing__gt=0).order_by().count(),
            "is_missing": self.filters.is_missing,
            "networks": [
                Option(pk, name, count, pk == self.wanted_network) for pk, name, count in self.networks
            ],
            "in_any_network": self.wanted_network == IN_A_NETWORK,
            "words": self.filters.text,
        }

    def _states(self) -> list[StateStep]:
        order = list(RunState)
        reached = [
            sum(order.index(RunState(run.state)) >= number for run in self.runs)
            for number in range(len(order))
        ]
        version = self.runs[0].version if len(self.runs) == 1 else None
        return state_steps(reached, of=len(self.runs), version=version)

    def _makers(self) -> list[str]:
        """Roles that can make a targeting, for a place where none was made."""
        return [role.name for role in self.actor.roles_here if "plan.make" in role.can]

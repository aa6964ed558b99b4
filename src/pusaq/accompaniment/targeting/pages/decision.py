"""Why one service was chosen or not."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.utils.translation import gettext as _

from pusaq.accompaniment.enums import Decision
from pusaq.accompaniment.targeting.queries.explanation import decision_in, explanation
from pusaq.accompaniment.targeting.queries.listing import targeted_points
from pusaq.accompaniment.targeting.shown.verdict import rule_groups, teachers_said, verdict, where_it_is
from pusaq.library.queries import norm_of
from pusaq.shell.pages.base import Page
from pusaq.territory.naming import school_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.functional import _StrOrPromise

    from pusaq.accompaniment.targeting.models import TargetingDecision
    from pusaq.accompaniment.targeting.shown.accompanied import Accompanied, AccompaniedBy

CASELOADS_READ = "caseloads.read"


class WhyThisService(Page):
    """A decision with what led to it.

    Attributes:
        accompanied_by: answers who accompanies the service: what lies above targeting is given to the page.
    """

    demand = "targeting.read"
    template = "accompaniment/targeting/decision.html"
    accompanied_by: AccompaniedBy | None = None

    @cached_property
    def decision(self) -> TargetingDecision:
        found = decision_in(self.actor.scope("targeting.read"), self.kwargs["decision"])
        if found is None:
            raise Http404
        return found

    @cached_property
    def name(self) -> str:
        return school_label(self.decision.service.name, self.actor.pack.words["escuela"])

    def page_title(self) -> _StrOrPromise:
        word = self.actor.pack.words["escuela"]
        if self.name.startswith(f"{word} "):
            return _("¿Por qué la %(name)s?") % {"name": self.name}
        return _("¿Por qué %(name)s?") % {"name": self.name}

    def context(self) -> dict[str, Any]:
        decision = self.decision
        norm = norm_of(decision.run.norm)
        found = explanation(decision, norm)
        profile = norm.profile(decision.profile) if decision.profile else None
        return {
            "found": found,
            "decision": decision,
            "name": self.name,
            "norm": norm,
            "profile": profile,
            "verdict": verdict(found, profile),
            "groups": rule_groups(found),
            "where_it_is": where_it_is(found),
            "teachers_said": teachers_said(found),
            "key": f"{decision.run.year}:{norm.id}:{decision.profile or 'ninguno'}",
            "accompanists": self._accompanists(),
            "map": self._map(decision),
        }

    def _accompanists(self) -> Sequence[Accompanied] | None:
        """None where nobody accompanies a service like this, or the reader sees no caseloads at all."""
        targeted = self.decision.decision == Decision.TARGETED
        if self.accompanied_by is None or not targeted or not self.actor.may(CASELOADS_READ):
            return None
        return self.accompanied_by(self.decision, self.actor)

    def _map(self, decision: TargetingDecision) -> dict[str, Any] | None:
        """The outline of the UGEL, its targeted schools and this one; None without its position."""
        school = decision.service.school
        if school.latitude is None or school.longitude is None:
            return None
        geometry, points = targeted_points(decision.run, scope=self.actor.scope("targeting.read"))
        outlines = [{"kind": "focus", "geometry": geometry}] if geometry else []
        others: list[dict[str, Any]] = [
            {"at": at, "label": label} for pk, at, label in points if pk != school.pk
        ]
        others.append({"at": [school.latitude, school.longitude], "label": self.name, "mark": True})
        return {
            "outlines": outlines,
            "others": others,
            "words": {"zoomIn": _("Acercar"), "zoomOut": _("Alejar")},
        }

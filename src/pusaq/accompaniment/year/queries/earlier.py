"""A published year as the planning core is given a plan made earlier: what the agenda says, not a draft.

What was held stands, and so does what is over and of which nothing else is recorded. What was not held, or
was cancelled, is owed again.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING, Any, cast

from pusaq.accompaniment.caseloads.models import CaseloadSlot
from pusaq.accompaniment.caseloads.queries.in_agenda import STANDING
from pusaq.accompaniment.looks import core_kind
from pusaq.accompaniment.targeting.models import TargetingDecision
from pusaq.accompaniment.year.models import Meeting, PlanItem, Unplaced, Visit, Workshop
from pusaq.agenda.enums import ActivityState
from pusaq.agenda.models import Activity, ActivityDay, ActivityPlace, Participation
from pusaq.common.scope import below
from pusaq.people.enums import PostKind
from pusaq_core.findings.shapes import LACKS
from pusaq_core.findings.written import readable
from pusaq_core.yearplan.earlier import Earlier, Previous

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from uuid import UUID

    from pusaq.accompaniment.caseloads.models import AnnualPlan
    from pusaq_core.yearplan.tables import ActivityRow, CaseloadRow, TargetingRow, UnplacedRow

Row = dict[str, Any]
RECORDS = (Visit, Meeting, Workshop)
SETTLED = (ActivityState.HELD, ActivityState.PARTLY_HELD)


def last_held(plan: AnnualPlan) -> dt.date | None:
    """The latest first day of what was held of a published plan; a new plan begins after it."""
    days = [
        day
        for model in RECORDS
        for day in model._default_manager.filter(
            below(plan.path, "activity__path"), year=plan.year, activity__state__in=SETTLED
        )
        .order_by("-activity__starts_on")
        .values_list("activity__starts_on", flat=True)[:1]
    ]
    return max(days, default=None)


def first_day_to_plan(plans: Iterable[AnnualPlan], *, today: dt.date) -> dt.date:
    """The first day from which published plans may be planned anew: what is over, or was held, stays."""
    held = [day + dt.timedelta(1) for plan in plans if (day := last_held(plan)) is not None]
    return max([today, *held])


def has_begun(plan: AnnualPlan, *, today: dt.date) -> bool:
    """Whether something of a published plan lies before a day."""
    return any(
        model._default_manager.filter(
            below(plan.path, "activity__path"),
            year=plan.year,
            activity__starts_on__lt=today,
            activity__state__in=(*STANDING, ActivityState.NOT_HELD),
        ).exists()
        for model in RECORDS
    )


def previous_of(plans: Sequence[AnnualPlan], *, as_of: dt.date) -> Previous:
    """Published plans of one year, read from the agenda.

    Args:
        plans: with their organisations, in the order of the codes of these.
        as_of: what starts before this day stays as it is.
    """
    read = [_Reader(plan) for plan in plans]
    earlier = Earlier(
        year=plans[0].year,
        ugels=tuple(sorted(plan.organisation.code for plan in plans)),
        # Planning anew reads no more of a row than the columns that the reader gives.
        targeting=cast("tuple[TargetingRow, ...]", tuple(row for one in read for row in one.targeting())),
        caseloads=cast("tuple[CaseloadRow, ...]", tuple(row for one in read for row in one.caseloads())),
        activities=cast("tuple[ActivityRow, ...]", tuple(row for one in read for row in one.activities())),
        unplaced=tuple(row for one in read for row in one.unplaced()),
        summary={
            "year": plans[0].year,
            "ugel": {one.code: {"km_bound": one.plan.summary.get("km_bound", 0.0)} for one in read},
        },
    )
    by_hand = frozenset(key for one in read for key in one.put_by_hand(as_of))
    return Previous(earlier, as_of, happened=True, by_hand=by_hand)


class _Reader:
    """One UGEL."""

    def __init__(self, plan: AnnualPlan) -> None:
        self.plan, self.code = plan, plan.organisation.code
        members = CaseloadSlot.objects.filter(caseload__plan=plan).select_related(
            "caseload__accompanist", "person", "slot__post", "slot__service__school"
        )
        self._members = {one.slot.post_id: one for one in members.order_by("slot__post__code")}
        self._records = list(self._known())

    def _known(self) -> Iterator[Any]:
        for model in RECORDS:
            rows = model._default_manager.filter(below(self.plan.path, "activity__path"), year=self.plan.year)
            yield from rows.select_related("activity")

    def targeting(self) -> Iterator[Row]:
        rows = TargetingDecision.objects.filter(run=self.plan.targeting_id)
        for mod, annex, profile, decision in rows.values_list(
            "service__modular_code", "service__annex", "profile", "decision"
        ):
            yield {
                "cod_ugel": self.code,
                "cod_mod": mod,
                "anexo": annex,
                "profile": profile,
                "decision": decision,
            }

    def caseloads(self) -> Iterator[Row]:
        for one in self._members.values():
            service = one.slot.service
            yield {
                "accompanist": one.caseload.accompanist.code,
                "cod_ugel": self.code,
                "profile": one.caseload.profile,
                "cod_mod": service.modular_code,
                "anexo": service.annex,
                "codlocal": service.school.code,
                "teacher": _person(one),
                "post": one.slot.post.code,
                "language": one.language,
            }

    def unplaced(self) -> Iterator[UnplacedRow]:
        """What had no place, with its reason; without one that can be read the reason is counted anew."""
        of_slot = {one.slot_id: one for one in self._members.values()}
        rows = Unplaced.objects.filter(plan=self.plan).select_related("caseload__accompanist")
        for one in rows:
            reason = readable(one.reason, LACKS)
            if not reason:
                continue
            member = of_slot.get(one.slot_id) if one.slot_id is not None else None
            yield {
                "accompanist": one.caseload.accompanist.code,
                "teacher": _person(member) if member is not None else "",
                "kind": one.kind,
                "missing": one.times,
                "days_missing": one.days,
                "reason": reason,
            }

    def put_by_hand(self, since: dt.date) -> Iterator[str]:
        """Keys of what is to come and lies where a person put it, not a plan.

        A person's hand leaves how an activity was and how it became; a publication leaves neither.
        """
        to_come = {
            one.activity_id: one
            for one in self._records
            if one.activity.state in STANDING and one.activity.starts_on >= since
        }
        past: Any = Activity.trail
        spans: dict[UUID, list[tuple[dt.date, dt.date]]] = defaultdict(list)
        for activity, first, last in (
            past.filter(id__in=to_come).order_by("sequence").values_list("id", "starts_on", "ends_on")
        ):
            spans[activity].append((first, last))
        for activity, known in spans.items():
            one = to_come[activity]
            if known[-1] == (one.activity.starts_on, one.activity.ends_on) and len(set(known)) > 1:
                yield one.key

    def activities(self) -> Iterator[Row]:
        standing = [one for one in self._records if one.activity.state in STANDING]
        ids = [one.pk for one in standing]
        days = _gathered(ActivityDay, ids, "date", order="date")
        places = _gathered(ActivityPlace, ids, "school__code", order="position")
        posts: dict[UUID, list[UUID]] = defaultdict(list)
        conducting: dict[UUID, list[str]] = defaultdict(list)
        rows = Participation.objects.filter(activity__in=ids, post__isnull=False).order_by("post__code")
        for activity, post, code, kind in rows.values_list(
            "activity_id", "post_id", "post__code", "post__kind"
        ):
            if kind == PostKind.ACCOMPANIST:
                conducting[activity].append(code)
            else:
                posts[activity].append(post)
        drafted = self._drafted([one.key for one in standing])
        for one in standing:
            members = [self._members[post] for post in posts[one.pk] if post in self._members]
            draft = drafted.get(one.key)
            activity, first = one.activity, days[one.pk][0]
            count = len(days[one.pk])
            yield {
                "activity": one.key,
                "kind": core_kind(activity.kind),
                "number": activity.number,
                "accompanist": tuple(conducting[one.pk]),
                "cod_ugel": self.code,
                **_services(members, places[one.pk]),
                "teachers": tuple(_person(member) for member in members),
                "start": first,
                "end": first + dt.timedelta(count - 1),
                "days": count,
                "hours": _whole(activity.hours),
                "trip": draft.trip if draft is not None else "",
                "numeral": activity.numeral,
                "note": readable(draft.note) if draft is not None else (),
            }

    def _drafted(self, keys: Collection[str]) -> dict[str, PlanItem]:
        """What only drafts know, trip and note, of the youngest version that has the activity."""
        rows = PlanItem.objects.filter(
            plan__organisation=self.plan.organisation_id, plan__year=self.plan.year, key__in=keys
        )
        return {one.key: one for one in rows.only("key", "trip", "note", "plan_id").order_by("plan__version")}


def _person(member: CaseloadSlot) -> str:
    """The code by which the core knows a teacher; that of her post where the person was never loaded."""
    return member.person.code if member.person is not None else member.slot.post.code


def _services(members: Iterable[CaseloadSlot], places: Sequence[str]) -> Row:
    """Services that take part, those of the host first; none where nobody comes to a school."""
    if not places:
        return {"codlocal": (), "cod_mod": (), "anexo": ()}
    services = {one.slot.service_id: one.slot.service for one in members}
    ordered = sorted(
        services.values(),
        key=lambda s: (s.school.code != places[0], s.school.code, (s.modular_code, s.annex)),
    )
    return {
        "codlocal": tuple(one.school.code for one in ordered),
        "cod_mod": tuple(one.modular_code for one in ordered),
        "anexo": tuple(one.annex for one in ordered),
    }


def _whole(hours: Any) -> int | float | None:
    if hours is None:
        return None
    return int(hours) if hours == int(hours) else float(hours)


def _gathered(model: Any, ids: Collection[UUID], column: str, *, order: str) -> Mapping[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for activity, value in (
        model.objects.filter(activity__in=ids).order_by(order).values_list("activity_id", column)
    ):
        found[activity].append(value)
    return found

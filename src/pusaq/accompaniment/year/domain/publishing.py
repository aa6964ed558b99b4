"""From a version of the year to the calendars of its people: only what differs is written."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import uuid_utils.compat
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pusaq.accompaniment.caseloads.models import AnnualPlan
from pusaq.accompaniment.caseloads.queries.plans import published_version
from pusaq.accompaniment.enums import PlanState
from pusaq.accompaniment.looks import agenda_kind, label_of
from pusaq.accompaniment.year.events import PlanPublished
from pusaq.accompaniment.year.models import ActivityRecord, Meeting, PlanItem, Visit, Workshop
from pusaq.accompaniment.year.queries.owed import REPLACED as REPLACED_KEY
from pusaq.agenda.domain import (
    Because,
    Convened,
    Publication,
    PublicationPreview,
    WantedActivity,
    lock_activities,
    preview_activities,
    publish_activities,
)
from pusaq.agenda.enums import ActivityState, Cause, Part
from pusaq.common.audit import signed
from pusaq.common.domain.events import emit
from pusaq.common.domain.records import record_bulk
from pusaq.common.refs import Ref
from pusaq.common.scope import below
from pusaq.territory.models import Organisation, School
from pusaq_core.kinds import KINDS, Way

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from types import EllipsisType
    from uuid import UUID

    from django.db.models import Model

CHUNK = 2000
RECORDS: dict[Way, type[Visit | Meeting | Workshop]] = {
    Way.TRAVELS: Visit,
    Way.HOSTED: Meeting,
    Way.OF_UGEL: Workshop,
}
"""A table for each way in which people come together, whatever the kind."""
COLLECTIVE = (Meeting, Workshop)

RECORDED = frozenset({ActivityState.HELD, ActivityState.PARTLY_HELD, ActivityState.NOT_HELD})

LOST = frozenset({ActivityState.CANCELLED, ActivityState.NOT_HELD})
"""States of what did not take place, and is owed again."""
REPLACED = "replaced"
"""Code of a refusal: another version was published since the person looked."""
SCHOOL_GONE = "school_gone"
"""Code of a refusal: a school of the plan is no longer in the UGEL, or no longer in the registry."""


class PlanNotPublishableError(Exception):
    """The plan cannot be published.

    Attributes:
        code: `violations`: the checker found that it breaks the norm; `not_newest`: the published plan is
            younger; `published`: it is published already; `replaced`: another one was published since;
            `school_gone`: schools of it have left the UGEL or the registry;
            `continues_other`: it goes on from a version that is no longer the published one;
            `lost_since`: what it takes for done was cancelled or not held after it was made.
        schools: of `school_gone`, those that are gone.
        count: of `lost_since`, how many activities.
    """

    def __init__(
        self, plan: AnnualPlan, code: str, schools: Sequence[School] = (), *, count: int = 0
    ) -> None:
        self.plan = plan
        self.code = code
        self.schools = schools
        self.count = count
        super().__init__(f"{plan}: {code}")


def preview_publication(*, plan: AnnualPlan, today: dt.date) -> PublicationPreview:
    """What publishing a plan would change in the calendars as they are on a day.

    Raises:
        PlanNotPublishableError: as `publish_plan`.
    """
    plan = AnnualPlan.objects.select_related("targeting__norm", "organisation").get(pk=plan.pk)
    _refuse(plan, published_version(plan))
    wanting = _Wanting(plan, plan.organisation)
    wanting.refuse_what_was_lost()
    found = preview_activities(
        wanted=wanting.activities, cancelled=wanting.dropped, today=today, made_at=plan.made_at
    )
    same = found.same + len(wanting.kept) - wanting.kept_recorded
    return replace(found, same=same, fixed=wanting.recorded, shifted=wanting.shifted())


@transaction.atomic
def publish_plan(
    *, plan: AnnualPlan, by: Any, now: dt.datetime, instead_of: UUID | EllipsisType | None = ...
) -> Publication:
    """Put a plan into the calendars of its people, in place of the one that is published.

    An activity of the same slot, kind and number stays the same activity: it is moved, not made again. What
    was held is never touched, and of a plan that goes on nothing that starts before its day. What was not
    held stays as a fact; where the plan has it on another day, a new activity takes its number.

    Args:
        plan: the plan.
        by: who publishes.
        now: when.
        instead_of: the plan that the person saw published, None for none; left out, whichever it is.

    Raises:
        PlanNotPublishableError: the plan breaks the norm, a younger one is published, or another one than the
            person saw or than the plan continues; a school of it is gone, or what it takes for done was lost.
        CalendarConflictError: days are taken by activities of others; nothing is written.
    """
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=plan.organisation_id)
    plan = AnnualPlan.objects.select_related("targeting__norm").get(pk=plan.pk)
    current = published_version(plan)
    _refuse(plan, current)
    if instead_of is not ... and instead_of != (current.pk if current is not None else None):
        raise PlanNotPublishableError(plan, REPLACED)
    # Locked before they are read: somebody may be recording that one was not held.
    lock_activities({known.activity for known in _records(plan).values()})
    wanting = _Wanting(plan, organisation)
    wanting.refuse_what_was_lost()
    published = publish_activities(
        wanted=wanting.activities,
        cancelled=wanting.dropped,
        cause=Because(Cause.NOT_IN_PLAN, {"year": plan.year, "version": plan.version}),
        now=now,
    )
    wanting.keep_records(published)
    if current is not None:
        current.state = PlanState.SUPERSEDED
        signed(current, by=by).save(update_fields=["state"])
    plan.state, plan.published_at = PlanState.PUBLISHED, now
    plan.published_by_id = getattr(by, "pk", None)
    signed(plan, by=by).save(update_fields=["state", "published_at", "published_by_id"])
    _tell(plan, wanting, published, by=by, now=now)
    return published


def _tell(plan: AnnualPlan, wanting: _Wanting, published: Publication, *, by: Any, now: dt.datetime) -> None:
    """One record with every line that was written, and the event."""
    counts = {
        "created": len(published.created),
        "changed": len(published.changed),
        "cancelled": len(published.cancelled),
    }
    record_bulk(
        kind=PlanPublished.kind,
        path=plan.path,
        summary={**counts, "fixed": len(published.fixed), "same": published.same, "version": plan.version},
        changed=wanting.lines(published),
        by=by,
        now=now,
        ref=Ref.of(plan),
    )
    event = PlanPublished(str(plan.organisation_id), plan.year, plan.version, **counts)
    emit(event, ref=Ref.of(plan), path=plan.path, by=by, at=now)


def _refuse(plan: AnnualPlan, current: AnnualPlan | None) -> None:
    if plan.state == PlanState.PUBLISHED:
        raise PlanNotPublishableError(plan, "published")
    if plan.summary.get("violations"):
        raise PlanNotPublishableError(plan, "violations")
    if current is not None and current.version > plan.version:
        raise PlanNotPublishableError(plan, "not_newest")
    if plan.continues_id is not None and plan.continues_id != (current.pk if current is not None else None):
        raise PlanNotPublishableError(plan, "continues_other")


class _Wanting:
    """What a plan wants in the calendars, beside what is there."""

    def __init__(self, plan: AnnualPlan, organisation: Organisation) -> None:
        self._plan, self._organisation = plan, organisation
        self._items = {item.key: item for item in PlanItem.objects.filter(plan=plan)}
        self._conducting = _linked(
            PlanItem.caseloads.through, plan, "caseload__accompanist", "caseload__accompanist__path"
        )
        self._taught = _linked(PlanItem.slots.through, plan, "slot__post", "slot__path")
        self._slots = _linked(PlanItem.slots.through, plan, "slot", "slot__path")
        self._known = _records(plan)
        self._replaced = {
            key: known
            for key, known in self._known.items()
            if key in self._items and known.gives_way_to(self._items[key], goes_on_from=plan.as_of)
        }
        self.ids = {key: self._id(key) for key in self._items}
        self.kept = {
            key for key, item in self._items.items() if key in self._known and self._is_over(item.starts_on)
        }
        self._schools = self._there(item for key, item in self._items.items() if key not in self.kept)
        self.kept_recorded = sum(self._known[key].is_recorded for key in self.kept)
        self.recorded = sum(known.is_recorded for known in self._known.values())
        self.activities = [self._activity(item) for key, item in self._items.items() if key not in self.kept]
        self.dropped = [
            known.activity
            for key, known in self._known.items()
            if key not in self._items and not self._is_over(known.starts_on)
        ]

    def _there(self, items: Iterable[PlanItem]) -> Mapping[str, School]:
        """Schools of what will be written, by id; read by id, as a school may have left the UGEL since."""
        found = School.objects.in_bulk(list({one for item in items for one in item.schools}))
        place = self._organisation.path
        gone = [one for one in found.values() if one.gone_since or not one.path.startswith(place)]
        if gone:
            raise PlanNotPublishableError(self._plan, SCHOOL_GONE, sorted(gone, key=lambda one: one.sort_key))
        return {str(pk): school for pk, school in found.items()}

    def refuse_what_was_lost(self) -> None:
        """Refuse a plan that takes for done what was lost since: nobody would plan it again.

        Raises:
            PlanNotPublishableError: with how many.
        """
        lost = sum(known.state in LOST for known in self._changed_since())
        if lost:
            raise PlanNotPublishableError(self._plan, "lost_since", count=lost)

    def shifted(self) -> int:
        """How many of those kept lie on another day than the plan has them, since it was made."""
        days = {known.activity: known.starts_on for known in self._changed_since()}
        return sum(
            days.get(self._known[key].activity, self._items[key].starts_on) != self._items[key].starts_on
            for key in self.kept
        )

    def _changed_since(self) -> list[_Known]:
        """What of the kept was changed after the plan was made."""
        kept = (self._known[key] for key in self.kept)
        return [known for known in kept if known.changed_at > self._plan.made_at]

    def _is_over(self, day: dt.date) -> bool:
        """Whether what starts on a day stays as the agenda has it."""
        return self._plan.as_of is not None and day < self._plan.as_of

    def _id(self, key: str) -> UUID:
        """Of the activity that has the key, or of a new one."""
        known = self._known.get(key)
        return uuid_utils.compat.uuid7() if known is None or key in self._replaced else known.activity

    def _activity(self, item: PlanItem) -> WantedActivity:
        kind = KINDS[item.kind]
        schools = [self._schools[one] for one in item.schools]
        slots = self._taught[item.pk]
        place = schools[0].path if schools else self._plan.path
        people = {Convened(Part.CONDUCTS, post) for post, _path in self._conducting[item.pk]}
        if kind.own:
            people = {Convened(Part.ATTENDS, post) for post, _path in self._conducting[item.pk]}
        part = Part.ACCOMPANIED if kind.travels else Part.ATTENDS
        people |= {Convened(part, post) for post, _path in slots}
        return WantedActivity(
            id=self.ids[item.key],
            ref=Ref(RECORDS[kind.way]._meta.label_lower, self.ids[item.key]),
            kind=agenda_kind(item.kind),
            title=_title(item, schools),
            path=slots[0][1] if kind.travels else place,
            days=tuple(item.starts_on + dt.timedelta(day) for day in range(item.days)),
            places=tuple(school.pk for school in schools),
            people=frozenset(people),
            number=item.number,
            hours=item.hours,
            numeral=item.numeral,
            norm_id=self._plan.targeting.norm.norm_id,
        )

    def keep_records(self, published: Publication) -> None:
        """What accompaniment knows of the new activities, and who is in those that changed."""
        new, changed = set(published.created), set(published.changed)
        made: dict[type[Any], list[Any]] = defaultdict(list)
        touched: dict[type[Any], list[UUID]] = defaultdict(list)
        members: dict[type[Any], list[Any]] = defaultdict(list)
        for key, item in self._items.items():
            activity, model = self.ids[key], RECORDS[KINDS[item.kind].way]
            if activity in new:
                made[model].append(self._record(model, item, activity))
            if activity in changed and model in COLLECTIVE:
                touched[model].append(activity)
            if activity in new | changed and model in COLLECTIVE:
                through = _between(model)
                field = f"{model._meta.model_name}_id"
                members[through] += [
                    through(**{field: activity, "slot_id": slot}) for slot, _path in self._slots[item.pk]
                ]
        for key, known in self._replaced.items():
            if self.ids[key] in new:
                _release(RECORDS[KINDS[self._items[key].kind].way], key, known.activity)
        for model, rows in made.items():
            model._default_manager.bulk_create(rows, batch_size=CHUNK)
        for model, activities in touched.items():
            through = _between(model)
            field = f"{model._meta.model_name}_id__in"
            through._default_manager.filter(**{field: activities}).delete()
        for through, rows in members.items():
            through._default_manager.bulk_create(rows, batch_size=CHUNK)

    def _record(self, model: type[Any], item: PlanItem, activity: UUID) -> Model:
        common = {"activity_id": activity, "key": item.key, "year": self._plan.year}
        if model is Visit:
            return Visit(**common, slot_id=self._slots[item.pk][0][0])
        made: Model = model(**common)
        return made

    def lines(self, published: Publication) -> Iterable[dict[str, Any]]:
        """A line for every activity that was written."""
        item_of = {self.ids[key]: item for key, item in self._items.items()}
        key_of = {known.activity: key for key, known in self._known.items()}
        for change, activities in (("new", published.created), ("changed", published.changed)):
            for one in activities:
                item = item_of[one]
                yield {"activity": one, "key": item.key, "change": change, "starts_on": item.starts_on}
        for one in published.cancelled:
            yield {"activity": one, "key": key_of[one], "change": "cancelled"}


def _between(model: type[Any]) -> type[Any]:
    """The table between a meeting or workshop and its slots."""
    table: type[Any] = model._meta.get_field("slots").remote_field.through
    return table


def _linked(through: type[Any], plan: AnnualPlan, *fields: str) -> Mapping[UUID, list[tuple[UUID, str]]]:
    found: dict[UUID, list[tuple[UUID, str]]] = defaultdict(list)
    rows = through._default_manager.filter(planitem__plan=plan).values_list("planitem_id", *fields)
    for item, one, path in rows.iterator(CHUNK):
        found[item].append((one, path))
    return found


@dataclass(frozen=True, slots=True)
class _Known:
    """An activity that was published for a key."""

    activity: UUID
    state: str
    starts_on: dt.date
    changed_at: dt.datetime

    @property
    def is_recorded(self) -> bool:
        """Whether somebody said that it was held, or that it was not."""
        return self.state in RECORDED

    def gives_way_to(self, item: PlanItem, *, goes_on_from: dt.date | None) -> bool:
        """Whether it was not held, and is planned anew: for another day, or by a plan that knew of it."""
        anew = goes_on_from is not None and item.starts_on >= goes_on_from
        return self.state == ActivityState.NOT_HELD and (anew or item.starts_on != self.starts_on)


def _release(model: type[Any], key: str, activity: UUID) -> None:
    """Give a key free for what comes in place of an activity that was not held."""
    model._default_manager.filter(activity=activity).update(key=f"{key}{REPLACED_KEY}{activity.hex[-12:]}")


def _records(plan: AnnualPlan) -> dict[str, _Known]:
    """Key to the activity of everything that was ever published for this UGEL and year."""
    found: dict[str, _Known] = {}
    models: Sequence[type[ActivityRecord]] = (Visit, Meeting, Workshop)
    for model in models:
        rows = model._default_manager.filter(below(plan.path, "activity__path"), year=plan.year)
        columns = ("activity_id", "activity__state", "activity__starts_on", "activity__changed_at")
        for key, *known in rows.values_list("key", *columns):
            found[key] = _Known(*known)
    return found


def _title(item: PlanItem, schools: Sequence[School]) -> str:
    """What happens and where, without names of people."""
    what = _("%(kind)s %(number)d") % {"kind": label_of(item.kind), "number": item.number}
    if not schools:
        return what
    host = schools[0].name
    if len(schools) > 1:
        more = len(schools) - 1
        host = ngettext("%(host)s y %(n)d más", "%(host)s y %(n)d más", more) % {"host": host, "n": more}
    return f"{what} · {host}"[:200]

"""A caseload by school and by teacher: two views of one thing, with the same totals."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pusaq.accompaniment.caseloads.models import CaseloadSlot
from pusaq.accompaniment.caseloads.queries.names import name_of
from pusaq.accompaniment.looks import measures
from pusaq.accompaniment.year.queries.scheduled import Amount, amounts_by_post
from pusaq.people.queries import holders

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    from pusaq.accompaniment.caseloads.models import Caseload
    from pusaq.accompaniment.looks import Measure
    from pusaq.common.scope import Scope
    from pusaq.people.models import Post
    from pusaq.territory.models import School, SchoolService


@dataclass(frozen=True, slots=True)
class Doses:
    """What is planned, counted by teacher: a meeting of eight teachers counts eight."""

    teachers: int = 0
    counts: Mapping[str, int] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class BySchool:
    """One school of the caseload."""

    school: School
    services: tuple[SchoolService, ...]
    doses: Doses


@dataclass(frozen=True, slots=True)
class ByTeacher:
    """One accompanied post; the name is empty where nobody sits there or the reader may not see it."""

    slot_id: UUID
    post: Post
    service: SchoolService
    name: str
    is_vacant: bool
    language: str
    note: list[dict[str, Any]]
    doses: Doses


def by_school(caseload: Caseload) -> tuple[BySchool, ...]:
    """Schools by their names, each with what is planned there."""
    members = list(_members(caseload))
    counted = _counted(caseload, members)
    doses: dict[UUID, Doses] = {}
    schools: dict[UUID, School] = {}
    services: dict[UUID, dict[UUID, SchoolService]] = {}
    for member in members:
        service = member.slot.service
        schools[service.school_id] = service.school
        services.setdefault(service.school_id, {})[service.pk] = service
        doses[service.school_id] = _sum([doses.get(service.school_id, Doses()), counted[member.slot_id]])
    return tuple(
        BySchool(school, tuple(services[pk].values()), doses[pk])
        for pk, school in sorted(schools.items(), key=lambda item: (item[1].sort_key, str(item[0])))
    )


def by_teacher(caseload: Caseload, *, names: Scope, on: dt.date) -> tuple[ByTeacher, ...]:
    """Posts by school, each with who sits there and what is planned: the dose belongs to the post.

    Args:
        caseload: whose.
        names: what `people.names` lets the reader see.
        on: today, for who sits in the posts.
    """
    members = list(_members(caseload))
    people = holders([member.slot.post_id for member in members], on=on)
    counted = _counted(caseload, members)
    found = [
        ByTeacher(
            slot_id=member.slot_id,
            post=member.slot.post,
            service=member.slot.service,
            name=name_of(
                people.get(member.slot.post_id),
                path=member.slot.path,
                post=member.slot.post_id,
                names=names,
                accompanist=caseload.accompanist_id,
            ),
            is_vacant=member.slot.post_id not in people,
            language=member.language,
            note=member.note,
            doses=counted[member.slot_id],
        )
        for member in members
    ]
    return tuple(sorted(found, key=lambda row: (row.service.sort_key, row.post.code)))


def totals(rows: Iterable[BySchool | ByTeacher]) -> Doses:
    """The foot of either view."""
    return _sum([row.doses for row in rows])


def _sum(doses: Sequence[Doses]) -> Doses:
    counts = Counter[str]()
    for one in doses:
        counts.update(one.counts)
    return Doses(sum(one.teachers for one in doses), counts)


def taught() -> tuple[Measure, ...]:
    """What is counted: what teachers are owed."""
    return tuple(measure for measure in measures() if not measure.kind.own)


def _members(caseload: Caseload) -> Iterable[CaseloadSlot]:
    return CaseloadSlot.objects.filter(caseload=caseload).select_related(
        "slot", "slot__post", "slot__service", "slot__service__school"
    )


def _counted(caseload: Caseload, members: Iterable[CaseloadSlot]) -> dict[UUID, Doses]:
    """What is planned with each teacher of a caseload, by slot."""
    posts = {member.slot.post_id: member.slot_id for member in members}
    amounts = amounts_by_post(caseload.plan, list(posts))
    found = {}
    for post, slot in posts.items():
        of_kind = defaultdict(Amount, amounts.get(post, {}))
        counts = Counter(
            {
                one.name: of_kind[one.kind.id].days if one.in_days else of_kind[one.kind.id].times
                for one in taught()
            }
        )
        found[slot] = Doses(1, counts)
    return found

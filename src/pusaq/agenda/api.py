from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.http import Http404
from ninja import Field, Query, Router, Schema
from ninja.pagination import paginate

from pusaq.agenda.enums import ActivityState, Part
from pusaq.agenda.models import Activity, ActivityPlace, Participation
from pusaq.agenda.shown.people import PeopleShown
from pusaq.common.clock import today
from pusaq.common.demands import demands
from pusaq.common.paging import ByCursor

router = Router(tags=["agenda"])
CAPABILITY = "agenda.read"
MAY_NAME = "people.names"
PATH = Query("", description="Solo lo que está en esta ruta o debajo.")  # type: ignore[type-arg]  # an alias to the checker
SINCE = Query(None, description="Que terminan este día o después.")  # type: ignore[type-arg]  # an alias to the checker
UNTIL = Query(None, description="Que empiezan este día o antes.")  # type: ignore[type-arg]  # an alias to the checker


class ParticipantOut(Schema):
    post: str | None = Field(description="Código de plaza.")
    part: Part
    name: str | None = Field(
        description="Quien ocupa la plaza hoy; de docentes, solo donde tu rol puede ver sus nombres."
    )


class ActivityOut(Schema):
    id: UUID
    kind: str = Field(description="Como `accompaniment.visit`.")
    title: str
    number: int | None
    state: ActivityState
    path: str
    starts_on: date
    ends_on: date
    days: list[date]
    hours: Decimal | None
    schools: list[str] = Field(description="Códigos de local; el primero recibe.")
    participants: list[ParticipantOut]
    norm: str = Field(alias="norm_id")
    numeral: str

    @staticmethod
    def resolve_days(row: Activity) -> list[date]:
        return sorted(day.date for day in row.days.all())

    @staticmethod
    def resolve_schools(row: Activity) -> list[str]:
        return [place.school.code for place in row.places.all()]

    @staticmethod
    def resolve_participants(row: Activity, context: Any) -> list[dict[str, Any]]:
        shown: PeopleShown = context["request"].people_shown
        return [
            {
                "post": one.post.code if one.post else None,
                "part": one.part,
                "name": shown.name(one, activity=row) or None,
            }
            for one in row.participations.all()
        ]


class _WithPeople(ByCursor):
    """Pages whose people are looked up once for all their activities."""

    def paginate_queryset(self, queryset: Any, pagination: Any, request: Any, **params: Any) -> Any:
        found = super().paginate_queryset(queryset, pagination, request, **params)
        _show_people(request, found[self.items_attribute])
        return found


def _show_people(request: Any, activities: Sequence[Activity]) -> None:
    """Let what is answered name people as pages do."""
    actor = request.actor
    request.people_shown = PeopleShown(activities, names=actor.scope(MAY_NAME), on=today(actor.organisation))


@router.get("/activities", response=list[ActivityOut], url_name="activities", summary="Actividades")
@demands(CAPABILITY)
@paginate(_WithPeople)
def activities(
    request: Any,
    path: str = PATH,
    since: date | None = SINCE,
    until: date | None = UNTIL,
    kind: str = "",
    state: ActivityState | None = None,
) -> Any:
    found = _activities(request).at(path)
    if since:
        found = found.filter(ends_on__gte=since)
    if until:
        found = found.filter(starts_on__lte=until)
    if kind:
        found = found.filter(kind=kind)
    return found.filter(state=state) if state else found


@router.get("/activities/{activity_id}", response=ActivityOut, url_name="activity", summary="Una actividad")
@demands(CAPABILITY)
def activity(request: Any, activity_id: UUID) -> Activity:
    found: Activity | None = _activities(request).filter(pk=activity_id).first()
    if found is None:
        raise Http404
    _show_people(request, [found])
    return found


def _activities(request: Any) -> Any:
    return Activity.objects.within(request.actor.scope(CAPABILITY)).prefetch_related(
        "days",
        Prefetch("places", ActivityPlace.objects.select_related("school")),
        Prefetch("participations", Participation.objects.select_related("post", "person")),
    )

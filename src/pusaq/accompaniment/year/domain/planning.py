"""Starting and stopping the work that plans a year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from pusaq.accompaniment.caseloads.queries.plans import published_of
from pusaq.accompaniment.year.queries.earlier import first_day_to_plan, has_begun
from pusaq.accompaniment.year.queries.loads import OBLIGATORY, covering_loads
from pusaq.common.clock import local
from pusaq.common.domain.jobs import ask_to_stop, start_job
from pusaq.common.enums import JobState
from pusaq.common.models import Job
from pusaq.territory.models import Organisation

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from uuid import UUID

    from pusaq.territory.enums import LoadKind

JOB_KIND = "accompaniment.plan"
ACTIVE = (JobState.WAITING, JobState.RUNNING)


class PlanningRunsError(Exception):
    """A plan of one of the UGEL is being made.

    Attributes:
        job: the work that makes it.
        organisations: UGEL of both.
    """

    def __init__(self, job: Job, organisations: Sequence[Organisation]) -> None:
        self.job = job
        self.organisations = tuple(organisations)
        super().__init__(", ".join(str(organisation) for organisation in organisations))


class AsOfError(Exception):
    """The year cannot be planned anew from that day.

    Attributes:
        code: `past`: it is over; `held`: something on or after it was held already; `other_year`.
        first: the first day from which it can be.
    """

    def __init__(self, code: str, first: dt.date) -> None:
        self.code = code
        self.first = first
        super().__init__(f"{code}: {first}")


class DataMissingError(Exception):
    """A file without which nothing can be planned was never loaded for a UGEL.

    Attributes:
        organisation: the UGEL.
        kind: what is missing.
    """

    def __init__(self, organisation: Organisation, kind: LoadKind) -> None:
        self.organisation = organisation
        self.kind = kind
        super().__init__(f"{organisation}: {kind.label}")


@transaction.atomic
def start_planning(  # noqa: PLR0913  (what a person chooses, by name)
    *,
    organisations: Sequence[Organisation],
    year: int,
    norm_id: str,
    by: Any,
    now: dt.datetime,
    as_of: dt.date | None = None,
    spare: int = 0,
    effort: int = 5,
    seed: int = 0,
) -> Job:
    """Have a worker plan the year of some UGEL with the data as loaded now.

    With `as_of`, a published plan goes on: what starts before that day stays as the agenda has it. Without,
    it goes on from the first day that it can where it has begun: the past is never planned anew.

    Raises:
        AsOfError: it cannot go on from that day.
        PlanningRunsError: one of them is being planned for that year.
        DataMissingError: registry or staff were never loaded.
        ValueError: no UGEL was chosen.
    """
    chosen = list(
        Organisation.objects.select_for_update(of=("self",))
        .filter(pk__in=[organisation.pk for organisation in organisations])
        .order_by("pk")
    )
    if not chosen:
        raise ValueError("no UGEL was chosen")
    _refuse_what_runs(chosen, year)
    as_of = as_of or _first_day(chosen, year, now)
    going_on = _going_on(chosen, year, as_of, now)
    ordered = sorted(chosen, key=lambda one: (one.sort_key, one.code))
    return start_job(
        kind=JOB_KIND,
        about={"year": year, "name": ordered[0].short_name, "n": len(ordered)},
        path=_common_path(ordered),
        arguments={
            "ugels": [_part(one, going_on.get(one.pk)) for one in ordered],
            "year": year,
            "as_of": as_of.isoformat() if as_of is not None and going_on else None,
            "norm_id": norm_id,
            "spare": spare,
            "effort": effort,
            "seed": seed,
        },
        by=by,
        now=now,
    )


def cancel_planning(*, job: Job) -> None:
    """Ask the work to stop; UGEL that it has finished keep their plans."""
    ask_to_stop(job)


def _refuse_what_runs(chosen: Sequence[Organisation], year: int) -> None:
    wanted = {str(organisation.pk): organisation for organisation in chosen}
    for job in Job.objects.filter(kind=JOB_KIND, state__in=ACTIVE).order_by("created_at"):
        if job.arguments["year"] != year:
            continue
        both = [wanted[u["organisation"]] for u in job.arguments["ugels"] if u["organisation"] in wanted]
        if both:
            raise PlanningRunsError(job, both)


def _part(organisation: Organisation, continues: str | None) -> dict[str, Any]:
    return {"organisation": str(organisation.pk), "loads": _loads_of(organisation), "continues": continues}


def _first_day(chosen: Sequence[Organisation], year: int, now: dt.datetime) -> dt.date | None:
    """The first day from which published plans that have begun can go on; None where none has."""
    today = local(now, chosen[0].country).date()
    plans = [plan for one in chosen if (plan := published_of(one, year)) is not None]
    if not any(has_begun(plan, today=today) for plan in plans):
        return None
    return first_day_to_plan(plans, today=today)


def _going_on(
    chosen: Sequence[Organisation], year: int, as_of: dt.date | None, now: dt.datetime
) -> dict[UUID, str]:
    """Organisation to the published plan that goes on."""
    if as_of is None:
        return {}
    plans = [plan for one in chosen if (plan := published_of(one, year)) is not None]
    if plans:
        first = first_day_to_plan(plans, today=local(now, chosen[0].country).date())
        if as_of < first:
            raise AsOfError("past" if as_of < local(now, chosen[0].country).date() else "held", first)
        if as_of.year != year:
            raise AsOfError("other_year", first)
    return {plan.organisation_id: str(plan.pk) for plan in plans}


def _loads_of(organisation: Organisation) -> dict[str, str]:
    found = covering_loads(organisation)
    for kind in OBLIGATORY:
        if kind not in found:
            raise DataMissingError(organisation, kind)
    return {kind: str(load.pk) for kind, load in found.items()}


def _common_path(organisations: Sequence[Organisation]) -> str:
    """The deepest place that holds all of them."""
    steps = [organisation.path.split("/")[:-1] for organisation in organisations]
    common: list[str] = []
    for level in zip(*steps, strict=False):
        if len(set(level)) > 1:
            break
        common.append(level[0])
    return "".join(f"{step}/" for step in common)

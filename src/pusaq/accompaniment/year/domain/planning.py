"""Starting and stopping the work that plans a year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from pusaq.accompaniment.year.queries.loads import OBLIGATORY, covering_loads
from pusaq.common.domain.jobs import ask_to_stop, start_job
from pusaq.common.enums import JobState
from pusaq.common.models import Job
from pusaq.territory.models import Organisation

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

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
    spare: int = 0,
    effort: int = 5,
    seed: int = 0,
) -> Job:
    """Have a worker plan the year of some UGEL with the data as loaded now.

    Raises:
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
    ordered = sorted(chosen, key=lambda organisation: (organisation.sort_key, organisation.code))
    title = _("Plan %(year)d de %(name)s") if len(ordered) == 1 else _("Plan %(year)d de %(n)d UGEL")
    return start_job(
        kind=JOB_KIND,
        title=title % {"year": year, "name": ordered[0].short_name, "n": len(ordered)},
        path=_common_path(ordered),
        arguments={
            "ugels": [
                {"organisation": str(organisation.pk), "loads": _loads_of(organisation)}
                for organisation in ordered
            ],
            "year": year,
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

"""The long work of planning: UGEL by UGEL, so that it can be stopped and goes on where it was cut off."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import transaction

from pusaq.accompaniment.caseloads.models import AnnualPlan
from pusaq.accompaniment.year.domain import MadePlan, store_plan
from pusaq.accompaniment.year.queries.earlier import previous_of
from pusaq.common.clock import now, real_now
from pusaq.library.domain import keep_norm
from pusaq.people.models import User
from pusaq.territory.enums import LoadKind
from pusaq.territory.models import DataLoad, Organisation
from pusaq_core.errors import InputError
from pusaq_core.io.inputs import Sources, read_inputs
from pusaq_core.yearplan.inputs import Options
from pusaq_core.yearplan.plan import make_plan

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pusaq.common.domain.jobs import RunningJob
    from pusaq_core.io.inputs import Read
    from pusaq_core.yearplan.earlier import Previous

SECONDS_BETWEEN_QUESTIONS = 1.0
Loads = dict[str, DataLoad]


def plan_year(job: RunningJob) -> None:
    """Plan each UGEL of the job, check it, and keep it in one short transaction."""
    chosen = job.arguments["ugels"]
    organisations = Organisation.objects.in_bulk([UUID(one["organisation"]) for one in chosen])
    read: tuple[tuple[Any, bool], Read, Loads] | None = None
    for done, one in enumerate(chosen):
        organisation = organisations[UUID(one["organisation"])]
        if job.is_finished(one["organisation"]):
            continue
        teller = _Teller(job, organisation, done, len(chosen))
        if read is None or read[0] != _sources(one):
            teller.tell("read")
            alike = [other for other in chosen if _sources(other) == _sources(one)]
            codes = [organisations[UUID(other["organisation"])].code for other in alike]
            read = _sources(one), *_read(job.arguments, alike, codes)
        made = _plan(job, organisation, read[1], read[2], teller)
        made = replace(made, continues=UUID(one["continues"]) if one.get("continues") else None)
        with transaction.atomic():
            if job.finish(one["organisation"]):
                store_plan(organisation=organisation, made=made, by=_by(job), now=now())
    job.report("", len(chosen), len(chosen))


def _sources(one: Mapping[str, Any]) -> tuple[Any, bool]:
    """UGEL of which this is the same are read together."""
    return one["loads"], bool(one.get("continues"))


class _Teller:
    """Says how far the work is, and hears whether it shall stop, at most once a second."""

    def __init__(self, job: RunningJob, organisation: Organisation, done: int, total: int) -> None:
        self._job, self._organisation = job, organisation
        self._done, self._total = done, total
        self._asked: dt.datetime | None = None
        self._stopped = False

    def tell(self, stage: str, _done: int = 0, _of: int = 1) -> None:
        """Raises `JobCancelled` where somebody asked the work to stop."""
        self._job.report(stage, self._done, self._total, part=self._organisation.short_name)

    def stop(self) -> bool:
        """Whether to stop; raising here would pass through the solver."""
        moment = real_now()
        if self._asked is None or (moment - self._asked).total_seconds() >= SECONDS_BETWEEN_QUESTIONS:
            self._asked = moment
            self._stopped = self._stopped or not self._job.beat()
        return self._stopped


def _read(
    arguments: Mapping[str, Any], alike: Sequence[Mapping[str, Any]], codes: list[str]
) -> tuple[Read, Loads]:
    ids, previous = alike[0]["loads"], _previous(arguments, alike)
    loads = DataLoad.objects.select_related("file").in_bulk([UUID(one) for one in ids.values()])
    by_kind = {load.kind: load for load in loads.values()}
    with _files(by_kind) as files:
        sources = Sources(
            registry=files[LoadKind.REGISTRY],
            staff=files[LoadKind.STAFF],
            norm=arguments["norm_id"],
            year=arguments["year"],
            ugels=tuple(codes),
            accompanists=files.get(LoadKind.ACCOMPANISTS),
            events=files.get(LoadKind.EVENTS),
            travel=files.get(LoadKind.TRAVEL),
            previous=previous,
            as_of=previous.as_of if previous is not None else None,
        )
        try:
            return read_inputs(sources), by_kind
        except InputError as error:
            shown = (replace(problem, file=Path(problem.file).name) for problem in error.problems)
            raise InputError(*shown) from error


def _previous(arguments: Mapping[str, Any], alike: Sequence[Mapping[str, Any]]) -> Previous | None:
    """The published plans that go on, as the agenda has them now."""
    ids = [UUID(one["continues"]) for one in alike if one.get("continues")]
    if not ids:
        return None
    plans = AnnualPlan.objects.select_related("organisation").filter(pk__in=ids)
    as_of = dt.date.fromisoformat(arguments["as_of"])
    return previous_of(list(plans.order_by("organisation__code")), as_of=as_of)


@contextmanager
def _files(loads: Mapping[str, DataLoad]) -> Iterator[dict[str, Path]]:
    """The files as they were loaded, under their own names, wherever the storage keeps them."""
    with tempfile.TemporaryDirectory(prefix="pusaq-") as folder:
        found = {}
        for kind, load in loads.items():
            path = Path(folder) / kind / Path(load.file_name).name
            path.parent.mkdir()
            with default_storage.open(load.file.key) as kept, path.open("wb") as copy:
                shutil.copyfileobj(kept, copy)
            found[kind] = path
        yield found


def _plan(job: RunningJob, organisation: Organisation, read: Read, loads: Loads, teller: _Teller) -> MadePlan:
    options = Options(
        (organisation.code,), job.arguments["spare"], job.arguments["effort"], job.arguments["seed"]
    )
    plan = make_plan(read.inputs, options, stop=teller.stop, progress=teller.tell)
    teller.tell("check")
    first = read.inputs.calendar.school_days()[0]
    previous = read.inputs.previous
    as_of = previous.as_of if previous is not None else None
    counts = read.inputs.teachers.group_by("cod_mod", "anexo").len()
    return MadePlan(
        plan=plan,
        code=organisation.code,
        year=job.arguments["year"],
        norm=keep_norm(norm_id=job.arguments["norm_id"], on=max(as_of or first, first), now=now()),
        loads=loads,
        accompanied={(mod, annex): count for mod, annex, count in counts.iter_rows()},
        as_of=as_of,
    )


def _by(job: RunningJob) -> User | None:
    return User.objects.filter(pk=job.row.by_id).first() if job.row.by_id else None

"""Long work: started by a person, done by a worker, seen and stopped from a page."""

from __future__ import annotations

import logging
import threading
import traceback
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from django.db import DatabaseError, connection, transaction
from django.db.models import F, Q
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult

from pusaq.common.clock import now as shown_now
from pusaq.common.clock import real_now
from pusaq.common.enums import JobState
from pusaq.common.house import house
from pusaq.common.models import Job
from pusaq.common.problems import log_failure, problems_as_data, storable
from pusaq_core.errors import InputError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping
    from uuid import UUID

    from django.db.models import QuerySet

    from pusaq.common.refs import Ref


HEARTBEAT_SECONDS = 20
MOST_REVIVALS = 5
"""How often a job may fall silent and go on; one that kills each worker that takes it ends after that."""
TASK = "pusaq.common.tasks.run_job"
"""What the worker is handed; it stands above this file, so it is known by name."""

log = logging.getLogger(__name__)


class JobCancelled(Exception):  # noqa: N818  (no error: somebody asked for it)
    """The work was asked to stop; what earlier parts wrote stays."""


class JobTakenOverError(Exception):
    """This run seemed dead and another goes on with the job; whatever it still does is not kept."""


class Work(Protocol):
    """What a kind of job does."""

    def __call__(self, job: RunningJob) -> None: ...


@dataclass(slots=True)
class RunningJob:
    """A job as its work sees it."""

    row: Job

    @property
    def arguments(self) -> Mapping[str, Any]:
        given: Mapping[str, Any] = self.row.arguments
        return given

    def report(self, stage: str, done: int, total: int, *, part: str = "") -> None:
        """Say how far the work is, in a short transaction of its own.

        Args:
            stage: its code; the roof has words for it.
            done: parts that are done.
            total: parts that there are.
            part: name of the one that is under way.

        Raises:
            JobCancelled: somebody asked the work to stop.
            JobTakenOverError: this run seemed dead, and another goes on.
        """
        if not self._own().update(stage=stage, part=part, done=done, total=total, heartbeat_at=real_now()):
            raise JobTakenOverError
        if self.is_cancelled():
            raise JobCancelled

    def beat(self) -> bool:
        """Say that the work lives, from inside a search that must not be interrupted by an error.

        Returns:
            Whether the work shall go on.
        """
        return bool(self._own().update(heartbeat_at=real_now())) and not self.is_cancelled()

    def _own(self) -> QuerySet[Job]:
        """The job, while no other run has taken it over."""
        return _of_run(self.row)

    def is_cancelled(self) -> bool:
        return Job.objects.filter(pk=self.row.pk, cancel_asked=True).exists()

    def is_finished(self, part: str) -> bool:
        """Whether an earlier run of this job finished a part (a UGEL); the work then skips it."""
        return part in self.row.finished_parts

    def finish(self, part: str) -> bool:
        """Mark a part, in the transaction that writes its result and before anything is written.

        Returns:
            False where a run that seemed dead has finished it meanwhile: nothing is left to write.

        Raises:
            JobTakenOverError: this run seemed dead, and another goes on.
        """
        locked = Job.objects.select_for_update().get(pk=self.row.pk)
        if locked.revivals != self.row.revivals:
            raise JobTakenOverError
        self.row.finished_parts = locked.finished_parts
        if part in locked.finished_parts:
            return False
        self.row.finished_parts = [*locked.finished_parts, part]
        self.row.save(update_fields=["finished_parts"])
        return True


def works() -> Mapping[str, str]:
    """Kind of job to the dotted name of what does it."""
    return house().works


def start_job(
    *,
    kind: str,
    about: Mapping[str, Any],
    path: str,
    arguments: Mapping[str, Any],
    by: Any,
    now: dt.datetime,
    ref: Ref | None = None,
) -> Job:
    """Write down work and hand it to the worker in one transaction: it is there and queued, or not at all.

    Args:
        kind: what kind of work.
        about: what its title names: proper names and numbers.
        path: where.
        arguments: for the work.
        by: who asks.
        now: when.
        ref: what it is about.
    """
    if kind not in works():
        raise KeyError(kind)
    with transaction.atomic():
        job = Job.objects.create(
            kind=kind,
            about=dict(about),
            path=path,
            arguments=dict(arguments),
            by_id=getattr(by, "pk", None),
            created_at=now,
            queued_at=real_now(),
            ref_kind=ref.kind if ref else "",
            ref_id=ref.id if ref else None,
        )
        _queue(job.pk)
    return job


def _queue(job_id: UUID) -> None:
    """The queue is a table of the same database: what is written to it stands or falls with the job."""
    import_string(TASK).enqueue(str(job_id))


def ask_to_stop(job: Job) -> None:
    """Ask work to stop; waiting work ends at once."""
    with transaction.atomic():
        locked = Job.objects.select_for_update().get(pk=job.pk)
        if locked.state == JobState.WAITING:
            locked.state, locked.ended_at = JobState.CANCELLED, shown_now()
        locked.cancel_asked = True
        locked.save(update_fields=["state", "ended_at", "cancel_asked"])


def run_job(job_id: UUID) -> Job:
    """Do the work of a job and write how it ended.

    Only a job that waits is begun, and the row is locked while it is: one run has it,
    however often it was queued.
    """
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=job_id)
        if job.state != JobState.WAITING:
            return job
        job.state, job.started_at = JobState.RUNNING, job.started_at or shown_now()
        job.heartbeat_at = real_now()
        job.save(update_fields=["state", "started_at", "heartbeat_at"])
    try:
        work: Work = import_string(works()[job.kind])
        with _beating(job):
            work(RunningJob(job))
    except JobTakenOverError:
        log.warning("job %s: this run seemed dead and was replaced; it ends without a result", job.pk)
    except JobCancelled:
        _end(job, JobState.CANCELLED)
    except InputError as refused:
        _end(job, JobState.FAILED, problems=problems_as_data(refused.problems))
    except Exception as error:  # noqa: BLE001  (whatever the work raises is kept for the operators)
        code = log_failure(log, f"job {job.pk} ({job.kind})", error)
        _end(job, JobState.FAILED, code=code, error=storable(traceback.format_exc()))
    else:
        _end(job, JobState.DONE)
    job.refresh_from_db()
    return job


def _end(job: Job, state: JobState, **found: Any) -> None:
    _of_run(job).update(state=state, ended_at=shown_now(), **found)


def _of_run(job: Job) -> QuerySet[Job]:
    """The job as long as the run that read it has not been replaced."""
    return Job.objects.filter(pk=job.pk, revivals=job.revivals)


@contextmanager
def _beating(job: Job) -> Iterator[None]:
    """Say that the worker lives while a part of the work takes long."""
    over = threading.Event()
    mine = _of_run(job)

    def beat() -> None:
        try:
            while not over.wait(HEARTBEAT_SECONDS):
                try:
                    mine.update(heartbeat_at=real_now())
                except DatabaseError:
                    # A database that is busy for a moment must not make the work look dead.
                    log.warning("job %s: one heartbeat was not written", job.pk, exc_info=True)
                    connection.close()
        finally:
            connection.close()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def revive_jobs(*, silent_since: dt.datetime) -> list[UUID]:
    """Queue again, in the same transaction, jobs whose worker fell silent: they go on.

    One that fell silent too often fails instead, so that what kills workers does not kill them for ever.

    Returns:
        The ids of those that go on.
    """
    with transaction.atomic():
        found = Job.objects.select_for_update().filter(state=JobState.RUNNING, heartbeat_at__lt=silent_since)
        silent = []
        for job in found.only("pk", "kind", "revivals"):
            if job.revivals < MOST_REVIVALS:
                silent.append(job.pk)
            else:
                _give_up(job)
        Job.objects.filter(pk__in=silent).update(
            state=JobState.WAITING, revivals=F("revivals") + 1, queued_at=real_now()
        )
        for job_id in silent:
            _queue(job_id)
    return silent


def _give_up(job: Job) -> None:
    """Fail a job that no run brings to an end; a run that only seemed dead writes nothing any more."""
    said = f"its workers fell silent {job.revivals + 1} times"
    code = log_failure(log, f"job {job.pk} ({job.kind}): {said}", None)
    _end(job, JobState.FAILED, code=code, error=said, revivals=job.revivals + 1)


def requeue_jobs(*, waiting_since: dt.datetime) -> list[UUID]:
    """Queue again jobs that wait and that no task will begin: its worker died before it began.

    Returns:
        Their ids.
    """
    with transaction.atomic():
        waiting = list(
            Job.objects.select_for_update()
            .filter(Q(queued_at__lt=waiting_since) | Q(queued_at=None), state=JobState.WAITING)
            .values_list("pk", flat=True)
        )
        ready = DBTaskResult.objects.ready().filter(task_path=TASK)
        queued = (
            {words["args"][0] for words in ready.values_list("args_kwargs", flat=True)} if waiting else set()
        )
        lost = [job_id for job_id in waiting if str(job_id) not in queued]
        Job.objects.filter(pk__in=lost).update(queued_at=real_now())
        for job_id in lost:
            _queue(job_id)
    return lost

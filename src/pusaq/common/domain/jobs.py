"""Long work: started by a person, done by a worker, seen and stopped from a page."""

from __future__ import annotations

import threading
import traceback
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings
from django.db import connection, transaction
from django.utils.module_loading import import_string

from pusaq.common.clock import real_now
from pusaq.common.enums import JobState
from pusaq.common.models import Job
from pusaq.common.problems import problem_lines
from pusaq_core.errors import InputError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping
    from uuid import UUID

    from pusaq.common.refs import Ref


HEARTBEAT_SECONDS = 20


class JobCancelled(Exception):  # noqa: N818  (no error: somebody asked for it)
    """The work was asked to stop; what earlier parts wrote stays."""


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

    def report(self, stage: str, done: int, total: int) -> None:
        """Say how far the work is, in a short transaction of its own.

        Raises:
            JobCancelled: somebody asked the work to stop.
        """
        Job.objects.filter(pk=self.row.pk).update(
            stage=stage, done=done, total=total, heartbeat_at=real_now()
        )
        if self.is_cancelled():
            raise JobCancelled

    def beat(self) -> bool:
        """Say that the work lives, from inside a search that must not be interrupted by an error.

        Returns:
            Whether the work shall go on.
        """
        Job.objects.filter(pk=self.row.pk).update(heartbeat_at=real_now())
        return not self.is_cancelled()

    def is_cancelled(self) -> bool:
        return Job.objects.filter(pk=self.row.pk, cancel_asked=True).exists()

    def is_finished(self, part: str) -> bool:
        """Whether an earlier run of this job finished a part (a UGEL); the work then skips it."""
        return part in self.row.finished_parts

    def finish(self, part: str) -> bool:
        """Mark a part, in the transaction that writes its result and before anything is written.

        Returns:
            False where a run that seemed dead has finished it meanwhile: nothing is left to write.
        """
        locked = Job.objects.select_for_update().get(pk=self.row.pk)
        self.row.finished_parts = locked.finished_parts
        if part in locked.finished_parts:
            return False
        self.row.finished_parts = [*locked.finished_parts, part]
        self.row.save(update_fields=["finished_parts"])
        return True


@lru_cache(maxsize=1)
def works() -> Mapping[str, str]:
    """The roof's table: kind of job to what does it."""
    table: Mapping[str, str] = import_string(settings.JOBS)
    return table


def start_job(
    *,
    kind: str,
    title: str,
    path: str,
    arguments: Mapping[str, Any],
    by: Any,
    now: dt.datetime,
    ref: Ref | None = None,
) -> Job:
    """Write down work that a worker will do."""
    if kind not in works():
        raise KeyError(kind)
    return Job.objects.create(
        kind=kind,
        title=title,
        path=path,
        arguments=dict(arguments),
        by_id=getattr(by, "pk", None),
        created_at=now,
        ref_kind=ref.kind if ref else "",
        ref_id=ref.id if ref else None,
    )


def ask_to_stop(job: Job) -> None:
    """Ask work to stop; waiting work ends at once."""
    with transaction.atomic():
        locked = Job.objects.select_for_update().get(pk=job.pk)
        if locked.state == JobState.WAITING:
            locked.state, locked.ended_at = JobState.CANCELLED, real_now()
        locked.cancel_asked = True
        locked.save(update_fields=["state", "ended_at", "cancel_asked"])


def run_job(job_id: UUID) -> Job:
    """Do the work of a job and write how it ended; a job that is over is left alone."""
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=job_id)
        if job.is_over:
            return job
        job.state, job.started_at = JobState.RUNNING, job.started_at or real_now()
        job.heartbeat_at = real_now()
        job.save(update_fields=["state", "started_at", "heartbeat_at"])
    work: Work = import_string(works()[job.kind])
    try:
        with _beating(job.pk):
            work(RunningJob(job))
    except JobCancelled:
        state, error = JobState.CANCELLED, ""
    except InputError as refused:
        state, error = JobState.FAILED, problem_lines(refused.problems)
    except Exception:  # noqa: BLE001  (whatever the work raises is kept for the operators)
        state, error = JobState.FAILED, traceback.format_exc()
    else:
        state, error = JobState.DONE, ""
    Job.objects.filter(pk=job.pk).update(state=state, error=error, ended_at=real_now())
    job.refresh_from_db()
    return job


@contextmanager
def _beating(job_id: UUID) -> Iterator[None]:
    """Say that the worker lives while a part of the work takes long."""
    over = threading.Event()

    def beat() -> None:
        try:
            while not over.wait(HEARTBEAT_SECONDS):
                Job.objects.filter(pk=job_id).update(heartbeat_at=real_now())
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
    """Jobs whose worker fell silent, made ready to go on at their last finished part.

    Returns:
        Their ids, to be queued again.
    """
    with transaction.atomic():
        silent = list(
            Job.objects.select_for_update()
            .filter(state=JobState.RUNNING, heartbeat_at__lt=silent_since)
            .values_list("pk", flat=True)
        )
        Job.objects.filter(pk__in=silent).update(state=JobState.WAITING)
    return silent

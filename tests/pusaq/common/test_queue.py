"""A job and its place in the queue stand or fall together, and one run has it, however often it is queued."""

from __future__ import annotations

import datetime as dt
import logging
import secrets
import threading

import pytest
from django.db import connection, transaction
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from pusaq.common import tasks
from pusaq.common.clock import real_now
from pusaq.common.domain import jobs
from pusaq.common.domain.jobs import (
    JobTakenOverError,
    RunningJob,
    requeue_jobs,
    revive_jobs,
    run_job,
    start_job,
)
from pusaq.common.enums import JobState
from pusaq.common.models import Job, WorkerPulse
from tests.pusaq.killing import run_elsewhere, was_killed

pytestmark = pytest.mark.usefixtures("transactional_db")

NOON = dt.datetime(2026, 8, 20, 12, tzinfo=dt.UTC)
KIND = "accompaniment.plan"
HERE = "tests.pusaq.common.test_queue"
LATER = dt.timedelta(minutes=1)
begun: list[str] = []
hold = threading.Event()


def note(job):
    begun.append(str(job.row.pk))


def wait(job):
    begun.append(str(job.row.pk))
    hold.wait(timeout=30)


def fall_silent(job):
    """Somebody takes the work over while it is done, as after a machine slept."""
    begun.append(str(job.row.pk))
    revive_jobs(silent_since=real_now() + LATER)
    job.report("tarde", 1, 1)


@pytest.fixture(autouse=True)
def works(monkeypatch):
    begun.clear()
    hold.clear()
    put = {KIND: f"{HERE}.note"}
    monkeypatch.setattr(jobs, "works", lambda: put)
    return put


def make_job():
    return start_job(kind=KIND, about={}, path="pe/", arguments={}, by=None, now=NOON)


def work_off():
    """A worker does all that is queued, and ends."""
    Worker(
        queue_names=["default"],
        interval=0.1,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=secrets.token_hex(8),
        excluded_queue_names=[],
    ).run()


STARTED = """
from datetime import UTC, datetime
from django.db import transaction
from pusaq.common.domain.jobs import start_job
with transaction.atomic():
    transaction.on_commit(die)
    start_job(kind="accompaniment.plan", about={}, path="pe/", arguments={}, by=None, now=datetime.now(UTC))
"""
HALF = """
from datetime import UTC, datetime
from pusaq.common.domain import jobs
jobs._queue = lambda _job: die()
jobs.start_job(kind="accompaniment.plan", about={}, path="pe/", arguments={}, by=None, now=datetime.now(UTC))
"""
TAKEN = """
from django_tasks_db.models import DBTaskResult
DBTaskResult.objects.ready().get().claim("a worker that dies")
die()
"""
REVIVED = """
from datetime import UTC, datetime, timedelta
from django.db import transaction
from pusaq.common.domain.jobs import revive_jobs
with transaction.atomic():
    transaction.on_commit(die)
    revive_jobs(silent_since=datetime.now(UTC) + timedelta(minutes=1))
"""


def test_a_process_killed_right_after_the_commit_has_queued_its_job():
    code, said = run_elsewhere(STARTED)
    assert was_killed(code), said
    job = Job.objects.get()
    assert job.state == JobState.WAITING
    work_off()
    job.refresh_from_db()
    assert job.state == JobState.DONE
    assert begun == [str(job.pk)]


def test_a_process_killed_before_it_queued_leaves_no_job():
    code, said = run_elsewhere(HALF)
    assert was_killed(code), said
    assert (Job.objects.count(), DBTaskResult.objects.count()) == (0, 0)


def test_a_process_killed_right_after_a_revival_has_queued_the_job():
    job = make_job()
    work_off()
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, heartbeat_at=NOON)
    code, said = run_elsewhere(REVIVED)
    assert was_killed(code), said
    work_off()
    job.refresh_from_db()
    assert (job.state, job.revivals) == (JobState.DONE, 1)
    assert begun == [str(job.pk)] * 2


def test_a_job_whose_worker_died_before_it_began_is_queued_again_once():
    job = make_job()
    code, said = run_elsewhere(TAKEN)
    assert was_killed(code), said
    work_off()
    assert begun == []
    assert requeue_jobs(waiting_since=real_now() - LATER) == []
    assert requeue_jobs(waiting_since=real_now() + LATER) == [job.pk]
    assert requeue_jobs(waiting_since=real_now() + LATER) == []
    work_off()
    job.refresh_from_db()
    assert job.state == JobState.DONE
    assert begun == [str(job.pk)]


def test_a_job_that_waits_its_turn_in_the_queue_is_not_queued_again():
    make_job()
    assert requeue_jobs(waiting_since=real_now() + LATER) == []
    assert DBTaskResult.objects.count() == 1


def test_a_job_queued_many_times_runs_once():
    job = make_job()
    for _ in range(4):
        tasks.run_job.enqueue(str(job.pk))
    work_off()
    assert begun == [str(job.pk)]
    assert not DBTaskResult.objects.ready().exists()


def test_of_workers_that_begin_one_job_at_once_one_runs_it(works):
    works[KIND] = f"{HERE}.wait"
    job = make_job()
    barrier, ends = threading.Barrier(3), []

    def go():
        try:
            barrier.wait(timeout=30)
            ends.append(run_job(job.pk).state)
            # The one that runs it waits until the two others were sent away.
            if len(ends) == 2:
                hold.set()
        finally:
            connection.close()

    threads = [threading.Thread(target=go) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert begun == [str(job.pk)]
    assert sorted(ends) == sorted([JobState.RUNNING, JobState.RUNNING, JobState.DONE])
    assert Job.objects.get().state == JobState.DONE


def test_a_run_that_was_replaced_keeps_nothing(works, caplog):
    works[KIND] = f"{HERE}.fall_silent"
    job = make_job()
    with caplog.at_level(logging.WARNING):
        late = run_job(job.pk)
    assert (late.state, late.stage, late.revivals) == (JobState.WAITING, "", 1)
    assert "was replaced" in caplog.text
    works[KIND] = f"{HERE}.note"
    work_off()
    assert Job.objects.get().state == JobState.DONE
    assert begun == [str(job.pk)] * 2


def test_a_part_of_a_run_that_was_replaced_is_not_marked():
    job = make_job()
    late = RunningJob(Job.objects.get())
    Job.objects.update(revivals=1)
    with pytest.raises(JobTakenOverError), transaction.atomic():
        late.finish("220004")
    assert not late.beat()
    job.refresh_from_db()
    assert job.finished_parts == []


def test_the_tick_says_that_the_worker_lives_and_queues_what_was_lost():
    job = make_job()
    DBTaskResult.objects.all().delete()
    Job.objects.update(queued_at=NOON - dt.timedelta(days=4000))
    WorkerPulse.objects.create(name="long ago", started_at=NOON, seen_at=NOON - dt.timedelta(days=4000))
    tasks.tick.call()
    assert [str(job.pk)] == [task.args_kwargs["args"][0] for task in DBTaskResult.objects.ready()]
    first = WorkerPulse.objects.get()
    tasks.tick.call()
    again = WorkerPulse.objects.get()
    assert again.name == first.name == tasks.WORKER
    assert again.started_at == first.started_at
    assert again.seen_at > first.seen_at


def test_a_part_of_the_tick_that_breaks_leaves_the_others_done(monkeypatch):
    job = make_job()
    DBTaskResult.objects.all().delete()
    Job.objects.update(queued_at=NOON - dt.timedelta(days=4000))

    def break_off(**_given):
        raise OSError("the disk is full")

    monkeypatch.setattr(tasks, "keep_pulse", break_off)
    monkeypatch.setattr(jobs, "revive_jobs", break_off)
    with pytest.raises(ExceptionGroup) as told:
        tasks.tick.call()
    assert [str(one) for one in told.value.exceptions] == ["the disk is full"] * 2
    assert [str(job.pk)] == [task.args_kwargs["args"][0] for task in DBTaskResult.objects.ready()]

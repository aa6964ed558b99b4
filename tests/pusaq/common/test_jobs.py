from __future__ import annotations

import datetime as dt

import pytest
from django.db import OperationalError

from pusaq.common.clock import now, real_now
from pusaq.common.domain import jobs
from pusaq.common.domain.jobs import ask_to_stop, revive_jobs, run_job, start_job
from pusaq.common.enums import JobState
from pusaq.common.models import Job
from pusaq.common.problems import problems_from
from pusaq_core.errors import InputError, Problem

NOON = dt.datetime(2026, 8, 20, 12, tzinfo=dt.UTC)
HERE = "tests.pusaq.common.test_jobs"
done_parts: list[str] = []


def count_to_three(job):
    for number in range(3):
        job.report("contando", number, 3)
        if not job.is_finished(str(number)):
            done_parts.append(str(number))
            job.finish(str(number))
    job.report("contando", 3, 3)


def stops_itself(job):
    ask_to_stop(job.row)
    job.report("a medias", 1, 2)


def refuses(_job):
    raise InputError(Problem("unknown_ugel", file="padron.csv", row=7, found="999999"))


def refuses_unsayable(_job):
    raise InputError(Problem("unknown_ugel", file="a\0b.csv", row=7, found="99\udcff"))


def breaks_unsayable(_job):
    raise ValueError("a\0b \udc80")


def breaks(_job):
    raise ZeroDivisionError("division by zero")


@pytest.fixture(autouse=True)
def _works(monkeypatch):
    done_parts.clear()
    names = ("count_to_three", "stops_itself", "refuses", "breaks", "refuses_unsayable", "breaks_unsayable")
    monkeypatch.setattr(jobs, "works", lambda: {name: f"{HERE}.{name}" for name in names})


def _job(kind, **changes):
    job = start_job(kind=kind, about={}, path="pe/", arguments={}, by=None, now=NOON)
    Job.objects.filter(pk=job.pk).update(**changes)
    return job


def test_job_ends_with_its_progress():
    job = run_job(_job("count_to_three").pk)
    assert (job.state, job.done, job.total, job.percent) == (JobState.DONE, 3, 3, 100)
    assert job.is_over
    assert done_parts == ["0", "1", "2"]


def test_job_that_is_over_is_not_done_again():
    job = run_job(_job("count_to_three").pk)
    run_job(job.pk)
    assert done_parts == ["0", "1", "2"]


def test_job_goes_on_at_its_last_finished_part():
    run_job(_job("count_to_three", finished_parts=["0", "1"]).pk)
    assert done_parts == ["2"]


def test_waiting_job_is_cancelled_at_once():
    job = _job("count_to_three")
    ask_to_stop(job)
    assert run_job(job.pk).state == JobState.CANCELLED
    assert done_parts == []


def test_running_job_stops_at_its_next_report():
    job = run_job(_job("stops_itself").pk)
    assert (job.state, job.done) == (JobState.CANCELLED, 1)


def test_refused_input_is_kept_and_no_traceback():
    job = run_job(_job("refuses").pk)
    assert job.state == JobState.FAILED
    (problem,) = problems_from(job.problems)
    assert problem.file == "padron.csv"
    assert job.error == job.code == ""


def test_error_is_kept_for_operators_under_the_code_with_which_it_is_logged(caplog):
    job = run_job(_job("breaks").pk)
    assert job.state == JobState.FAILED
    assert "ZeroDivisionError" in job.error
    (record,) = [one for one in caplog.records if job.code in one.getMessage()]
    assert isinstance(record.exc_info[1], ZeroDivisionError)


def test_a_refusal_that_no_table_keeps_is_kept_with_its_characters_written_out():
    job = run_job(_job("refuses_unsayable").pk)
    assert job.state == JobState.FAILED
    (problem,) = problems_from(job.problems)
    assert (problem.file, problem.row, problem.found) == (r"a\x00b.csv", 7, r"99\udcff")


def test_an_error_that_no_table_keeps_ends_its_job_and_stands_in_the_log(caplog):
    job = run_job(_job("breaks_unsayable").pk)
    assert (job.state, job.is_over) == (JobState.FAILED, True)
    assert r"a\x00b \udc80" in job.error
    assert rb"a\x00b \udc80" in caplog.text.encode()


def test_a_job_of_a_kind_that_nobody_does_any_more_ends():
    waiting = _job("count_to_three")
    Job.objects.filter(pk=waiting.pk).update(kind="gone")
    job = run_job(waiting.pk)
    assert job.state == JobState.FAILED
    assert "KeyError" in job.error


def test_a_job_that_kills_its_workers_is_given_up_after_five_revivals():
    long_ago = real_now() - dt.timedelta(minutes=10)
    silence = real_now() - dt.timedelta(minutes=2)
    fifth = _job("count_to_three", state=JobState.RUNNING, heartbeat_at=long_ago, revivals=4)
    sixth = _job("count_to_three", state=JobState.RUNNING, heartbeat_at=long_ago, revivals=5)
    late = jobs.RunningJob(Job.objects.get(pk=sixth.pk))
    assert revive_jobs(silent_since=silence) == [fifth.pk]
    sixth.refresh_from_db()
    assert (sixth.state, sixth.error) == (JobState.FAILED, "its workers fell silent 6 times")
    assert sixth.code
    assert not late.beat()
    assert revive_jobs(silent_since=silence) == []


def test_only_silent_jobs_are_revived():
    long_ago = real_now() - dt.timedelta(minutes=10)
    silent = _job("count_to_three", state=JobState.RUNNING, heartbeat_at=long_ago)
    _job("count_to_three", state=JobState.RUNNING, heartbeat_at=real_now())
    _job("count_to_three", state=JobState.DONE, heartbeat_at=long_ago)
    assert revive_jobs(silent_since=real_now() - dt.timedelta(minutes=2)) == [silent.pk]
    assert Job.objects.get(pk=silent.pk).state == JobState.WAITING


def test_a_job_begins_and_ends_on_the_clock_on_which_it_was_asked_for(settings):
    asked = dt.datetime(2026, 3, 11, 14, tzinfo=dt.UTC)
    settings.CLOCK_OFFSET = (asked - real_now()).total_seconds()
    moment = now()
    job = start_job(kind="count_to_three", about={}, path="pe/", arguments={}, by=None, now=moment)
    done = run_job(job.pk)
    assert moment <= done.started_at <= done.ended_at <= now()
    assert abs(done.heartbeat_at - real_now()) < dt.timedelta(minutes=1)
    settings.CLOCK_OFFSET += 3600
    asked_to_stop = _job("count_to_three")
    ask_to_stop(asked_to_stop)
    asked_to_stop.refresh_from_db()
    assert done.ended_at + dt.timedelta(minutes=59) < asked_to_stop.ended_at <= now()


def test_unknown_kind_is_refused():
    with pytest.raises(KeyError):
        _job("no such work")


@pytest.mark.usefixtures("transactional_db")
def test_heartbeat_goes_on_while_a_part_takes_long(monkeypatch):
    monkeypatch.setattr(jobs, "HEARTBEAT_SECONDS", 0.01)
    before = real_now()
    job = _job("count_to_three", heartbeat_at=before)
    with jobs._beating(job):
        for _ in range(2000):
            job.refresh_from_db()
            if job.heartbeat_at > before:
                break
    assert job.heartbeat_at > before


@pytest.mark.usefixtures("transactional_db")
def test_heartbeat_survives_a_database_that_is_busy_for_a_moment(monkeypatch, caplog):
    monkeypatch.setattr(jobs, "HEARTBEAT_SECONDS", 0.01)
    before = real_now()
    job = _job("count_to_three", heartbeat_at=before)
    busy = iter([True, True])

    def moment():
        if next(busy, False):
            raise OperationalError("database is locked")
        return real_now()

    monkeypatch.setattr(jobs, "real_now", moment)
    with jobs._beating(job):
        for _ in range(2000):
            job.refresh_from_db()
            if job.heartbeat_at > before:
                break
    assert job.heartbeat_at > before
    assert caplog.text.count("one heartbeat was not written") == 2

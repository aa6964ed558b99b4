from __future__ import annotations

import pickle
import threading
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection

from pusaq.accompaniment import work
from pusaq.accompaniment.models import AnnualPlan, Caseload, PlanItem, TargetingRun
from pusaq.accompaniment.year.domain import (
    DataMissingError,
    PlanningRunsError,
    cancel_planning,
    start_planning,
)
from pusaq.common.clock import real_now
from pusaq.common.domain.jobs import RunningJob, revive_jobs, run_job
from pusaq.common.enums import JobState
from pusaq.common.models import Job
from pusaq.territory.enums import LoadKind
from pusaq.territory.models import DataLoad
from tests.pusaq import planned
from tests.pusaq.killing import run_elsewhere, was_killed
from tests.pusaq.planned import CASTILLA, NORM, NOW, SURCUBAMBA, YEAR

start = partial(start_planning, year=YEAR, norm_id=NORM, by=None, now=NOW, effort=1)


@pytest.fixture
def solved(monkeypatch):
    """The core answers at once what it answered before."""
    asked = []

    def answer(_inputs, options, *, stop, progress):
        asked.append(options.ugels)
        progress("timetable", 0, 1)
        assert stop() in {True, False}
        return planned.core_plan(options.ugels[0])

    monkeypatch.setattr(work, "make_plan", answer)
    return asked


@pytest.fixture
def two_ugels():
    return planned.load_ugel(CASTILLA), planned.load_ugel(SURCUBAMBA)


def test_the_work_plans_what_the_command_plans(ugel):
    job = start(organisations=[ugel.organisation])
    assert (job.state, job.path) == (JobState.WAITING, ugel.path)
    done = run_job(job.pk)
    assert (done.state, done.error, done.percent) == (JobState.DONE, "", 100)
    plan = AnnualPlan.objects.get()
    assert plan.items.count() == len(planned.core_plan().tables["activities"])
    assert plan.summary["km"] == planned.core_plan().summary["total"]["km"]
    assert plan.summary["loads"].keys() == {"padron", "plazas", "acompanantes", "eventos", "viajes"}
    dates = dict(plan.items.values_list("key", "starts_on"))
    assert dates == {row["activity"]: row["start"] for row in planned.core_plan().tables["activities"]}


def test_each_ugel_is_one_plan_and_a_finished_one_is_not_made_again(two_ugels, solved):
    job = start(organisations=[one.organisation for one in two_ugels])
    assert job.path == "pe/"
    finished = str(two_ugels[0].organisation.pk)
    Job.objects.filter(pk=job.pk).update(finished_parts=[finished])
    assert run_job(job.pk).state == JobState.DONE
    assert solved == [(SURCUBAMBA,)]
    assert [plan.organisation for plan in AnnualPlan.objects.all()] == [two_ugels[1].organisation]
    assert run_job(job.pk).state == JobState.DONE
    assert AnnualPlan.objects.count() == 1


def test_a_part_that_another_run_finished_is_not_kept_twice(ugel, solved):
    job = start(organisations=[ugel.organisation])
    late = RunningJob(Job.objects.get(pk=job.pk))
    assert run_job(job.pk).state == JobState.DONE
    work.plan_year(late)
    assert len(solved) == 2
    assert AnnualPlan.objects.count() == 1


def test_a_cancelled_work_keeps_what_it_finished(two_ugels, monkeypatch):
    job = start(organisations=[one.organisation for one in two_ugels])

    def cancelled_in_the_second(_inputs, options, *, stop, progress):
        progress("caseloads", 0, 1)
        if AnnualPlan.objects.exists():
            cancel_planning(job=job)
            monkeypatch.setattr(work, "SECONDS_BETWEEN_QUESTIONS", 0)
            assert stop()
        return planned.core_plan(options.ugels[0])

    monkeypatch.setattr(work, "make_plan", cancelled_in_the_second)
    assert run_job(job.pk).state == JobState.CANCELLED
    assert AnnualPlan.objects.count() == 1


def test_the_search_asks_at_most_once_a_second(ugel, django_assert_num_queries):
    job = RunningJob(start(organisations=[ugel.organisation]))
    teller = work._Teller(job, ugel.organisation, 0, 1)
    with django_assert_num_queries(2):
        assert not any(teller.stop() for _ in range(1000))


def test_a_ugel_that_is_being_planned_is_not_planned_again(two_ugels):
    castilla, surcubamba = (one.organisation for one in two_ugels)
    job = start(organisations=[castilla, surcubamba])
    with pytest.raises(PlanningRunsError) as refused:
        start(organisations=[surcubamba])
    assert (refused.value.job, refused.value.organisations) == (job, (surcubamba,))
    assert start(organisations=[surcubamba], year=YEAR + 1).state == JobState.WAITING
    cancel_planning(job=job)
    assert start(organisations=[surcubamba]).state == JobState.WAITING


def test_nothing_is_planned_without_staff(ugel):
    DataLoad.objects.filter(kind=LoadKind.STAFF).delete()
    with pytest.raises(DataMissingError) as refused:
        start(organisations=[ugel.organisation])
    assert refused.value.kind == LoadKind.STAFF
    assert not Job.objects.exists()


def test_the_youngest_load_that_covers_the_ugel_counts(ugel):
    registry = ugel.loads[LoadKind.REGISTRY]
    others = {
        path: DataLoad.objects.create(
            country="pe",
            kind=LoadKind.REGISTRY,
            file=registry.file,
            file_name="otro.csv",
            source_date=registry.source_date,
            path=path,
            loaded_at=NOW + timedelta(days=1),
        )
        for path in (ugel.path, "pe/999999/")
    }
    job = start(organisations=[ugel.organisation])
    assert job.arguments["ugels"][0]["loads"][LoadKind.REGISTRY] == str(others[ugel.path].pk)


def test_a_broken_file_fails_the_work_in_words(ugel):
    registry = ugel.loads[LoadKind.REGISTRY]
    registry.file = ugel.loads[LoadKind.TRAVEL].file
    registry.save()
    done = run_job(start(organisations=[ugel.organisation]).pk)
    assert done.state == JobState.FAILED
    assert [one["code"] for one in done.problems] == ["header_missing"]
    assert "/tmp" not in str(done.problems)  # noqa: S108  (the folder of the reading is nobody's business)
    assert not AnnualPlan.objects.exists()


@pytest.mark.usefixtures("transactional_db")
def test_of_two_who_start_at_once_one_is_refused(ugel):
    barrier, ends = threading.Barrier(2), []

    def go():
        try:
            barrier.wait(timeout=20)
            start(organisations=[ugel.organisation])
            ends.append("started")
        except PlanningRunsError:
            ends.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=go) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(ends) == ["refused", "started"]
    assert Job.objects.count() == 1


KILLED = """
import pickle
from pusaq.accompaniment import work
from pusaq.accompaniment.year.domain import storing
from pusaq.accompaniment.models import AnnualPlan
from pusaq.common.domain.jobs import run_job
from uuid import UUID
plans = pickle.load(open({plans!r}, "rb"))
work.make_plan = lambda inputs, options, **_: plans[options.ugels[0]]
whole = storing._items
def killed(*words):
    whole(*words)
    if AnnualPlan.objects.count() == 2:
        die()
storing._items = killed
run_job(UUID({job!r}))
"""


@pytest.mark.long
@pytest.mark.usefixtures("transactional_db")
def test_a_killed_worker_leaves_nothing_half_and_goes_on(two_ugels, solved, tmp_path):
    plans = {code: planned.core_plan(code) for code in (CASTILLA, SURCUBAMBA)}
    (tmp_path / "plans").write_bytes(pickle.dumps(plans))
    job = Job.objects.create(
        kind="accompaniment.plan",
        about={"recorded_text": "Plan"},
        path="pe/",
        arguments=_arguments(two_ugels),
        created_at=NOW,
    )
    code, said = run_elsewhere(KILLED.format(plans=str(tmp_path / "plans"), job=str(job.pk)))
    assert was_killed(code), said
    first = AnnualPlan.objects.get()
    assert first.organisation == two_ugels[0].organisation
    assert first.items.count() == PlanItem.objects.count() == len(plans[CASTILLA].tables["activities"])
    assert TargetingRun.objects.count() == 1
    assert set(Caseload.objects.values_list("plan", flat=True)) == {first.pk}
    assert revive_jobs(silent_since=real_now() + timedelta(minutes=1)) == [job.pk]
    assert run_job(job.pk).state == JobState.DONE
    assert solved == [(SURCUBAMBA,)]
    assert sorted(AnnualPlan.objects.values_list("organisation__code", "version")) == [
        (CASTILLA, 1),
        (SURCUBAMBA, 1),
    ]


def _arguments(ugels):
    loads = {kind.value: str(load.pk) for kind, load in ugels[0].loads.items()}
    return {
        "ugels": [{"organisation": str(one.organisation.pk), "loads": loads} for one in ugels],
        "year": YEAR,
        "norm_id": NORM,
        "spare": 0,
        "effort": 1,
        "seed": 0,
    }

"""Two people load at the same moment: one after the other, or a refusal; never half of each."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from pusaq.people.domain.staff import load_staff
from pusaq.people.models import Appointment, Post
from pusaq.territory.domain.registry import load_registry
from pusaq.territory.models import DataLoad, School, SchoolService
from pusaq_core.errors import InputError
from tests.pusaq.files import DAY, LATER, NOW, posts, services, written

ORIGIN = {"source": "prueba", "country": "pe", "by": None, "now": NOW}
MANY = 300


def at_once(*works):
    """Run works in threads that start together; answers with the error of each, or None."""
    start, errors = threading.Barrier(len(works)), [None] * len(works)

    def run(place, work):
        try:
            start.wait(timeout=10)
            work()
        except InputError as error:
            errors[place] = error.problems[0].code
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads)
    return errors


def numbered(make, first, last, **also):
    return make(*({name: value(n) for name, value in also.items()} for n in range(first, last)))


@pytest.mark.usefixtures("transactional_db")
def test_two_registries_at_once(tmp_path):
    code = {"COD_MOD": lambda n: f"{n:07d}", "CODLOCAL": lambda n: f"{n:06d}"}
    files = [
        written(numbered(services, 1, MANY, **code), tmp_path / "a.csv"),
        written(numbered(services, MANY // 2, 2 * MANY, **code), tmp_path / "b.csv"),
    ]
    errors = at_once(
        *(
            lambda f=f, d=d: load_registry(file=f, source_date=d, **ORIGIN)
            for f, d in zip(files, (DAY, LATER), strict=True)
        )
    )
    assert set(errors) <= {None, "load_busy"}
    assert None in errors
    assert DataLoad.objects.count() == errors.count(None)
    present = set(SchoolService.objects.filter(gone_since=None).values_list("modular_code", flat=True))
    wanted = [{f"{n:07d}" for n in range(1, MANY)}, {f"{n:07d}" for n in range(MANY // 2, 2 * MANY)}]
    assert present in wanted
    assert (
        set(School.objects.filter(gone_since=None).values_list("services__modular_code", flat=True))
        == present
    )


@pytest.mark.usefixtures("transactional_db")
def test_two_staffing_files_at_once(tmp_path):
    load_registry(file=written(services({}), tmp_path / "p.csv"), source_date=DAY, **ORIGIN)
    who = {"COD_PLAZA": lambda n: f"Z{n}", "COD_PERSONA": lambda n: f"P{n}"}
    files = [
        written(numbered(posts, 1, MANY, **who), tmp_path / "a.csv"),
        written(numbered(posts, MANY // 2, 2 * MANY, **who), tmp_path / "b.csv"),
    ]
    errors = at_once(*(lambda f=f: load_staff(file=f, source_date=LATER, **ORIGIN) for f in files))
    assert set(errors) <= {None, "load_busy"}
    assert None in errors
    present = set(Post.objects.filter(gone_since=None).values_list("code", flat=True))
    assert present in [{f"Z{n}" for n in range(1, MANY)}, {f"Z{n}" for n in range(MANY // 2, 2 * MANY)}]
    seated = set(Appointment.objects.filter(ends_on=None).values_list("post__code", flat=True))
    assert seated == present


@pytest.mark.usefixtures("transactional_db")
def test_a_load_that_fails_midway_leaves_nothing(tmp_path, monkeypatch):
    def broken(*_positional, **_named):
        raise RuntimeError("disk full")

    monkeypatch.setattr("pusaq.territory.domain.loads.keep_file", broken)
    with pytest.raises(RuntimeError, match="disk full"):
        load_registry(file=written(services({}), tmp_path / "p.csv"), source_date=DAY, **ORIGIN)
    assert not School.objects.exists()
    assert not DataLoad.objects.exists()

"""Writes outside `domain` and readings of the clock are found; what only looks like one is not."""

from __future__ import annotations

import pytest

from tools.checks.writes import check_writes

IMPORTS = "import datetime as dt\nimport time\nfrom django.utils import timezone\n"


@pytest.mark.parametrize(
    "line",
    [
        "Visit.objects.create(number=1)",
        "visit.save()",
        "visit.delete()",
        "Visit.objects.filter(pk=1).update(number=2)",
        "Visit.objects.within(scope).delete()",
        "Visit.objects.bulk_create(rows)",
        "visits.bulk_update(rows, ['number'])",
        "Visit.objects.get_or_create(number=1)",
        "Visit.objects.raw('delete from visit')",
        "self.activity.save()",
        "self.object.delete()",
        "Visit(number=1).save()",
        "Visit.objects.get(pk=1).delete()",
        "rows = Visit.objects.filter(number=1)\nrows.update(number=2)",
        "visit.slots.set(slots)",
        "visit.slots.add(slot)",
        "visit.slots.create(number=1)",
        "self.activity.slots.all().delete()",
        "cursor.execute('delete from visit')",
        "connection.cursor().execute('delete from visit')",
        "Visit.objects.filter(pk=1)._raw_delete('default')",
    ],
)
@pytest.mark.parametrize(
    "file",
    [
        "pages/visit.py",
        "queries.py",
        "year/queries.py",
        "year/pages/domain.py",
        "models.py",
        "api.py",
        "tasks.py",
    ],
)
def test_write_outside_domain_is_found(write, file, line):
    root = write(f"src/pusaq/accompaniment/{file}", f"{line}\n")
    assert [finding.rule for finding in check_writes(root)] == ["write-outside-domain"]


@pytest.mark.parametrize("file", ["domain.py", "domain/visits.py", "year/domain/visits.py"])
def test_domain_writes(write, file):
    root = write(f"src/pusaq/accompaniment/{file}", "Visit.objects.create(number=1)\nvisit.save()\n")
    assert check_writes(root) == []


@pytest.mark.parametrize(
    "line",
    [
        "counts.update(a=1)",
        "seen.add(1)",
        "form.save()",
        "super().save()",
        "domain.create_visit(by=1)",
        "Visit.objects.filter(pk=1)",
        "session.clear()",
        "self.seen.add(1)",
        "cursor.execute(*rows.query.sql_with_params())",
        "request.GET.update(a=1)",
        "VisitForm(data).save()",
        "request.session.clear()",
    ],
)
def test_what_only_looks_like_a_write_passes(write, line):
    assert check_writes(write("src/pusaq/accompaniment/pages/visit.py", f"{line}\n")) == []


@pytest.mark.parametrize(
    "line",
    [
        "dt.datetime.now()",
        "dt.date.today()",
        "timezone.now()",
        "timezone.localdate()",
        "time.time()",
        "time.time_ns()",
        "time.strftime('%Y')",
        "models.DateTimeField(default=timezone.now)",
        "models.DateTimeField(auto_now=True)",
    ],
)
def test_reading_of_the_clock_is_found(write, line):
    root = write("src/pusaq/agenda/domain.py", f"{IMPORTS}x = {line}\n")
    assert [finding.rule for finding in check_writes(root)] == ["clock"]


def test_the_clock_itself_may(write):
    assert check_writes(write("src/pusaq/common/clock.py", f"{IMPORTS}x = timezone.now()\n")) == []

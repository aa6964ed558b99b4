"""What earlier versions kept as sentences becomes values, and is quoted where nobody can tell them apart."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.pusaq.config.test_migrations import empty_database

pytestmark = [pytest.mark.long, pytest.mark.usefixtures("transactional_db")]

NOON = dt.datetime(2026, 8, 20, 17, tzinfo=dt.UTC)
BEFORE = [("common", "0002_operations"), ("accompaniment", "0003_initial")]
REFUSED = {"code": "key_missing", "file": "plazas.csv", "row": 7}


@pytest.fixture
def before(transactional_db, tmp_path):  # noqa: ARG001  (a database that the test may leave as it likes)
    """The tables as they were."""
    empty_database(tmp_path)
    return MigrationExecutor(connection).migrate(BEFORE).apps


def today():
    executor = MigrationExecutor(connection)
    rooms = [node for node in executor.loader.graph.leaf_nodes() if node[0] in {"common", "accompaniment"}]
    return executor.migrate(rooms).apps


def an_item(apps, note):
    """A plan with one item, of as few rows as the keys ask for."""
    organisation = apps.get_model("territory", "Organisation").objects.create(
        country="pe", kind="ugel", code="1", name="UGEL", path="pe/1/"
    )
    stored = apps.get_model("common", "StoredFile").objects.create(
        sha256="0" * 64, size=1, media_type="text/csv", key="a", created_at=NOON
    )
    load = apps.get_model("territory", "DataLoad").objects.create(
        country="pe", kind="registry", file=stored, source="x", source_date=NOON.date(), loaded_at=NOON
    )
    norm = apps.get_model("library", "NormVersion").objects.create(
        norm_id="n", file=stored, valid_since=NOON, valid_until=NOON, loaded_at=NOON
    )
    both = {"organisation": organisation, "year": 2026, "version": 1, "path": "pe/1/", "made_at": NOON}
    run = apps.get_model("accompaniment", "TargetingRun").objects.create(
        norm=norm, registry=load, staff=load, **both
    )
    plan = apps.get_model("accompaniment", "AnnualPlan").objects.create(targeting=run, **both)
    apps.get_model("accompaniment", "PlanItem").objects.create(
        plan=plan,
        key="a",
        kind="visit",
        number=1,
        starts_on=NOON,
        ends_on=NOON,
        days=1,
        numeral="5",
        note=note,
    )


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        (
            "El año no alcanza [necesarios=160; disponibles=148]",
            "El año no alcanza. Hacen falta 160; hay 148",
        ),
        ("8 docentes, menos que 9 (minimo_sugerido)", "8 docentes, menos que 9"),
        ("se divide (en 2 carteras)", "se divide (en 2 carteras)"),
    ],
)
def test_sentences_of_plans_are_quoted_as_pages_showed_them(before, kept, shown):
    an_item(before, kept)
    (note,) = today().get_model("accompaniment", "PlanItem").objects.values_list("note", flat=True)
    assert note == [{"code": "recorded_text", "params": {"text": shown}}]


def test_works_keep_their_titles_problems_and_codes(before):
    jobs = before.get_model("common", "Job").objects
    said = {"kind": "accompaniment.plan", "path": "pe/", "created_at": NOON, "state": "failed"}
    jobs.create(title="Plan 2026", stage="UGEL: carteras", error=json.dumps(REFUSED), **said)
    jobs.create(title="Otro", error="PQ-12AB-34CD\nTraceback\nKeyError: 1", **said)
    events = before.get_model("common", "Event").objects
    event = events.create(kind="x", version=1, payload={}, path="pe/", at=NOON)
    before.get_model("common", "EventDelivery").objects.create(
        event=event, handler="h", due_at=NOON, error="PQ-AAAA-BBBB ValueError: el puente"
    )
    apps = today()
    refused, broken = apps.get_model("common", "Job").objects.order_by("-about")
    assert (refused.about, refused.part, refused.stage) == (
        {"recorded_text": "Plan 2026"},
        "UGEL: carteras",
        "",
    )
    assert (refused.problems, refused.code, refused.error) == ([REFUSED], "", "")
    assert (broken.problems, broken.code, broken.error) == ([], "PQ-12AB-34CD", "Traceback\nKeyError: 1")
    delivery = apps.get_model("common", "EventDelivery").objects.get()
    assert (delivery.code, delivery.error_type, delivery.error) == ("PQ-AAAA-BBBB", "ValueError", "el puente")

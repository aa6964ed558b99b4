"""A targeting made by hand, of as many services as a test needs, over the norm of the catalogue.

What each rule saw follows from the number of the service, so that a test can count by itself.
"""

from __future__ import annotations

import datetime as dt
import io
import json

from pusaq.accompaniment.enums import Decision
from pusaq.accompaniment.models import TargetingDecision, TargetingRun
from pusaq.accompaniment.targeting.domain.criteria_cascade import criteria_cascades
from pusaq.common.domain.files import keep_file
from pusaq.common.sorting import sort_key
from pusaq.library.queries import norm_of
from pusaq.territory.enums import Level, LoadKind
from pusaq.territory.models import DataLoad, School, SchoolService
from tests.pusaq.norms import norm_in_library

YEAR = 2026
NORM = "nt-026-minedu-2019"
PROFILE = "multigrade"
NOW = dt.datetime(2026, 2, 20, 14, 0, tzinfo=dt.UTC)
DISTRICTS = ("Barranquita", "Caynarachi", "Lamas")
ENOUGH_STUDENTS = 9


def students_of(number):
    """Students of the n-th service: too few for every fifth, unknown for every seventh."""
    if number % 7 == 6:
        return None
    return 4 if number % 5 == 4 else 10 + number % 30


def decision_of(number):
    students = students_of(number)
    if students is None:
        return Decision.TO_VERIFY
    if students < ENOUGH_STUDENTS:
        return Decision.NOT_TARGETED
    return Decision.OVER_CAP if number % 5 == 3 else Decision.TARGETED


def reasons_of(number, norm):
    """Reasons of the n-th service, in the order of the norm."""
    students = students_of(number)
    seen = {
        "mg-publica-primaria": ({"D_GESTION": "Pública de gestión directa", "NIV_MOD": "B0"}, True),
        "mg-tipo": ({"D_COD_CAR": "Unidocente", "EIB": None}, True),
        "mg-estudiantes": (
            {"TALUMNO": students},
            None if students is None else students >= ENOUGH_STUDENTS,
        ),
        "mg-ruralidad": ({"RURALIDAD": "Rural 1"}, True),
        "mg-docentes-ugel": ({"docentes_ugel": 115}, True),
        "mg-red": ({"RED_EDUCATIVA": None}, False),
        "mg-frontera": ({"FRONTERA": 1}, True),
    }
    return [
        {
            "rule": rule.id,
            "kind": rule.kind,
            "numeral": rule.numeral,
            "seen": seen.get(rule.id, ({}, False))[0],
            "met": seen.get(rule.id, ({}, False))[1],
        }
        for rule in norm.rules_for(PROFILE)
    ]


def make_load(kind):
    return DataLoad.objects.create(
        country="pe",
        kind=kind,
        file=keep_file(io.BytesIO(kind.encode()), media_type="text/csv", at=NOW),
        file_name=f"{kind}.csv",
        source="Inventado",
        source_date=dt.date(2026, 2, 1),
        path="pe/",
        loaded_at=NOW,
    )


def make_services(organisation, count, *, name="Escuela"):
    """New schools of a UGEL, one service each."""
    schools = [
        School(
            country="pe",
            code=f"{organisation.code}-{number:05d}",
            name=f"{name} {number}",
            organisation=organisation,
            path=f"{organisation.path}s-{organisation.code}-{number:05d}/",
            sort_key=sort_key(f"{name} {number}"),
            district=DISTRICTS[number % len(DISTRICTS)],
            latitude=-6.4 + number % 100 / 200,
            longitude=-76.5 + number % 90 / 200,
        )
        for number in range(count)
    ]
    School.objects.bulk_create(schools, batch_size=1000)
    services = [
        SchoolService(
            school=school,
            modular_code=f"{number:07d}",
            name=school.name,
            level=Level.PRIMARY,
            path=f"{school.path}{number:07d}-0/",
            sort_key=school.sort_key,
            students=students_of(number),
        )
        for number, school in enumerate(schools)
    ]
    return SchoolService.objects.bulk_create(services, batch_size=1000)


def make_run(organisation, services, *, version=1):
    """A targeting of some services of a UGEL."""
    kept = norm_in_library()
    norm = norm_of(kept)
    found = [reasons_of(number, norm) for number in range(len(services))]
    rows = [{"profile": PROFILE, "reasons": json.dumps(reasons)} for reasons in found]
    run = TargetingRun.objects.create(
        organisation=organisation,
        year=YEAR,
        version=version,
        norm=kept,
        registry=make_load(LoadKind.REGISTRY),
        staff=make_load(LoadKind.STAFF),
        figures=criteria_cascades(rows),
        path=organisation.path,
        made_at=NOW,
    )
    ranked = 0
    decisions = []
    for number, service in enumerate(services):
        decided = decision_of(number)
        in_order = decided in {Decision.TARGETED, Decision.OVER_CAP}
        ranked += in_order
        decisions.append(
            TargetingDecision(
                run=run,
                service=service,
                profile=PROFILE,
                decision=decided,
                rank=ranked if in_order else None,
                reasons=found[number],
                missing=students_of(number) is None,
                priorities_met=1,
                accompanied=2,
                path=service.path,
            )
        )
    TargetingDecision.objects.bulk_create(decisions, batch_size=500)
    return run

"""A small country in the database, and a plan of one of its UGEL: what tests of the areas stand on.

Rows are made directly, as few as the tests need.
"""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass, replace

from pusaq.accompaniment.year.domain import MadePlan, store_plan
from pusaq.common.domain.files import keep_file
from pusaq.common.sorting import sort_key
from pusaq.people.enums import PostKind
from pusaq.people.models import Appointment, Person, Post
from pusaq.territory.enums import Level, LoadKind, OrganisationKind
from pusaq.territory.models import DataLoad, Organisation, School, SchoolService
from tests.pusaq.norms import norm_in_library
from tests.pusaq.small_country import (
    CASTILLA,
    FILES,
    NORM,
    SURCUBAMBA,
    YEAR,
    accompanied,
    core_plan,
    country_folder,
    frame,
    read_country,
)

__all__ = ["CASTILLA", "NORM", "SURCUBAMBA", "YEAR", "core_plan", "country_folder"]

NOW = dt.datetime(2026, 2, 20, 14, 0, tzinfo=dt.UTC)
LEVELS = {"A": Level.INITIAL, "B": Level.PRIMARY, "F": Level.SECONDARY}
KINDS = {"PROFESOR": PostKind.TEACHER, "PROFESOR CON FUNCIÓN DIRECTIVA": PostKind.TEACHER_LEADER}


@dataclass
class Planned:
    """One UGEL, loaded."""

    organisation: Organisation
    loads: dict

    @property
    def path(self):
        return self.organisation.path

    def made(self, plan=None):
        return MadePlan(
            plan=plan or core_plan(self.organisation.code),
            code=self.organisation.code,
            year=YEAR,
            norm=norm_in_library(),
            loads=self.loads,
            accompanied=accompanied(),
        )

    def store(self, plan=None, *, by=None, now=NOW):
        return store_plan(organisation=self.organisation, made=self.made(plan), by=by, now=now)


def moved(made, key, days):
    """The same plan with one activity on other days."""
    rows = [
        row | {"start": row["start"] + dt.timedelta(days), "end": row["end"] + dt.timedelta(days)}
        if row["activity"] == key
        else row
        for row in made.tables["activities"]
    ]
    return replace(made, tables={**made.tables, "activities": rows})


def without(made, key):
    rows = [row for row in made.tables["activities"] if row["activity"] != key]
    return replace(made, tables={**made.tables, "activities": rows})


def free_visit(made):
    """A visit of one day on a Monday after which its people have nothing on Tuesday, with its key."""
    busy = set()
    for row in made.tables["activities"]:
        for who in [*row["accompanist"], *row["teachers"]]:
            busy |= {(who, row["start"] + dt.timedelta(day)) for day in range(row["days"])}
    return next(
        row
        for row in made.tables["activities"]
        if row["kind"] == "visit"
        and row["days"] == 1
        and row["start"].weekday() < 4
        and not busy
        & {(who, row["start"] + dt.timedelta(1)) for who in (*row["accompanist"], *row["teachers"])}
    )


def load_ugel(code=SURCUBAMBA):
    """The tree down to a UGEL, its services, posts, people and accompanists, and the loads they came from."""
    organisation = make_organisation(code)
    services = _make_services(organisation, _rows(read_country().inputs.registry, "CODOOII", code))
    staff = [row for row in frame(LoadKind.STAFF).iter_rows(named=True) if _key(row) in services]
    _make_staff(organisation, services, staff)
    _make_accompanists(organisation, _rows(frame(LoadKind.ACCOMPANISTS), "CODOOII", code))
    return Planned(organisation, make_loads())


def loaded_ugel(code=SURCUBAMBA):
    """The UGEL that stands in the database, and the last load of each kind."""
    loads = {load.kind: load for load in DataLoad.objects.order_by("loaded_at", "pk")}
    return Planned(Organisation.objects.get(code=code), loads)


def make_organisation(code):
    row = _rows(read_country().inputs.registry, "CODOOII", code)[0]
    ministry = _organisation(OrganisationKind.MINISTRY, "minedu", "Ministerio", "pe/", None)
    region = _organisation(
        OrganisationKind.REGIONAL_DIRECTORATE, row["COD_DRE"], "DRE", f"pe/{row['COD_DRE']}/", ministry
    )
    path = f"{region.path}{code}/"
    return _organisation(OrganisationKind.LOCAL_UNIT, code, row["D_DREUGEL"], path, region)


def _organisation(kind, code, name, path, parent):
    found, _made = Organisation.objects.get_or_create(
        country="pe",
        kind=kind,
        code=code,
        defaults={
            "name": name,
            "short_name": name,
            "path": path,
            "parent": parent,
            "sort_key": sort_key(name),
        },
    )
    return found


def make_loads():
    loads = {}
    for kind, name in FILES.items():
        content = io.BytesIO((country_folder() / name).read_bytes())
        loads[kind] = DataLoad.objects.create(
            country="pe",
            kind=kind,
            file=keep_file(content, media_type="text/csv", at=NOW),
            file_name=name,
            source="País sintético",
            source_date=dt.date(2026, 2, 1),
            path="pe/",
            loaded_at=NOW,
        )
    return loads


def _rows(frame, column, value):
    return [row for row in frame.iter_rows(named=True) if row[column] == value]


def _key(row):
    return row["COD_MOD"], row["ANEXO"]


def _make_services(organisation, rows):
    schools = {}
    for row in rows:
        code = row["CODLOCAL"]
        schools.setdefault(
            code,
            School(
                country="pe",
                code=code,
                name=row["CEN_EDU"],
                organisation=organisation,
                path=f"{organisation.path}s-{code}/",
                sort_key=sort_key(row["CEN_EDU"]),
                district=row["D_DIST"],
                latitude=_number(row["NLAT_IE"]),
                longitude=_number(row["NLONG_IE"]),
            ),
        )
    School.objects.bulk_create(schools.values())
    services = {
        _key(row): SchoolService(
            school=schools[row["CODLOCAL"]],
            modular_code=row["COD_MOD"],
            annex=row["ANEXO"],
            name=row["CEN_EDU"],
            level=LEVELS.get(row["NIV_MOD"][0], Level.OTHER),
            path=f"{schools[row['CODLOCAL']].path}{row['COD_MOD']}-{row['ANEXO']}/",
            sort_key=sort_key(row["CEN_EDU"]),
            students=int(row["TALUMNO"] or 0),
        )
        for row in rows
    }
    SchoolService.objects.bulk_create(services.values())
    return services


def _number(text):
    return float(text) if text else None


def _make_staff(organisation, services, rows):
    posts, people, held = {}, {}, []
    for row in rows:
        service = services[_key(row)]
        code = row["COD_PLAZA"]
        posts.setdefault(
            code,
            Post(
                country="pe",
                code=code,
                kind=KINDS.get(row["CARGO"], PostKind.SCHOOL_LEADER),
                title=row["CARGO"].capitalize(),
                organisation=organisation,
                service=service,
                path=service.path,
            ),
        )
        if row["COD_PERSONA"]:
            person = people.setdefault(row["COD_PERSONA"], _person(row))
            held.append((posts[code], person, _day(row["FECHA_INICIO"]), _day(row["FECHA_FIN"])))
    Post.objects.bulk_create(posts.values())
    Person.objects.bulk_create(people.values())
    Appointment.objects.bulk_create(
        [
            Appointment(post=post, person=person, starts_on=first, ends_on=last)
            for post, person, first, last in held
        ]
    )


def _person(row):
    name = {"given_names": row["NOMBRES"], "surnames": row["APELLIDOS"]}
    key = sort_key(row["APELLIDOS"], row["NOMBRES"])
    return Person(country="pe", code=row["COD_PERSONA"], sort_key=key, **name)


def _day(text):
    return dt.date.fromisoformat(text) if text else None


def _make_accompanists(organisation, rows):
    for number, row in enumerate(rows, 1):
        post = Post.objects.create(
            country="pe",
            code=row["COD_ACOMP"],
            kind=PostKind.ACCOMPANIST,
            title="Acompañante pedagógico",
            organisation=organisation,
            path=organisation.path,
        )
        person = Person.objects.create(
            country="pe",
            code=f"A-{row['COD_ACOMP']}",
            given_names="Acompañante",
            surnames=f"{organisation.code} {number:02d}",
            sort_key=sort_key(f"{number:02d}"),
        )
        Appointment.objects.create(post=post, person=person, starts_on=_day(row["FECHA_INICIO"]))

"""Published plans made by hand, of as many teachers as a test needs: counts, and nothing behind them."""

from __future__ import annotations

import datetime as dt
import io

from pusaq.accompaniment.enums import PlanState
from pusaq.accompaniment.models import AnnualPlan, Caseload, CaseloadSlot, Slot, TargetingRun
from pusaq.agenda.enums import ActivityState, Part
from pusaq.agenda.models import Activity, ActivityDay, Participation
from pusaq.common.domain.files import keep_file
from pusaq.common.sorting import sort_key
from pusaq.people.enums import PostKind
from pusaq.people.models import Appointment, Person, Post
from pusaq.territory.enums import Level, LoadKind
from pusaq.territory.models import DataLoad, Organisation, School, SchoolService
from tests.pusaq.norms import norm_in_library

YEAR = 2026
NOW = dt.datetime(2026, 2, 20, 14, 0, tzinfo=dt.UTC)
PAST, FUTURE = dt.date(YEAR, 3, 16), dt.date(YEAR, 11, 16)
JUNE = dt.datetime(YEAR, 6, 1, 14, 0, tzinfo=dt.UTC)
"""Between both."""


def body(kind, code, name, parent=None, country="pe"):
    path = f"{parent.path if parent else f'{country}/'}{code}/"
    return Organisation.objects.create(
        country=country,
        kind=kind,
        code=code,
        name=name,
        short_name=name,
        parent=parent,
        path=path,
        sort_key=sort_key(name),
    )


def publish_country():
    """Two regions: in the first, one UGEL with three teachers of one accompanist."""
    ministry = body("ministerio", "minedu", "MINEDU")
    sierra, selva = (
        body("dre", code, f"DRE {name}", ministry) for code, name in (("01", "Sierra"), ("02", "Selva"))
    )
    puna, valle, cerro = (
        body("ugel", f"01{n}", f"UGEL {name}", sierra) for n, name in enumerate(("Puna", "Valle", "Cerro"))
    )
    publish(puna, teachers=3, accompanists=1, schools=2, visits=(12, 15))
    publish(valle, teachers=40, accompanists=6, schools=11, visits=(100, 260))
    publish(cerro, teachers=60, accompanists=8, schools=15, visits=(200, 340))
    publish(body("ugel", "021", "UGEL Río", selva), teachers=20, accompanists=5, schools=6, visits=(0, 180))


def publish(ugel, *, teachers, accompanists, schools, visits=(0, 0), state=PlanState.PUBLISHED, year=YEAR):
    """A plan of a UGEL with so many of each, and so many visits that are due and that come later."""
    plan = _plan(ugel, state, year)
    services = _services(ugel, schools)
    seats = _posts(ugel, {f"A{number}": None for number in range(accompanists)}, PostKind.ACCOMPANIST)
    caseloads = [_caseload(plan, number, post) for number, post in enumerate(seats)]
    Caseload.objects.bulk_create(caseloads)
    codes = {f"D{number}": services[number % schools] for number in range(teachers)}
    slots = _slots(_posts(ugel, codes, PostKind.TEACHER), year)
    CaseloadSlot.objects.bulk_create(
        CaseloadSlot(caseload=caseloads[number % accompanists], slot=slot)
        for number, slot in enumerate(slots)
    )
    due, later = visits
    days = [PAST] * due + [FUTURE] * later
    if state == PlanState.PUBLISHED:
        _visits(plan, [day.replace(year=year) for day in days], seats)
    return plan


def _visits(plan, days, seats):
    visits = Activity.objects.bulk_create(
        Activity(
            kind="accompaniment.visit",
            title="Visita",
            number=number,
            state=ActivityState.PUBLISHED,
            path=plan.path,
            starts_on=day,
            ends_on=day,
            numeral="6.4",
            changed_at=NOW,
        )
        for number, day in enumerate(days)
    )
    ActivityDay.objects.bulk_create(ActivityDay(activity=one, date=one.starts_on) for one in visits)
    Participation.objects.bulk_create(
        Participation(activity=one, post=seats[number % len(seats)], part=Part.CONDUCTS)
        for number, one in enumerate(visits)
    )


def _plan(ugel, state, year):
    load = DataLoad.objects.filter(country=ugel.country).first() or DataLoad.objects.create(
        country=ugel.country,
        kind=LoadKind.REGISTRY,
        file=keep_file(io.BytesIO(b"x"), media_type="text/csv", at=NOW),
        file_name="padron.csv",
        source="Prueba",
        source_date=dt.date(2026, 2, 1),
        path=f"{ugel.country}/",
        loaded_at=NOW,
    )
    version = AnnualPlan.objects.filter(organisation=ugel, year=year).count() + 1
    run = TargetingRun.objects.create(
        organisation=ugel,
        year=year,
        version=version,
        norm=norm_in_library(),
        registry=load,
        staff=load,
        path=ugel.path,
        made_at=NOW,
    )
    return AnnualPlan.objects.create(
        organisation=ugel,
        year=year,
        version=version,
        targeting=run,
        state=state,
        path=ugel.path,
        made_at=NOW,
        published_at=NOW if state == PlanState.PUBLISHED else None,
        summary={"km": 0},
    )


def _services(ugel, schools):
    found = []
    for number in range(schools):
        code = f"{ugel.code}{number:02d}"
        school, _made = School.objects.get_or_create(
            country=ugel.country,
            code=code,
            defaults={
                "name": f"IE {code} Quilla",
                "organisation": ugel,
                "path": f"{ugel.path}s-{code}/",
                "sort_key": sort_key(code),
            },
        )
        service, _made = SchoolService.objects.get_or_create(
            school=school,
            modular_code=code,
            defaults={
                "name": school.name,
                "level": Level.PRIMARY,
                "path": f"{school.path}{code}-0/",
                "sort_key": sort_key(code),
            },
        )
        found.append(service)
    return found


def _caseload(plan, number, post):
    return Caseload(
        plan=plan,
        accompanist=post,
        letter=chr(ord("A") + number),
        profile="multigrade",
        ratio_max=8,
        numeral="6.3",
        teachers=0,
        schools=0,
        weighted_km=0,
        days_used=0,
        days_available=0,
        path=plan.path,
    )


def _slots(posts, year):
    known = {slot.post_id: slot for slot in Slot.objects.filter(year=year)}
    fresh = [
        Slot(post=post, year=year, service=post.service, path=post.path)
        for post in posts
        if post.pk not in known
    ]
    known |= {slot.post_id: slot for slot in Slot.objects.bulk_create(fresh)}
    return [known[post.pk] for post in posts]


def _posts(ugel, services, kind):
    """Posts by code, each with somebody in it; those that are there stay."""
    known = {post.code: post for post in Post.objects.filter(organisation=ugel)}
    fresh = [
        Post(
            country=ugel.country,
            code=f"{ugel.code}{code}",
            kind=kind,
            title="Plaza",
            organisation=ugel,
            service=service,
            path=service.path if service else ugel.path,
        )
        for code, service in services.items()
        if f"{ugel.code}{code}" not in known
    ]
    Post.objects.bulk_create(fresh)
    people = [
        Person(
            country=ugel.country,
            code=post.code,
            given_names="Wayra",
            surnames=f"Qori {post.code}",
            sort_key=sort_key(post.code),
        )
        for post in fresh
    ]
    Person.objects.bulk_create(people)
    Appointment.objects.bulk_create(
        Appointment(post=post, person=person, starts_on=PAST)
        for post, person in zip(fresh, people, strict=True)
    )
    known |= {post.code: post for post in fresh}
    return [known[f"{ugel.code}{code}"] for code in services]

"""An activity is moved, and whoever asks anywhere reads the new day and no longer the old one.

One that was not held is told so wherever its day is shown; one that is cancelled is nowhere told as to come.

Every address is asked as the `days.toml` of its room says, or `addresses.txt` says of it `(no day)`. What an
answer says of the day is found by asking before and after: an answer that changes and is not named, or that
still has the old day, named or not, fails. What is counted is found in the same way, where one is cancelled.
An address that takes a plan, a caseload or an activity is always asked. Of an `[[asked]]`:

- `who` asks: ugel, region, accompanist, teacher, school or nobody; `variant` tells one address' ways apart;
- `names` are what the address takes, and `query` may hold them in braces: see `Asking`;
- `shows`: `day` the day itself; `count` weeks, months or what is due until today; `amount` how much there is,
  whatever its days: doses, citations; `before` the day that it had, told as such; `not held` that it was not;
  `owed again` what is to be planned anew;
- `without`: where an answer names every day whatever it holds, how it shows that the visit is not there.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import tomllib
from http import HTTPStatus
from pathlib import Path

import pytest
from django.db.models import F, Q
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format
from python_calamine import CalamineWorkbook

from pusaq.accompaniment.queries import in_figures
from pusaq.accompaniment.year.models import Meeting, PlanItem, Visit, Workshop
from pusaq.agenda.domain import cancel_activity, create_feed, hold_activity, move_activity
from pusaq.agenda.enums import ActivityState
from pusaq.agenda.models import Activity, ActivityDay
from pusaq.common.clock import real_now
from pusaq_core.disclosure import Rule
from tests.pusaq.planned import NORM, loaded_ugel
from tests.pusaq.roles import actor

TABLES = sorted(Path(__file__).parents[1].glob("*/addresses.txt"))
LIBRARIES = ("None ", "account_", "mfa_", "openid_connect_", "socialaccount_")
NO_DAY = " (no day)"
HAS_DAYS = re.compile(r"<(?:\w+:)?(plan|caseload|activity|visit|item)(_id)?>")
"""What an address takes and that has days: nobody says of it that none is shown."""

ASKED = {
    f"{one['address']} {one.get('variant', '')}".strip(): one
    for file in sorted(Path(__file__).parents[1].glob("*/days.toml"))
    for one in tomllib.loads(file.read_text(encoding="utf-8"))["asked"]
}
"""Address and variant to how it is asked."""


def that_show(*words):
    return {name for name, one in ASKED.items() if {*words} & {*one.get("shows", ())}}


def is_free(text, day, _visit):
    said = date_format(day, "l j \\d\\e F").capitalize()
    return f"{said}: libre" in text


def holds_nothing(text, day, visit):
    """Whether a list by day has nothing of the visit between a day and the next."""
    _before, _mark, rest = text.partition(f'datetime="{day.isoformat()}"')
    here, _mark, _after = rest.partition(f'datetime="{(day + dt.timedelta(1)).isoformat()}"')
    return bool(here) and str(visit.pk) not in here


def is_elsewhere(text, _day, visit):
    return str(visit.pk) not in text


WITHOUT = {"is_free": is_free, "holds_nothing": holds_nothing, "is_elsewhere": is_elsewhere}
CALENDARS = {name: WITHOUT[one["without"]] for name, one in ASKED.items() if "without" in one}
"""Answers that name every day of a while, and how they say that nothing of the visit is there."""


@pytest.fixture
def visit(published):
    """A visit of one day early in a week, of which the next week begins in another month."""
    visits = (
        Visit.objects.filter(
            year=published.year,
            activity__starts_on__week_day__range=(2, 4),
            activity__ends_on=F("activity__starts_on"),
        )
        .select_related("activity", "slot__post", "slot__service__school")
        .order_by("activity__starts_on", "key")
    )
    return next(one for one in visits if monday(one, 0).month != monday(one, 1).month)


def monday(visit, weeks):
    day = visit.activity.starts_on
    return day + dt.timedelta(7 * weeks - day.weekday())


@pytest.fixture
def days(visit):
    old = visit.activity.starts_on
    new = old + dt.timedelta(7)
    # Its school says what comes next, and no more: nothing else comes there before.
    there = Q(places__school=visit.slot.service.school, days__date__range=(old, new))
    others = Activity.objects.filter(there | Q(days__date__in=(old, new, empty(old)))).exclude(pk=visit.pk)
    ids = list(others.values_list("pk", flat=True))
    for model in (Visit, Meeting, Workshop):
        model.objects.filter(activity__in=ids).delete()
    Activity.objects.filter(pk__in=ids).delete()
    assert ActivityDay.objects.filter(date__in=(old, new, empty(old))).count() == 1
    PlanItem.objects.filter(starts_on__lte=empty(old), ends_on__gte=empty(old)).exclude(
        key=visit.key
    ).delete()
    return old, new


def empty(day):
    """A day of the same week on which nothing is and, in the draft, nothing ever was."""
    return day + dt.timedelta(2)


def spellings(day):
    words = (
        *(day.isoformat(), f"{day:%Y%m%d}", f"{day:%d/%m/%Y}"),
        *(date_format(day, one) for one in ("j \\d\\e F", "j b")),
    )
    # "8 de mayo" is no part of "28 de mayo"; a year may stand close before it.
    apart = "(?<![0-3])" if day.day < 10 else ""
    return re.compile("|".join(f"{apart}{re.escape(one)}" for one in words), re.IGNORECASE)


def text_of(answer):
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content[:2] == b"PK":
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]
        return "\n".join(str(cell) for row in rows for cell in row)
    text = content.decode()
    for noise in (r'name="csrfmiddlewaretoken" value="[^"]*"', r'nonce="[^"]*"', r'"X-CSRFToken": ?"[^"]*"'):
        text = re.sub(noise, "", text)
    return text


class Asking:
    """Everybody who may see the visit, and every address that could tell of it."""

    def __init__(self, published, visit, old, new):
        ugel = published.organisation
        caseload = published.caseloads.get(accompanist__participations__activity=visit.pk)
        school = visit.slot.service.school
        self.clients = {"nobody": Client()}
        people = {
            "ugel": actor("especialista_ugel", ugel),
            "region": actor("director_dre", ugel.parent),
            "accompanist": actor("acompanante", ugel, post=caseload.accompanist),
            "teacher": actor("docente", ugel, post=visit.slot.post),
            "school": actor("directivo", ugel, school=school),
        }
        for name, one in people.items():
            self.clients[name] = Client()
            self.clients[name].force_login(one.user)
        _feed, secret = create_feed(
            user=people["accompanist"].user, role=people["accompanist"].assignment, now=real_now()
        )
        self.names = {
            "visit": visit.pk,
            "plan": published.pk,
            "draft": loaded_ugel().store().pk,
            "year": published.year,
            "decision": published.targeting.decisions.get(service=visit.slot.service).pk,
            "caseload": caseload.pk,
            "ugel": ugel.pk,
            "school": school.pk,
            "path": visit.slot.path,
            "norm": NORM,
            "secret": secret,
            "old": old,
            "new": new,
        }

    def answers(self):
        found = {}
        for name, one in ASKED.items():
            address = reverse(one["address"], args=[self.names[given] for given in one.get("names", ())])
            query = one.get("query", "").format(**self.names)
            answer = self.clients[one["who"]].get(f"{address}?{query}" if query else address)
            assert answer.status_code == HTTPStatus.OK, (name, answer.status_code)
            found[name] = text_of(answer)
        return found


@pytest.fixture
def _small_groups_shown(monkeypatch):
    """Figures of twelve teachers, which anybody may read only where they are hidden."""
    monkeypatch.setattr(in_figures, "RULE", Rule(threshold=3, follows={}))
    in_figures._protected.cache_clear()
    yield
    in_figures._protected.cache_clear()


@pytest.fixture
def asking(published, visit, days, settings, _small_groups_shown):
    today = dt.datetime.combine(days[0] + dt.timedelta(1), dt.time(15), tzinfo=dt.UTC)
    settings.CLOCK_OFFSET = (today - real_now()).total_seconds()
    return Asking(published, visit, *days)


def test_every_address_is_asked_or_shows_no_day():
    lines = [line for table in TABLES for line in table.read_text(encoding="utf-8").splitlines()]
    ours = [line for line in lines if line and not line.startswith(("[", *LIBRARIES))]
    asked = {one["address"] for one in ASKED.values()}
    assert asked == {line.split()[0] for line in ours if not line.endswith(NO_DAY)}
    words = {"day", "count", "amount", "before", "not held", "owed again"}
    assert all({*one.get("shows", ())} <= words for one in ASKED.values())
    assert [line for line in ours if never_asked(line)] == []


def never_asked(line):
    return line.endswith(NO_DAY) and bool(HAS_DAYS.search(line))


@pytest.mark.parametrize(
    ("path", "refused"),
    [
        ("/plan/<uuid:plan_id>/publicar/ (no day)", True),
        ("/carteras/<uuid:caseload_id>/ (no day)", True),
        ("/actividad/<activity_id> (no day)", True),
        ("/actividad/<uuid:activity_id>/", False),
        ("/calculos/<uuid:job_id>/ (no day)", False),
    ],
)
def test_what_takes_something_with_days_is_never_said_to_show_none(path, refused):
    assert never_asked(f"room:page {path}") is refused


@pytest.mark.long
def test_a_moved_activity_is_read_on_its_new_day_everywhere(asking, visit, days):
    old, new = days
    before = asking.answers()
    assert [name for name, has_nothing in CALENDARS.items() if has_nothing(before[name], old, visit)] == []
    moment = dt.datetime.combine(old + dt.timedelta(1), dt.time(15), tzinfo=dt.UTC)
    move_activity(activity=visit.activity, days=[new], by=None, now=moment, reason="Paro")
    after = asking.answers()
    changed = changed_between(before, after)
    assert still_read(after, old) == that_show("before")
    assert changed == that_show("day", "count")
    for name in sorted(that_show("day")):
        text = after[name]
        if name in CALENDARS:
            # Names each day whatever it holds; the activity stands under the new one.
            assert CALENDARS[name](text, old, visit), name
        if CALENDARS.get(name) is not is_elsewhere:
            assert spellings(new).search(text), name


@pytest.mark.long
def test_what_was_not_held_is_told_so_wherever_its_day_is(asking, visit, days):
    day, _next = days
    moment = dt.datetime.combine(day + dt.timedelta(1), dt.time(15), tzinfo=dt.UTC)
    before = asking.answers()
    outcome = ActivityState.NOT_HELD
    hold_activity(activity=visit.activity, outcome=outcome, by=None, now=moment, reason="Huaico")
    after = asking.answers()
    assert {name for name in after if "no se hizo" in after[name].lower()} >= that_show("not held")
    assert {name for name in after if "falta planificarla" in after[name]} >= that_show("owed again")
    assert not is_free(after["accompaniment:caseload_year"], day, visit)
    for name in ("shell:home of the ugel", "shell:home of the region", "public:in_figures csv"):
        assert planned_to_date(after[name]) == planned_to_date(before[name]), name


@pytest.mark.long
def test_what_is_cancelled_is_owed_and_on_no_day(asking, visit, days):
    day, _next = days
    moment = dt.datetime.combine(day - dt.timedelta(1), dt.time(15), tzinfo=dt.UTC)
    before = asking.answers()
    cancel_activity(activity=visit.activity, by=None, now=moment, reason="Licencia")
    after = asking.answers()
    moving = that_show("day", "count", "owed again")
    assert changed_between(before, after) - moving == that_show("amount") - moving
    for name, has_nothing in CALENDARS.items():
        assert has_nothing(after[name], day, visit), name
    for name in ("accompaniment:caseload_year as a list", "accompaniment:caseload_year csv"):
        assert not spellings(day).search(after[name]), name
    for name in that_show("owed again"):
        assert "falta planificarla" in after[name], name


def still_read(answers, day):
    """Answers that have a day, whether or not they are said to show one; a stale one never changes.

    Those that name every day name it no more often than one on which nothing ever was; those that were asked
    for the day repeat it, so that of them nothing is known here.
    """
    return {
        name
        for name, text in answers.items()
        if "{old}" not in ASKED[name].get("query", "")
        and times(text, day) > (times(text, empty(day)) if name in CALENDARS else 0)
    }


def times(text, day):
    return len(spellings(day).findall(text))


def changed_between(before, after):
    return {name for name in before if without_clock(before[name]) != without_clock(after[name])}


def planned_to_date(text):
    return re.findall(r"\d+ de \d+ planificadas hasta hoy", text) or text


def without_clock(text):
    """Answers that say the hour at which they were made."""
    return re.sub(r"\d\d:\d\d(:\d\d(\.\d+)?)?", "", text)

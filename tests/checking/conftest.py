"""A small country made by hand and a naive planner for it: the first free day, no search."""

import itertools
import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest

from pusaq_core.checking import (
    AccompanistFacts,
    CalendarException,
    CalendarFacts,
    ClosureFacts,
    DoseFacts,
    Facts,
    OwedFacts,
    PlanTables,
    RuleFacts,
    ServiceFacts,
    TeacherFacts,
    TravelFacts,
    check_plan,
)
from tests.checking.decided import DECIDED, reasons_of
from tests.checking.said import lack, relaxed, stated

YEAR = 2026
ORDER = (
    *("gia_tras_visita", "separacion_gia_dias", "rtc_una_por_mitad", "separacion_rtc_dias"),
    *("taller_uno_por_mitad", "contacto_maximo_dias", "primera_visita_semanas"),
)
ASSUMPTIONS = {
    "separacion_visitas_dias": 21,
    "gia_tras_visita": True,
    "separacion_gia_dias": 28,
    "rtc_una_por_mitad": True,
    "separacion_rtc_dias": 60,
    "taller_uno_por_mitad": True,
    "contacto_maximo_dias": 70,
    "primera_visita_semanas": 8,
    "gia_red_hasta": 1,
    "gia_red_max_escuelas": 4,
    "lengua_minimo_docentes": 6,
    "horas_taller_dia": 6,
}
ANDES, VALLEY = "090009", "220004"


TARGETING_COLUMNS = "cod_mod anexo codlocal cod_ugel profile decision rank reasons"
CASELOAD_COLUMNS = (
    "accompanist cod_ugel profile cod_mod anexo codlocal teacher post base_lat base_lon"
    " ratio_min ratio_max numeral language note"
)
ACTIVITY_COLUMNS = (
    "activity kind number accompanist cod_ugel codlocal cod_mod anexo teachers"
    " start end days hours trip numeral note"
)
UNPLACED_COLUMNS = "accompanist teacher kind missing days_missing reason"


def as_row(columns, *values):
    return dict(zip(columns.split(), values, strict=True))


def day(text):
    return date.fromisoformat(f"{YEAR}-{text}")


def between(first, last):
    return [first + timedelta(n) for n in range((last - first).days + 1)]


HOLIDAYS = "04-02 04-03 05-01 06-29 07-23 07-28 07-29 08-06 10-08 12-08 12-09 12-25"
CALENDAR = CalendarFacts(
    year=YEAR,
    classes=(
        (day("03-16"), day("05-15")),
        (day("05-25"), day("07-24")),
        (day("08-10"), day("10-09")),
        (day("10-19"), day("12-18")),
    ),
    management=(
        (day("03-02"), day("03-13")),
        (day("05-18"), day("05-22")),
        (day("07-27"), day("08-07")),
        (day("10-12"), day("10-16")),
        (day("12-21"), day("12-31")),
    ),
    holidays=frozenset(map(day, HOLIDAYS.split())),
    exceptions=(
        CalendarException(
            "ugel", VALLEY, classes=((day("04-06"), day("07-24")), (day("08-10"), day("12-31")))
        ),
        CalendarException("local", "M1", recovered=(day("10-10"),), pauses=((day("09-07"), day("09-11")),)),
    ),
    workshop_from=day("03-02"),
    workshop_until=day("12-31"),
    second_half=day("08-01"),
)
EVENTS = (
    ClosureFacts("pais", "", day("05-28"), day("05-28")),
    ClosureFacts("ugel", ANDES, day("06-10"), day("06-12")),
    ClosureFacts("local", "Q1", day("09-21"), day("09-22")),
    ClosureFacts("acompanante", f"{ANDES}-EIB-01", day("08-24"), day("08-24")),
)


def dose(family, part, lengths, *, days, one_language=False, by_network=True):
    """Days are those of the workshops for teachers, and for accompanists."""
    return DoseFacts(
        family,
        {
            "visit": OwedFacts(len(lengths), sum(lengths), lengths, numeral=f"{part} c"),
            "gia": OwedFacts(4, hours=3, numeral=f"{part} d"),
            "rtc": OwedFacts(2, hours=3, by_network=by_network, numeral=f"{part} f"),
            "workshop": OwedFacts(2, days[0], numeral=f"{part} e"),
            "own_workshop": OwedFacts(2, days[1], numeral=part),
        },
        one_language,
    )


RURAL = (2, 2, 2, 2, 3, 3)
DOSES = {
    "eib": dose("eib", "5.6.1", RURAL, days=(10, 16), one_language=True),
    "multigrade": dose("multigrade", "5.6.2", RURAL, days=(10, 16)),
    "full_primary": dose("full", "5.6.3", (2, 1, 1, 1, 1, 1, 1), days=(8, 12), by_network=False),
}
DOSES["full_secondary"] = DOSES["full_primary"]

# service, premises, profile, teachers, maximum, minimum, language
SCHOOLS = (
    ("1000001", "Q1", "eib", 2, 8, None, "quechua"),
    ("1000002", "Q1", "eib", 3, 8, None, "quechua"),
    ("1000003", "Q2", "eib", 1, 8, None, "quechua"),
    ("1000004", "Q3", "eib", 1, 8, None, "quechua"),
    ("1000005", "Q4", "eib", 1, 8, None, "quechua"),
    ("1000006", "Q4", "eib", 6, 8, None, "awajún"),
    ("1000007", "Q6", "eib", 1, 8, None, "shipibo"),
    ("1000008", "Q7", "eib", 0, 8, None, "quechua"),
    ("1000011", "I1", "full_primary", 20, 15, None, ""),
    ("1000012", "I1", "full_secondary", 5, 15, None, ""),
    ("1000013", "I2", "full_primary", 3, 15, None, ""),
    ("2000001", "M1", "multigrade", 3, 8, 6, "castellano"),
    ("2000002", "M2", "multigrade", 2, 8, 6, "castellano"),
)
# accompanist: which teachers of which service
SHARES = {
    f"{ANDES}-EIB-01": (("1000001", 0, 2), ("1000002", 0, 3), *((f"100000{n}", 0, 1) for n in (3, 4, 5))),
    f"{ANDES}-EIB-02": (("1000006", 0, 6), ("1000007", 0, 1)),
    f"{ANDES}-FULL_PRIMARY-01": (("1000011", 0, 15),),
    f"{ANDES}-FULL_PRIMARY-02": (("1000011", 15, 20), ("1000013", 0, 3)),
    f"{ANDES}-FULL_SECONDARY-01": (("1000012", 0, 5),),
    f"{VALLEY}-MULTIGRADE-01": (("2000001", 0, 3), ("2000002", 0, 2)),
}
GIA_GROUPS = {
    f"{ANDES}-EIB-01": (("Q1",), ("Q2", "Q3", "Q4")),
    f"{ANDES}-EIB-02": (("Q4", "Q6"),),
    f"{ANDES}-FULL_PRIMARY-01": (("I1",),),
    f"{ANDES}-FULL_PRIMARY-02": (("I1",), ("I2",)),
    f"{ANDES}-FULL_SECONDARY-01": (("I1",),),
    f"{VALLEY}-MULTIGRADE-01": (("M1",), ("M2",)),
}
RTC_GROUPS = (("Q1", "Q2", "Q3"), ("Q4",), ("Q6",), ("I1",), ("I2",), ("M1", "M2"))
PLACES = {
    "Q1": (-12.1, -74.6),
    "Q2": (-12.15, -74.62),
    "Q3": (-12.12, -74.7),
    "Q4": (-12.2, -74.65),
    "Q6": (-12.3, -74.7),
    "I1": (-12.0, -74.5),
    "I2": (-12.01, -74.55),
    "M1": (-6.4, -76.5),
    "M2": (-6.45, -76.4),
}
BASES = dict(zip(SHARES, ("Q1", "Q4", "I1", "I1", "I1", "M1"), strict=True))
CASELOAD_NOTES = {
    f"{ANDES}-EIB-02": stated(("small_language", {"language": "shipibo", "teachers": 1, "least": 6})),
    f"{VALLEY}-MULTIGRADE-01": stated(("below_minimum", {"teachers": 5, "minimum": 6})),
}
WORKSHOPS = {
    "eib": (("05-18", "05-22"), ("10-12", "10-16")),
    "multigrade": (("05-18", "05-22"), ("10-12", "10-16")),
    "full": (("05-18", "05-21"), ("10-12", "10-15")),
}
OWN = {
    "eib": ((("03-02", "03-06"), ("03-09", "03-11")), (("12-21", "12-24"), ("12-28", "12-31"))),
    "full": ((("03-02", "03-06"), ("03-09", "03-09")), (("12-21", "12-24"), ("12-28", "12-29"))),
}
OWN["multigrade"] = OWN["eib"]
GIA_AFTER_ROUND = {6: (1, 3, 4, 6), 7: (1, 3, 5, 7)}


@dataclass(repr=False)
class Plan:
    """Tables as lists of rows that a test may spoil, and the facts."""

    facts: Facts
    targeting: list = field(default_factory=list)
    caseloads: list = field(default_factory=list)
    activities: list = field(default_factory=list)
    unplaced: list = field(default_factory=list)
    rejected: list | None = None
    changes: list | None = None
    summary: dict | None = None

    def __repr__(self):
        return "Plan"

    def copy(self):
        names = ("targeting", "caseloads", "activities", "unplaced")
        return replace(self, **{name: [dict(row) for row in getattr(self, name)] for name in names})

    def check(self):
        four = (self.targeting, self.caseloads, self.activities, self.unplaced)
        return check_plan(PlanTables(*four, self.rejected, self.changes, self.summary), self.facts)

    def codes(self):
        return {violation.rule for violation in self.check()}

    def of_kind(self, kind, **values):
        return [
            row
            for row in self.activities
            if row["kind"] == kind and all(value in row[column] for column, value in values.items())
        ]


def people_of(service, count):
    return [f"P{service}{n:02d}" for n in range(count)]


def make_facts(accompanists=None):
    services = [
        ServiceFacts(
            (code, "0"),
            place,
            VALLEY if code[0] == "2" else ANDES,
            profile,
            "RED-1",
            language,
            most,
            least,
            "5.6 b",
            40,
        )
        for code, place, profile, _, most, least, language in SCHOOLS
    ]
    services.append(ServiceFacts(("1000090", "0"), "X1", ANDES, ""))
    services.append(ServiceFacts(("1000091", "0"), "X2", ANDES, "eib", "", "quechua", 8, None, "5.6 b", 12))
    services.append(
        ServiceFacts(("1000092", "0"), "X3", ANDES, "full_primary", "", "", 15, None, "5.6 b", 90)
    )
    services.append(ServiceFacts(("1000093", "0"), "X4", ANDES, "eib", "", "quechua", 8, None, "5.6 b", 14))
    services.append(ServiceFacts(("1000094", "0"), "X5", ANDES, ""))
    teachers = [
        TeacherFacts(person, person.replace("P", "C", 1), (code, "0"))
        for code, _, _, count, *_ in SCHOOLS
        for person in people_of(code, count)
    ]
    teachers.append(TeacherFacts("P100009100", "C100009100", ("1000091", "0")))
    # one person with a second post at a service that is not targeted
    teachers.append(TeacherFacts("P100000300", "C100009101", ("1000091", "0")))
    return Facts(
        ugels=frozenset({ANDES, VALLEY}),
        services=tuple(services),
        teachers=tuple(teachers),
        doses=DOSES,
        assumptions=ASSUMPTIONS,
        relaxation_order=ORDER,
        calendar=CALENDAR,
        events=EVENTS,
        travel=TravelFacts(PLACES, 1.4, {("I1", "I2"): 12.5}),
        accompanists=accompanists,
        rules=(
            RuleFacts("criterio", "criterion", frozenset(DOSES)),
            RuleFacts("fuera", "exclusion", frozenset(DOSES), unknown=False),
            RuleFacts("primero", "priority", frozenset(DOSES)),
        ),
        profiles={f"perfil-{name}": name for name in DOSES},
    )


def targeting_rows(facts):
    ranks = Counter()
    rows = []
    for service in sorted(facts.services, key=lambda s: s.key):
        code = service.key[0]
        decision = DECIDED.get(code, "targeted")
        reasons = reasons_of(service, decision, DOSES)
        rank = ""
        if decision == "targeted":
            ranks[service.ugel, service.profile] += 1
            rank = str(ranks[service.ugel, service.profile])
        place = (code, "0", service.premises, service.ugel, service.profile)
        rows.append(as_row(TARGETING_COLUMNS, *place, decision, rank, json.dumps(reasons)))
    return rows


def caseload_rows():
    schools = {row[0]: row for row in SCHOOLS}
    rows = []
    for accompanist, shares in sorted(SHARES.items()):
        lat, lon = PLACES[BASES[accompanist]]
        for code, first, last in shares:
            _, place, profile, count, most, least, language = schools[code]
            for person in people_of(code, count)[first:last]:
                service = (code, "0", place, person, person.replace("P", "C", 1), f"{lat:.5f}", f"{lon:.5f}")
                spoken = language if profile == "eib" else ""
                ratio = (str(least or ""), str(most), "5.6 b", spoken, CASELOAD_NOTES.get(accompanist, ""))
                values = (accompanist, accompanist[:6], profile, *service, *ratio)
                rows += [as_row(CASELOAD_COLUMNS, *values)]
    return rows


def school_days(place):
    """The school days of the made-up calendars, written down anew."""
    valley = place in ("M1", "M2")
    ranges = ((day("04-06"), day("07-24")), (day("08-10"), day("12-31"))) if valley else CALENDAR.classes
    days = {d for first, last in ranges for d in between(first, last) if d.weekday() < 5}
    days -= CALENDAR.holidays
    if place == "M1":
        days = days - set(between(day("09-07"), day("09-11"))) | {day("10-10")}
    if place == "Q1":
        days -= {day("09-21"), day("09-22")}
    return days


class NaivePlanner:
    """Puts each thing on the first day that will take it."""

    def __init__(self, facts, caseloads, workshops, own):
        self.facts = facts
        self.workshop_spans = {**WORKSHOPS, **workshops}
        self.own_spans = {**OWN, **own}
        self.teachers = defaultdict(list)
        self.at = defaultdict(list)
        for row in caseloads:
            self.teachers[row["accompanist"]].append(row)
            self.at[row["codlocal"]].append(row)
        self.busy = defaultdict(set)
        self.visited = defaultdict(set)
        self.met = defaultdict(set)
        # at premises of several accompanists every other Friday is kept for meetings
        crowded = [place for place, rows in self.at.items() if len({row["accompanist"] for row in rows}) > 1]
        fridays = {day("03-27") + timedelta(14 * n) for n in range(20)}
        self.kept = dict.fromkeys(crowded, fridays)
        self.last_visit = {}
        self.last_gia = {}
        self.rows = []
        self.missing = Counter()
        self.missing_days = Counter()
        for accompanist in SHARES:
            hired = (facts.accompanists or {}).get(accompanist)
            if hired is not None and hired.start is not None:
                self.busy[accompanist] |= set(between(day("01-01"), hired.start - timedelta(1)))
            for event in facts.events:
                if event.scope == "pais" or event.code in (accompanist, accompanist[:6]):
                    self.busy[accompanist] |= set(between(event.start, event.end))

    def emit(self, kind, number, whom, dates, hours="", note=""):
        (accompanists, teachers), (start, end) = whom, dates
        rows = [row for name in accompanists for row in self.teachers[name] if row["teacher"] in teachers]
        places = (
            sorted({(r["codlocal"], r["cod_mod"], r["anexo"]) for r in rows})
            if "workshop" not in kind
            else []
        )
        dose = DOSES[self.teachers[accompanists[0]][0]["profile"]]
        lists = [";".join(place[part] for place in places) for part in range(3)]
        days = str((end - start).days + 1)
        head = (str(number), ";".join(accompanists), accompanists[0][:6])
        people = (*head, *lists, ";".join(sorted(teachers)))
        dates = (start.isoformat(), end.isoformat(), days, hours)
        self.rows.append(as_row(ACTIVITY_COLUMNS, "", kind, *people, *dates, "", dose.of(kind).numeral, note))
        for name in accompanists:
            self.busy[name] |= set(between(start, end))

    def workshops(self):
        for accompanist, rows in sorted(self.teachers.items()):
            family = DOSES[rows[0]["profile"]].family
            people = [row["teacher"] for row in rows]
            for number, (first, last) in enumerate(self.workshop_spans[family], 1):
                days = between(day(first), day(last))
                if self.busy[accompanist] & set(days):
                    for person in people:
                        self.missing[accompanist, person, "workshop"] += 1
                        self.missing_days[accompanist, person, "workshop"] += len(days)
                    continue
                self.emit(
                    "workshop", number, ([accompanist], people), (days[0], days[-1]), str(6 * len(days))
                )
            for number, spans in enumerate(self.own_spans[family], 1):
                spelled = [between(day(first), day(last)) for first, last in spans]
                if any(self.busy[accompanist] & set(days) for days in spelled):
                    self.missing[accompanist, "", "own_workshop"] += 1
                    self.missing_days[accompanist, "", "own_workshop"] += sum(map(len, spelled))
                    continue
                for days in spelled:
                    self.emit(
                        "own_workshop", number, ([accompanist], []), (days[0], days[-1]), str(6 * len(days))
                    )

    def meet(self, kind, number, whom, places, earliest, note=""):
        accompanists, people = whom
        options = set.intersection(*(school_days(place) for place in places))
        for d in sorted(options):
            taken = any(d in self.busy[name] for name in accompanists)
            if d < earliest or taken or any(d in self.visited[place] | self.met[place] for place in places):
                continue
            self.emit(kind, number, (accompanists, people), (d, d), "3", note)
            for place in places:
                self.met[place].add(d)
            return d
        return None

    def collegiate_meetings(self):
        for places in RTC_GROUPS:
            rows = [row for place in places for row in self.at[place]]
            accompanists = sorted({row["accompanist"] for row in rows})
            people = [row["teacher"] for row in rows]
            last = None
            for number, wanted in ((1, day("06-15")), (2, day("09-14"))):
                earliest = max(wanted, last + timedelta(60)) if last else wanted
                last = self.meet("rtc", number, (accompanists, people), places, earliest)

    def accompany(self, accompanist):
        rows = self.teachers[accompanist]
        lengths = DOSES[rows[0]["profile"]].lengths
        pattern = (3, 2, 2, 3, 2, 2) if len(lengths) == 6 else (2, 1, 1, 1, 1, 1, 1)
        gia_rounds = GIA_AFTER_ROUND[len(lengths)]
        for number in range(1, len(lengths) + 1):
            for place, row in enumerate(rows):
                self.visit(accompanist, row, pattern[(number - 1 - place) % len(pattern)])
            if number in gia_rounds:
                for places in GIA_GROUPS[accompanist]:
                    self.gia(accompanist, places, gia_rounds.index(number) + 1)

    def gia(self, accompanist, places, number):
        people = [row["teacher"] for row in self.teachers[accompanist] if row["codlocal"] in places]
        previous = self.last_gia.get(people[0])
        earliest = max(self.last_visit[person][1] for person in people) + timedelta(1)
        if previous:
            earliest = max(earliest, previous + timedelta(28))
        note = stated(("shared_meeting", {"schools": len(places), "up_to": 1})) if len(places) > 1 else ""
        done = self.meet("gia", number, ([accompanist], people), places, earliest, note)
        if done is None:
            done = self.meet("gia", number, ([accompanist], people), places, day("01-01"), note)
        for person in people:
            if done is None:
                self.missing[accompanist, person, "gia"] += 1
            else:
                self.last_gia[person] = done

    def visit(self, accompanist, row, length):
        person, place = row["teacher"], row["codlocal"]
        days = {d for d in school_days(place) if d.weekday() < 5}
        days -= self.busy[accompanist] | self.met[place] | self.kept.get(place, set())
        earliest = day("01-01")
        if person in self.last_visit:
            earliest = self.last_visit[person][0] + timedelta(21)
        if person in self.last_gia:
            earliest = max(earliest, self.last_gia[person] + timedelta(1))
        for d in sorted(days):
            run = between(d, d + timedelta(length - 1))
            if d < earliest or not set(run) <= days or run[-1].weekday() < d.weekday():
                continue
            self.emit("visit", 0, ([accompanist], [person]), (d, run[-1]))
            self.visited[place] |= set(run)
            self.last_visit[person] = (d, run[-1])
            return
        self.missing[accompanist, person, "visit"] += 1
        self.missing_days[accompanist, person, "visit"] += length

    def finish(self):
        self.workshops()
        self.collegiate_meetings()
        for accompanist in sorted(self.teachers):
            self.accompany(accompanist)
        self.rows.sort(key=lambda r: (r["start"], r["accompanist"], r["kind"], r["teachers"], r["codlocal"]))
        for place, row in enumerate(self.rows, 1):
            row["activity"] = f"A{place:05d}"
        self.number_by_date()
        self.trips()

    def number_by_date(self):
        held = Counter()
        for row in self.rows:
            if row["kind"] in ("visit", "gia"):
                held[row["kind"], row["teachers"]] += 1
                row["number"] = str(held[row["kind"], row["teachers"]])

    def trips(self):
        """The first two visits of an accompanist that touch are one outing."""
        visits = defaultdict(list)
        for row in self.rows:
            if row["kind"] == "visit":
                visits[row["accompanist"]].append(row)
        for accompanist, rows in visits.items():
            for earlier, later in itertools.pairwise(rows):
                if date.fromisoformat(later["start"]) == date.fromisoformat(earlier["end"]) + timedelta(1):
                    earlier["trip"] = later["trip"] = f"{accompanist}-V01"
                    break


def make_plan(facts=None, *, arithmetic=None, notes=None, workshops=None, own=None):
    """A plan that obeys every rule.

    What does not fit gets the reason in `arithmetic` of its kind; `notes` are added to all rows of somebody.
    """
    facts = facts or make_facts()
    plan = Plan(facts, targeting_rows(facts), caseload_rows())
    planner = NaivePlanner(facts, plan.caseloads, workshops or {}, own or {})
    planner.finish()
    plan.activities = planner.rows
    for row in plan.activities:
        for accompanist, note in (notes or {}).items():
            if accompanist in row["accompanist"]:
                row["note"] = json.dumps([*json.loads(row["note"] or "[]"), *json.loads(note)])
    for (accompanist, teacher, kind), times in sorted(planner.missing.items()):
        days = planner.missing_days.get((accompanist, teacher, kind), "")
        values = (accompanist, teacher, kind, str(times), str(days), (arithmetic or {})[kind])
        plan.unplaced.append(as_row(UNPLACED_COLUMNS, *values))
    return plan


HIRED = {name: AccompanistFacts(name[:6], name[7:-3].lower()) for name in SHARES}
LATE = f"{VALLEY}-MULTIGRADE-01"
SICK = f"{ANDES}-FULL_SECONDARY-01"


def make_late_plan():
    """An accompanist whose contract begins in mid-September: not everything fits."""
    hired = {**HIRED, LATE: replace(HIRED[LATE], start=day("09-15"))}
    # 5 teachers x 14 days + 2 GIA groups x 4 + 1 RTC group x 2 = 80. School days from 15 September on,
    # without 8 October, 8, 9 and 25 December: 12 + 22 (one recovered) + 21 + 20 = 75;
    # less 10 workshop and 16 own days
    return make_plan(
        make_facts(hired),
        arithmetic={"visit": lack(80, 49), "gia": lack(80, 49)},
        notes={LATE: relaxed(*ORDER)},
        workshops={"multigrade": (("09-28", "10-02"), ("10-12", "10-16"))},
        own={"multigrade": ((("11-16", "11-20"), ("11-23", "11-25")), OWN["eib"][1])},
    )


def make_sick_plan():
    """An accompanist who is ill in the week of the first workshop of her UGEL and family."""
    facts = make_facts()
    facts = replace(
        facts, events=(*facts.events, ClosureFacts("acompanante", SICK, day("05-18"), day("05-21")))
    )
    return make_plan(facts, arithmetic={"workshop": lack(4, 0)})


@pytest.fixture(scope="session")
def valid_plan():
    """A valid plan that no test may spoil: take a copy."""
    return make_plan()


@pytest.fixture
def plan(valid_plan):
    """A valid plan to spoil."""
    return valid_plan.copy()


@pytest.fixture(scope="session")
def late_plan():
    """A valid plan with an accompanist for whom not everything fits."""
    return make_late_plan()


@pytest.fixture(scope="session")
def sick_plan():
    """A valid plan with a workshop missing for a reason."""
    return make_sick_plan()


@pytest.fixture(scope="session")
def facts():
    """The inputs of the made-up country."""
    return make_facts()

"""An auditor of a UGEL's year that shares nothing with the search: it recounts every day by hand."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise

from pusaq_core.checking.weighed_days import lightest_visits
from pusaq_core.timetable.problem import week

KINDS = ("visit", "gia", "rtc", "workshop", "own_workshop")


def monday_of(day):
    return day - (day - 1) % 7


def span(activity):
    return range(activity.start, activity.start + activity.days)


class Year:
    """A ugel and its answer, with the lookups that the rules need."""

    def __init__(self, ugel, result):
        self.ugel = ugel
        self.result = result
        self.accompanist = {a.key: a for a in ugel.accompanists}
        self.owner = {t: a.key for a in ugel.accompanists for t, _ in a.teachers}
        self.school = {t: place for a in ugel.accompanists for t, place in a.teachers}
        self.of_teacher = defaultdict(list)
        self.of_accompanist = defaultdict(list)
        for activity in sorted(result.activities, key=lambda a: (a.start, a.kind)):
            for teacher in activity.teachers:
                self.of_teacher[teacher].append(activity)
            for key in activity.accompanists:
                self.of_accompanist[key].append(activity)
        self.relaxed = {
            key: {rule for activity in held for rule in activity.relaxed}
            for key, held in self.of_accompanist.items()
        }
        self.visitors = defaultdict(set)
        for a in ugel.accompanists:
            for place in a.places:
                self.visitors[place].add(a.key)

    def dose(self, key):
        return self.ugel.doses[self.accompanist[key].profile]

    def held(self, teacher, kind):
        return [a for a in self.of_teacher[teacher] if a.kind == kind]

    def gave_up(self, rule, keys):
        return rule not in self.ugel.rules.relaxable or any(rule in self.relaxed.get(k, ()) for k in keys)


def breaches(ugel, result):
    """Every breach of a rule as a short sentence; an empty list says that the year is sound."""
    year = Year(ugel, result)
    checks = (
        one_thing_a_day,
        visits_lie_well,
        meetings_lie_well,
        nobody_visits_during_a_meeting,
        workshops_lie_well,
        dose_is_placed_or_missing,
        visits_are_apart,
        product_rules,
        relaxations_are_a_tail,
        arithmetic,
    )
    return [breach for check in checks for breach in check(year)]


def one_thing_a_day(year):
    for key, held in year.of_accompanist.items():
        days = Counter(day for activity in held for day in span(activity))
        yield from (f"{key} does {n} things on {day}" for day, n in days.items() if n > 1)
        away = year.accompanist[key].away
        yield from (f"{key} works on {day}, away" for day in days if day in away)


def visits_lie_well(year):
    for activity in year.result.activities:
        if activity.kind != "visit":
            continue
        if monday_of(activity.start) != monday_of(span(activity)[-1]):
            yield f"visit across weeks at {activity.start}"
        (place,) = activity.places
        (teacher,) = activity.teachers
        if not set(span(activity)) <= year.ugel.premises[place].days:
            yield f"visit to {teacher} on a day without school"
        if activity.accompanists != (year.owner[teacher],) or place != year.school[teacher]:
            yield f"visit to {teacher} by or at another's"


def meetings_lie_well(year):
    rules = year.ugel.rules
    for activity in year.result.activities:
        if activity.kind not in ("gia", "rtc"):
            continue
        if activity.days != 1:
            yield f"{activity.kind} of {activity.days} days"
        for place in activity.places:
            if activity.start not in year.ugel.premises[place].days:
                yield f"{activity.kind} at {place} on a day without school"
        expected = {t for t, place in year.school.items() if place in activity.places}
        if activity.kind == "gia":
            (key,) = activity.accompanists
            expected = {t for t in expected if year.owner[t] == key}
            yield from _gia_groups(year, activity, rules)
        elif len(activity.places) > 1 and not year.dose(activity.accompanists[0]).of("rtc").by_network:
            yield f"RTC of several premises for {activity.accompanists}"
        if set(activity.teachers) != expected or len(activity.teachers) != len(expected):
            yield f"{activity.kind} at {activity.places} without or with others' teachers"
        if set(activity.accompanists) != {year.owner[t] for t in expected}:
            yield f"{activity.kind} at {activity.places} without or with other accompanists"


def _gia_groups(year, activity, rules):
    if len(activity.places) == 1:
        return
    profile = year.accompanist[activity.accompanists[0]].profile
    size = Counter(
        place
        for teacher, place in year.school.items()
        if year.accompanist[year.owner[teacher]].profile == profile
    )
    large = [place for place in activity.places if size[place] > rules.shares["gia"].teachers]
    if len(large) > 1 or len(activity.places) > rules.shares["gia"].schools:
        yield f"GIA shared by {activity.places}"


def nobody_visits_during_a_meeting(year):
    met = {(place, a.start) for a in year.result.activities if a.kind in ("gia", "rtc") for place in a.places}
    for activity in year.result.activities:
        if activity.kind == "visit":
            for day in span(activity):
                if (activity.places[0], day) in met:
                    yield f"visit at {activity.places[0]} on the day {day} of a meeting"


def workshops_lie_well(year):
    allowed = {
        "workshop": set(year.ugel.ugel_days),
        "own_workshop": set(year.ugel.own_ugel_days),
    }
    rows = defaultdict(lambda: defaultdict(set))
    for activity in year.result.activities:
        if activity.kind not in allowed:
            continue
        (key,) = activity.accompanists
        family = year.accompanist[key].family
        rows[family, activity.kind, activity.number][key].update(span(activity))
        if not set(span(activity)) <= allowed[activity.kind]:
            yield f"{activity.kind} of {key} on a day that is not allowed"
        if monday_of(activity.start) != monday_of(span(activity)[-1]):
            yield f"{activity.kind} of {key} across weeks"
        due = {t for t, _ in year.accompanist[key].teachers} if activity.kind == "workshop" else set()
        if set(activity.teachers) != due:
            yield f"{activity.kind} of {key} with other teachers"
    for name, held in rows.items():
        if len({frozenset(days) for days in held.values()}) > 1:
            yield f"workshop {name} on different days"


def owed(year, teacher):
    """Kind to the times and days that a teacher is owed; a joint RTC counts for all levels alike."""
    dose = year.dose(year.owner[teacher])
    together = year.visitors[year.school[teacher]]
    joint = max(year.dose(key).of("rtc").times for key in together)
    return {
        "visit": (len(dose.visits.lengths), sum(dose.visits.lengths)),
        "gia": (dose.of("gia").times, dose.of("gia").times),
        "rtc": (joint, joint),
        "workshop": (dose.of("workshop").times, dose.of("workshop").days),
    }


def dose_is_placed_or_missing(year):
    times, days = Counter(), Counter()
    for item in year.result.missing:
        times[item.accompanist, item.teacher, item.kind] += item.times
        days[item.accompanist, item.teacher, item.kind] += item.days
    for teacher, key in year.owner.items():
        for kind, (due, due_days) in owed(year, teacher).items():
            held = year.held(teacher, kind)
            events = {a.number for a in held}
            placed, placed_days = len(events), sum(a.days for a in held)
            if placed + times.pop((key, teacher, kind), 0) != due:
                yield f"{teacher}: {placed} {kind} of {due}"
            if placed_days + days[key, teacher, kind] != due_days:
                yield f"{teacher}: {placed_days} days of {kind} of {due_days}"
        rest = Counter(year.dose(key).visits.lengths)
        rest.subtract(a.days for a in year.held(teacher, "visit"))
        if min(rest.values(), default=0) < 0:
            yield f"{teacher}: visits of other lengths"
    yield from _own_workshops(year, times, days)
    yield from (f"missing for nobody: {name}" for name in times)


def _own_workshops(year, times, days):
    for key in year.accompanist:
        held = [a for a in year.of_accompanist[key] if a.kind == "own_workshop"]
        dose = year.dose(key)
        owed = dose.of("own_workshop")
        if len({a.number for a in held}) + times.pop((key, "", "own_workshop"), 0) != owed.times:
            yield f"{key}: own workshops"
        if sum(a.days for a in held) + days[key, "", "own_workshop"] != owed.days:
            yield f"{key}: days of own workshops"


def visits_are_apart(year):
    for teacher in year.owner:
        starts = [a.start for a in year.held(teacher, "visit")]
        if any(b - a < year.ugel.rules.visit_gap for a, b in pairwise(starts)):
            yield f"{teacher}: visits too close"
        for kind in KINDS:
            numbers = [a.number for a in year.held(teacher, kind)]
            if numbers != sorted(numbers) or (kind == "visit" and numbers != [*range(1, len(numbers) + 1)]):
                yield f"{teacher}: numbers of {kind} {numbers}"


def product_rules(year):
    rules = year.ugel.rules
    for teacher, key in year.owner.items():
        for kind, rule, gap in (
            ("gia", "separacion_gia_dias", rules.gaps["gia"]),
            ("rtc", "separacion_rtc_dias", rules.gaps["rtc"]),
        ):
            for a, b in pairwise(year.held(teacher, kind)):
                if b.start - a.start < gap and not year.gave_up(rule, b.accompanists):
                    yield f"{teacher}: {kind} too close"
        for kind, rule in (("rtc", "rtc_una_por_mitad"), ("workshop", "taller_uno_por_mitad")):
            yield from _halves(year, teacher, kind, rule)
        if not year.gave_up("gia_tras_visita", [key]):
            yield from _visit_before_each_gia(year, teacher)
        if not year.gave_up("contacto_maximo_dias", [key]):
            yield from _contact(year, teacher)
        if not year.gave_up("primera_visita_semanas", [key]):
            yield from _first_visit(year, teacher, key)


def _visit_before_each_gia(year, teacher):
    seen = False
    for activity in year.of_teacher[teacher]:
        seen = seen or activity.kind == "visit"
        if activity.kind == "gia":
            if not seen:
                yield f"{teacher}: GIA {activity.number} without a visit"
            seen = False


def _halves(year, teacher, kind, rule):
    firsts = {}
    for activity in year.held(teacher, kind):
        firsts.setdefault(activity.number, activity)
    times = len(firsts) + sum(m.times for m in year.result.missing if m.teacher == teacher and m.kind == kind)
    late = [a.start > year.ugel.middle for a in firsts.values()]
    keys = {k for a in firsts.values() for k in a.accompanists}
    if max(late.count(True), late.count(False)) > -(-times // 2) and not year.gave_up(rule, keys):
        yield f"{teacher}: {kind} in one half"


def _contact(year, teacher):
    visits = year.held(teacher, "visit")
    if len(visits) > 1:
        starts = [a.start for a in year.of_teacher[teacher] if visits[0].start <= a.start <= visits[-1].start]
        days = year.ugel.premises[year.school[teacher]].days
        classes = {week(day) for day in (*year.ugel.school_days, *days)}
        gaps = [sum(week(day) in classes for day in range(a + 1, b)) for a, b in pairwise(starts)]
        if any(gap > year.ugel.rules.contact_gap for gap in gaps):
            yield f"{teacher}: too long without contact"


def _first_visit(year, teacher, key):
    visits = year.held(teacher, "visit")
    since = year.accompanist[key].since
    school = year.ugel.premises[year.school[teacher]].days
    weeks = sorted({monday_of(day) for day in school if day >= since})
    early = weeks[: year.ugel.rules.first_visit_weeks]
    if visits and monday_of(visits[0].start) > early[-1]:
        yield f"{teacher}: first visit late"


def relaxations_are_a_tail(year):
    order = year.ugel.rules.relaxable
    for key, named in year.relaxed.items():
        if named != set(order[len(order) - len(named) :]):
            yield f"{key} gives up {sorted(named)} out of order"


def arithmetic(year):
    """Recomputed in the way most favourable to the plan: claims may be weaker, never stronger."""
    for item in year.result.missing:
        if not item.why.decides:
            yield f"{item}: proves nothing"
            continue
        claims = list(_claims(year, item))
        if not any(item.why.needed <= needed and item.why.available >= there for needed, there in claims):
            yield f"{item}: none of {claims}"


def _claims(year, item):
    accompanist = year.accompanist[item.accompanist]
    dose = year.dose(item.accompanist)
    if item.kind in ("workshop", "own_workshop"):
        yield from _workshop_claims(year, item)
        return
    place = year.school[item.teacher]
    days = year.ugel.premises[place].days - _taken(year, item.accompanist)
    times, _ = owed(year, item.teacher)[item.kind]
    if item.kind == "visit":
        gap = year.ugel.rules.visit_gap
        yield times, _most_apart(days, min(dose.visits.lengths), gap)
        yield sum(dose.visits.lengths), lightest_visits(days, dose.visits.lengths, gap, {}).days
    elif item.kind == "rtc":
        days = _common(year, place)
    yield (sum(dose.visits.lengths) if item.kind == "visit" else times), len(days)
    everywhere = {d for p in accompanist.places for d in year.ugel.premises[p].days}
    yield _whole_dose(year, item.accompanist), len(everywhere - _taken(year, item.accompanist))
    for weights in ([dict.fromkeys(everywhere, 1)], [_weights(item)])[bool(item.why.counted)]:
        yield _weighed(year, item.accompanist, weights)


def _workshop_claims(year, item):
    accompanist, dose = year.accompanist[item.accompanist], year.dose(item.accompanist)
    own = item.kind == "own_workshop"
    allowed = year.ugel.own_ugel_days if own else year.ugel.ugel_days
    yield dose.of("own_workshop" if own else "workshop").days, len(set(allowed) - accompanist.away)
    held = defaultdict(set)
    for activity in year.result.activities:
        family = year.accompanist[activity.accompanists[0]].family
        if activity.kind == item.kind and family == accompanist.family:
            held[activity.number].update(span(activity))
    for days in held.values():
        yield len(days), len(days - accompanist.away)


def _taken(year, key):
    """Days of workshops and absences."""
    workshops = (a for a in year.of_accompanist[key] if a.kind in ("workshop", "own_workshop"))
    return year.accompanist[key].away | {day for activity in workshops for day in span(activity)}


def _common(year, place):
    days = set(year.ugel.premises[place].days)
    for key in year.visitors[place]:
        days -= _taken(year, key)
    return days


def _weights(item):
    return {
        day: run.weight
        for run in item.why.counted
        for day in range(run.first.toordinal(), run.last.toordinal() + 1)
    }


def _schools(year, accompanist):
    """Schools with a GIA of their own, fewest further groups, and schools with an RTC of their own or not."""
    rules = year.ugel.rules
    size = Counter(
        place
        for teacher, place in year.school.items()
        if year.accompanist[year.owner[teacher]].profile == accompanist.profile
    )
    large = [place for place in accompanist.places if size[place] > rules.shares["gia"].teachers]
    small = max(0, -(-len(accompanist.places) // rules.shares["gia"].schools) - len(large))
    crowded = [place for place in accompanist.places if len(year.visitors[place]) > 1]
    return large, small, crowded, [place for place in accompanist.places if place not in crowded]


def _whole_dose(year, key):
    """Days that all her teachers' doses take, whether or not the calendar could hold each of them alone."""
    accompanist, dose = year.accompanist[key], year.dose(key)
    large, small, crowded, alone = _schools(year, accompanist)
    rtc_groups = len(crowded) + (min(1, len(alone)) if dose.of("rtc").by_network else len(alone))
    visits = len(accompanist.teachers) * sum(dose.visits.lengths)
    return visits + (len(large) + small) * dose.of("gia").times + rtc_groups * dose.of("rtc").times


def _weighed(year, key, weights):
    """Least weight of the days that a whole dose covers, and the weight of all days."""
    accompanist, dose, rules = year.accompanist[key], year.dose(key), year.ugel.rules
    days = {p: year.ugel.premises[p].days - _taken(year, key) for p in accompanist.places}
    union = set().union(*days.values())
    needed = sum(
        lightest_visits(days[place], dose.visits.lengths, rules.visit_gap, weights).weight
        for _, place in accompanist.teachers
    )
    large, small, crowded, alone = _schools(year, accompanist)
    gia, rtc = dose.of("gia"), dose.of("rtc")
    groups = [(days[place], gia.times) for place in large] + [(union, gia.times)] * small
    groups += [(_common(year, place), rtc.times) for place in crowded]
    together = set().union(*(days[place] for place in alone))
    groups += (
        [(together, rtc.times)] * bool(alone) if rtc.by_network else [(days[p], rtc.times) for p in alone]
    )
    for possible, times in groups:
        needed += sum(sorted(weights.get(day, 0) for day in possible)[:times])
    return needed, sum(weights.get(day, 0) for day in union)


def _most_apart(days, length, gap):
    """Most stretches of so many days inside one week whose starts lie apart."""
    count, earliest = 0, 0
    for day in sorted(days):
        stretch = range(day, day + length)
        if day >= earliest and days.issuperset(stretch) and monday_of(day) == monday_of(stretch[-1]):
            count, earliest = count + 1, day + gap
    return count

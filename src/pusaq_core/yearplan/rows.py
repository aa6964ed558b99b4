"""The tables of a plan, row by row, in the columns of the plan files."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from pusaq_core.findings.shapes import (
    BelowMinimum,
    BelowSuggestion,
    CaseloadMeeting,
    Divided,
    ForeignLanguage,
    GuessedPlace,
    JointMeeting,
    NetworkMeeting,
    OtherPosts,
    Quoted,
    Relaxed,
    SharedMeeting,
    SmallLanguage,
    SplitByLanguage,
    Word,
)
from pusaq_core.kinds import KINDS
from pusaq_core.timetable.placing import Stop, outings
from pusaq_core.timetable.trips import Tours
from pusaq_core.yearplan.assigned import caseloads_at, language_totals
from pusaq_core.yearplan.ids import next_name, numbered, series

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pusaq_core.findings.shapes import Fact
    from pusaq_core.norms.norm import Norm
    from pusaq_core.timetable.problem import Activity, UgelYear, YearResult
    from pusaq_core.yearplan.assigned import AssignedCaseload, TargetedService
    from pusaq_core.yearplan.places import Places
    from pusaq_core.yearplan.tables import ActivityRow, CaseloadRow, UnplacedRow


def caseload_rows(
    shares: Sequence[AssignedCaseload],
    targeted: Sequence[TargetedService],
    *,
    norm: Norm,
    places: Places,
    other_posts: Mapping[str, Sequence[str]],
) -> list[CaseloadRow]:
    """One row a teacher, ascending by accompanist.

    Args:
        shares: caseloads of one UGEL.
        targeted: targeted services of that UGEL.
        norm: assumptions named in the notes.
        places: which premises have guessed coordinates.
        other_posts: person to the further posts that she holds.
    """
    notes = _CaseloadNotes(shares, targeted, norm=norm)
    rows: list[CaseloadRow] = []
    for share in shares:
        shared_notes = notes.of_share(share)
        numeral = min(share.members, key=lambda m: (m.service.maximum, m.service.key)).service.numeral
        for member in share.members:
            service = member.service
            own = notes.of_member(share, member.service)
            if member.person in other_posts:
                own.append(OtherPosts(posts=tuple(map(Word, other_posts[member.person]))))
            if service.premises in places.guessed:
                own.append(GuessedPlace())
            rows.append(
                {
                    "accompanist": share.key,
                    "cod_ugel": share.ugel,
                    "profile": share.profile,
                    "cod_mod": service.key[0],
                    "anexo": service.key[1],
                    "codlocal": service.premises,
                    "teacher": member.person,
                    "post": member.post,
                    "base_lat": share.base[0],
                    "base_lon": share.base[1],
                    "ratio_min": share.minimum,
                    "ratio_max": share.maximum,
                    "numeral": numeral,
                    "language": service.language,
                    "note": (*shared_notes, *own),
                }
            )
    return rows


class _CaseloadNotes:
    """What a reader should know about a caseload."""

    def __init__(
        self, shares: Sequence[AssignedCaseload], targeted: Sequence[TargetedService], *, norm: Norm
    ) -> None:
        self._least = norm.assumption("lengua_minimo_docentes").whole()
        self._suggested = norm.assumption("minimo_sugerido").number()
        self._totals = {
            profile: language_totals([s for s in targeted if s.profile == profile])
            for profile in sorted({s.profile for s in targeted})
        }
        self._at = caseloads_at(shares)
        self._languages_at: dict[tuple[str, str], set[str]] = {}
        for service in targeted:
            if service.teachers:
                self._languages_at.setdefault((service.profile, service.premises), set()).add(
                    service.language
                )

    def of_share(self, share: AssignedCaseload) -> list[Fact]:
        """Notes that concern the whole caseload."""
        load = len(share.members)
        notes: list[Fact] = []
        if share.minimum is not None and load < share.minimum:
            notes.append(BelowMinimum(teachers=load, minimum=share.minimum))
        elif share.minimum is None and load < self._suggested * share.maximum:
            percent = round(100 * self._suggested)
            notes.append(BelowSuggestion(teachers=load, maximum=share.maximum, percent=percent))
        spoken = share.hired.languages if share.hired is not None else None
        if spoken is not None:
            foreign = sorted({m.service.language for m in share.members} - spoken - {""})
            known = tuple(map(Quoted, sorted(spoken)))
            notes += [ForeignLanguage(language=Quoted(name), spoken=known) for name in foreign]
        return notes

    def of_member(self, share: AssignedCaseload, service: TargetedService) -> list[Fact]:
        """Notes that concern one school of the caseload."""
        notes: list[Fact] = []
        teachers = self._totals[share.profile][service.language]
        if service.language and teachers < self._least:
            name = Quoted(service.language)
            notes.append(SmallLanguage(language=name, teachers=teachers, least=self._least))
        parts = self._at[share.profile, service.premises]
        if len(parts) > 1:
            languages = self._languages_at[share.profile, service.premises]
            notes.append(SplitByLanguage() if len(languages) > 1 else Divided(parts=len(parts)))
        return notes


class ActivityRows:
    """Rows of the activities of one UGEL.

    Args:
        district: the year as posed.
        result: the year as solved.
        shares: its caseloads.
        norm: numerals and hours.
        ids: index of an activity to its id, where an earlier plan gave it.
        kept: index of an activity to its row, where an earlier plan wrote it and it stays.
    """

    def __init__(
        self,
        district: UgelYear,
        result: YearResult,
        shares: Sequence[AssignedCaseload],
        *,
        norm: Norm,
        ids: Mapping[int, str] | None = None,
        kept: Mapping[int, ActivityRow] | None = None,
    ) -> None:
        self._ids = ids or {}
        self._kept = kept or {}
        self._ugel_year = district
        self._result = result
        self._norm = norm
        self._year = date.fromordinal(district.school_days[0]).year if district.school_days else 0
        self._share = {share.key: share for share in shares}
        self._member = {member.person: member for share in shares for member in share.members}
        self._day_hours = {
            kind.id: norm.assumption(kind.day_hours).whole() for kind in KINDS.values() if kind.day_hours
        }
        self._trips = _trip_ids(district, result, self._kept)

    def rows(self) -> list[ActivityRow]:
        """One row an activity, ascending by its id."""
        part: Counter[tuple[str, str, int]] = Counter()
        rows: list[ActivityRow] = []
        for index, activity in enumerate(self._result.activities):
            part[activity.accompanists[0], activity.kind, activity.number] += 1
            row_of_workshop = part[activity.accompanists[0], activity.kind, activity.number]
            rows.append(self._row(index, activity, row_of_workshop))
        return sorted(rows, key=lambda row: row["activity"])

    def _row(self, index: int, activity: Activity, part: int) -> ActivityRow:
        if index in self._kept:
            return self._kept[index]
        share = self._share[activity.accompanists[0]]
        services = self._services(activity)
        return {
            "activity": self._ids.get(index) or self._id(activity, part),
            "kind": activity.kind,
            "number": activity.number,
            "accompanist": activity.accompanists,
            "cod_ugel": share.ugel,
            "codlocal": tuple(service.premises for service in services),
            "cod_mod": tuple(service.key[0] for service in services),
            "anexo": tuple(service.key[1] for service in services),
            "teachers": activity.teachers,
            "start": date.fromordinal(activity.start),
            "end": date.fromordinal(activity.start + activity.days - 1),
            "days": activity.days,
            "hours": self._hours_of(activity, share.profile),
            "trip": self._trips.get((index, activity.accompanists[0]), ""),
            "numeral": self._numeral(activity, share.profile),
            "note": self._note(activity),
        }

    def _services(self, activity: Activity) -> list[TargetedService]:
        """Services that take part, those of the host first."""
        if not activity.places:
            return []
        found = {
            self._member[person].service.key: self._member[person].service for person in activity.teachers
        }
        host = activity.places[0]
        return sorted(found.values(), key=lambda s: (s.premises != host, s.premises, s.key))

    def _id(self, activity: Activity, part: int) -> str:
        """The same slot, kind and number give the same id in every plan of the year."""
        kind, number = KINDS[activity.kind], activity.number
        start = partial(series, self._year, kind)
        if kind.travels:
            return numbered(start(self._member[activity.teachers[0]].post), number)
        if kind.of_ugel:
            return numbered(start(activity.accompanists[0]), number, part)
        if not kind.joint:
            return numbered(start(activity.accompanists[0], activity.places[0]), number)
        alone = len(activity.accompanists) == 1
        who = self._share[activity.accompanists[0]].profile if alone else "todos"
        return numbered(start(activity.places[0], who), number)

    def _hours_of(self, activity: Activity, profile: str) -> int | None:
        kind = KINDS[activity.kind]
        if kind.travels:
            return None
        return (
            self._norm.dose(profile).of(kind.id).hours
            if kind.hosted
            else self._day_hours[kind.id] * activity.days
        )

    def _numeral(self, activity: Activity, profile: str) -> str:
        return self._norm.dose(profile).of(activity.kind).numeral

    def _note(self, activity: Activity) -> tuple[Fact, ...]:
        notes: list[Fact] = []
        kind, schools = KINDS[activity.kind], len(activity.places)
        if kind.share_up_to and schools > 1:
            up_to = self._ugel_year.rules.share(kind.id).teachers
            notes.append(SharedMeeting(schools=schools, up_to=up_to))
        if kind.joint and schools > 1:
            networks = {self._ugel_year.premises[place].network for place in activity.places}
            of_network = len(networks) == 1 and networks != {""}
            notes.append(NetworkMeeting(schools=schools) if of_network else CaseloadMeeting(schools=schools))
        if kind.joint and len(activity.accompanists) > 1:
            notes.append(JointMeeting(caseloads=len(activity.accompanists)))
        if activity.relaxed:
            notes.append(Relaxed(rules=tuple(map(Word, activity.relaxed))))
        return tuple(notes)


def _trip_ids(
    district: UgelYear, result: YearResult, kept: Mapping[int, ActivityRow]
) -> dict[tuple[int, str], str]:
    """(activity index, accompanist) to the id of the outing that it belongs to; kept rows give theirs."""
    stops: dict[str, list[tuple[Stop, int]]] = {a.key: [] for a in district.accompanists}
    place_index = {a.key: {code: i for i, code in enumerate(a.places)} for a in district.accompanists}
    for index, activity in enumerate(result.activities):
        if not activity.places or len(activity.accompanists) > 1:  # a row of several people names no outing
            continue
        for key in activity.accompanists:
            place = place_index.get(key, {}).get(activity.places[0])
            if place is not None:  # a place that left the caseload is on no map of hers
                stops[key].append((Stop(activity.start, activity.days, place), index))
    ids = {}
    used = {row["trip"] for row in kept.values()}
    for accompanist in district.accompanists:
        mine = sorted(stops[accompanist.key], key=lambda item: item[0].start)
        by_start = {stop.start: index for stop, index in mine}
        given = {
            kept[index]["trip"]
            for _, index in mine
            if index in kept and kept[index]["trip"].startswith(f"{accompanist.key}-")
        }
        for outing in outings([stop for stop, _ in mine], Tours(accompanist.km)):
            begun = [by_start[stop.start] for stop in outing if by_start[stop.start] in kept]
            name = kept[begun[-1]]["trip"] if begun else ""
            if name not in given:
                name = next_name(accompanist.key, used, digits=3)
                used.add(name)
            for stop in outing:
                ids[by_start[stop.start], accompanist.key] = name
    return ids


def unplaced_rows(result: YearResult) -> list[UnplacedRow]:
    """One row for each accompanist, teacher and kind of which something is missing."""
    return [
        {
            "accompanist": item.accompanist,
            "teacher": item.teacher,
            "kind": item.kind,
            "missing": item.times,
            "days_missing": item.days,
            "reason": (item.why,),
        }
        for item in result.missing
    ]

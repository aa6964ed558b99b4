"""Rule 1, continued: premises stay whole where they fit, languages stay together."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from pusaq_core.checking.caseload_rules import FILE, noted
from pusaq_core.checking.tables import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pusaq_core.checking.facts import ServiceKey
    from pusaq_core.checking.index import PlanIndex
    from pusaq_core.checking.records import CaseloadRow


NOTES_OF_LANGUAGE = ("small_language", "foreign_language", "split_by_language")


def _language(plan: PlanIndex, row: CaseloadRow) -> str:
    """Language that binds the row: empty where the profile has none or the registry does not say."""
    dose, service = plan.facts.doses.get(row.profile), plan.services.get(row.key)
    return service.language if dose is not None and dose.one_language and service is not None else ""


def own_languages(plan: PlanIndex) -> dict[tuple[str, str], frozenset[str]]:
    """By UGEL and profile, the languages with enough teachers to have caseloads of their own."""
    least = plan.assumed("lengua_minimo_docentes")
    if least is None:
        return {}
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for row in plan.holder.values():
        language = _language(plan, row)
        if language:
            counts[row.ugel, row.profile][language] += 1
    return {
        key: frozenset(language for language, teachers in counter.items() if teachers >= least)
        for key, counter in counts.items()
    }


def _groups(plan: PlanIndex) -> Iterator[tuple[str, list[CaseloadRow]]]:
    """Teachers that belong together: of one profile at one premises, by language where it has several."""
    large = own_languages(plan)
    for premises, everyone in plan.teachers_at.items():
        by_profile: dict[str, list[CaseloadRow]] = defaultdict(list)
        for row in everyone:
            by_profile[row.profile].append(row)
        for profile, rows in sorted(by_profile.items()):
            own = large.get((rows[0].ugel, profile), frozenset())
            spoken = sorted({_language(plan, row) for row in rows} & own)
            if len(spoken) < 2:
                yield f"{premises} {profile}", rows
                continue
            for language in spoken:
                same = [row for row in rows if _language(plan, row) == language]
                yield f"{premises} {profile} {language}", same
            for key in sorted({row.key for row in rows if _language(plan, row) not in own}):
                yield f"{premises} {profile} {'-'.join(key)}", [row for row in rows if row.key == key]


def _maximum(plan: PlanIndex, rows: list[CaseloadRow]) -> int | None:
    services = (plan.services.get(row.key) for row in rows)
    maxima = [
        service.ratio_max for service in services if service is not None and service.ratio_max is not None
    ]
    return min(maxima, default=None)


def check_premises_whole(plan: PlanIndex) -> Iterator[Violation]:
    """Premises that fit one maximum are never split; others by service first, then into the fewest parts."""
    for name, rows in _groups(plan):
        maximum = _maximum(plan, rows)
        if maximum is None:
            continue
        accompanists = {row.accompanist for row in rows}
        if len(rows) <= maximum:
            if len(accompanists) > 1:
                found = ";".join(sorted(accompanists))
                yield Violation("premises_split", FILE, rows[0].row, name, "one accompanist", found)
            continue
        yield from _services_whole(plan, name, rows)


def _services_whole(plan: PlanIndex, name: str, rows: list[CaseloadRow]) -> Iterator[Violation]:
    by_service: dict[ServiceKey, list[CaseloadRow]] = defaultdict(list)
    for row in rows:
        by_service[row.key].append(row)
    for key, part in sorted(by_service.items()):
        maximum = _maximum(plan, part)
        if not maximum:
            continue
        fewest = -(-len(part) // maximum)
        accompanists = {row.accompanist for row in part}
        if len(accompanists) > fewest:
            subject, found = f"{name} {'-'.join(key)}", ";".join(sorted(accompanists))
            yield Violation("service_split", FILE, part[0].row, subject, f"{fewest} accompanists", found)


def check_one_language(plan: PlanIndex) -> Iterator[Violation]:
    """One originary language a caseload; languages with few teachers may join, and a note says so."""
    large = own_languages(plan)
    for accompanist, rows in plan.caseloads.items():
        languages = {_language(plan, row) for row in rows} - {""}
        own = large.get((rows[0].ugel, rows[0].profile), frozenset())
        found = ";".join(sorted(languages))
        if len(languages & own) > 1:
            yield Violation("language_mixed", FILE, rows[0].row, accompanist, "one language", found)
        elif len(languages) > 1 and not noted(rows, *NOTES_OF_LANGUAGE):
            yield Violation(
                "language_unsaid", FILE, rows[0].row, accompanist, "a note on the languages", found
            )


def check_spoken(plan: PlanIndex) -> Iterator[Violation]:
    """Nobody is given a language that is not among hers without a note."""
    for accompanist, rows in plan.caseloads.items():
        hired = (plan.facts.accompanists or {}).get(accompanist)
        if hired is None or hired.languages is None:
            continue
        foreign = {_language(plan, row) for row in rows} - hired.languages - {""}
        if foreign and not noted(rows, *NOTES_OF_LANGUAGE):
            expected = ";".join(sorted(hired.languages))
            found = ";".join(sorted(foreign))
            yield Violation("language_not_spoken", FILE, rows[0].row, accompanist, expected, found)


def check_language_column(plan: PlanIndex) -> Iterator[Violation]:
    """The column `language` says that of the row's service, nothing where the profile has none."""
    for row in plan.records.caseloads:
        expected = _language(plan, row)
        if row.key in plan.services and row.language != expected:
            yield Violation("language_column_wrong", FILE, row.row, row.teacher, expected, row.language)


RULES_OF_DIVISION = (check_premises_whole, check_one_language, check_spoken, check_language_column)

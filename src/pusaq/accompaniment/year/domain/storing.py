"""Writing what the planning core found for one UGEL: whole, in one transaction, as a new version."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max

from pusaq.accompaniment.caseloads.models import AnnualPlan, Caseload, CaseloadSlot, Slot
from pusaq.accompaniment.enums import RunState
from pusaq.accompaniment.targeting.domain.criteria_cascade import criteria_cascades
from pusaq.accompaniment.targeting.models import TargetingDecision, TargetingRun
from pusaq.accompaniment.year.domain.known import Known
from pusaq.accompaniment.year.models import PlanItem, Unplaced
from pusaq.common.audit import signed
from pusaq.territory.enums import LoadKind
from pusaq.territory.models import Organisation
from pusaq_core.findings.written import as_data

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    from pusaq.library.models import NormVersion
    from pusaq.territory.models import DataLoad
    from pusaq_core.checking import Violation
    from pusaq_core.yearplan.plan import Plan
    from pusaq_core.yearplan.tables import CaseloadRow

CHUNK = 1000


@dataclass(frozen=True, slots=True)
class MadePlan:
    """What the core found for one UGEL.

    Attributes:
        plan: of that UGEL alone.
        code: CODOOII.
        year: school year.
        norm: the norm as kept.
        loads: what it was made from, by kind.
        accompanied: accompanied posts of each service, by COD_MOD and ANEXO.
        as_of: what starts before it stays as it was; None where the whole year was planned.
        continues: id of the published plan that goes on; None without one.
    """

    plan: Plan
    code: str
    year: int
    norm: NormVersion
    loads: Mapping[str, DataLoad]
    accompanied: Mapping[tuple[str, str], int]
    as_of: dt.date | None = None
    continues: UUID | None = None


@transaction.atomic
def store_plan(*, organisation: Organisation, made: MadePlan, by: Any, now: dt.datetime) -> AnnualPlan:
    """Keep targeting and plan as a new version, a proposal until somebody publishes it.

    Raises:
        InputError: the plan names services or posts that were never loaded.
    """
    Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    known = Known(organisation, made.plan)
    run = _run(organisation, made, by, now)
    TargetingDecision.objects.bulk_create(_decisions(run, made, known), batch_size=CHUNK)
    slots = _slots(made, known)
    plan = signed(
        AnnualPlan(
            organisation=organisation,
            year=made.year,
            version=_next(AnnualPlan, organisation, made.year),
            targeting=run,
            as_of=made.as_of,
            continues_id=made.continues,
            summary=_summary(made, slots),
            path=organisation.path,
            by_id=getattr(by, "pk", None),
            made_at=now,
        ),
        by=by,
    )
    plan.save(force_insert=True)
    caseloads = _caseloads(plan, made, known, slots)
    _items(plan, made, known, caseloads, slots)
    Unplaced.objects.bulk_create(
        [
            Unplaced(
                plan=plan,
                caseload=caseloads[row["accompanist"]],
                slot=slots[row["teacher"]] if row["teacher"] else None,
                kind=row["kind"],
                times=row["missing"],
                days=row["days_missing"],
                reason=as_data(row["reason"]),
            )
            for row in made.plan.tables["unplaced"]
        ],
        batch_size=CHUNK,
    )
    return plan


def _next(model: type[TargetingRun | AnnualPlan], organisation: Organisation, year: int) -> int:
    rows = model._default_manager.filter(organisation=organisation, year=year)
    return (rows.aggregate(last=Max("version"))["last"] or 0) + 1


def _run(organisation: Organisation, made: MadePlan, by: Any, now: dt.datetime) -> TargetingRun:
    run = signed(
        TargetingRun(
            organisation=organisation,
            year=made.year,
            version=_next(TargetingRun, organisation, made.year),
            norm=made.norm,
            registry=made.loads[LoadKind.REGISTRY],
            staff=made.loads[LoadKind.STAFF],
            state=RunState.PROPOSAL,
            figures=criteria_cascades(made.plan.tables["targeting"]),
            absent_columns=made.plan.summary["columnas_ausentes"],
            path=organisation.path,
            by_id=getattr(by, "pk", None),
            made_at=now,
        ),
        by=by,
    )
    run.save(force_insert=True)
    return run


def _decisions(run: TargetingRun, made: MadePlan, known: Known) -> Iterable[TargetingDecision]:
    for row in made.plan.tables["targeting"]:
        key = (row["cod_mod"], row["anexo"])
        reasons = json.loads(row["reasons"])
        service = known.service(key)
        yield TargetingDecision(
            run=run,
            service=service,
            profile=row["profile"] or "",
            decision=row["decision"],
            rank=row["rank"],
            reasons=reasons,
            missing=sum(reason["met"] is None for reason in reasons),
            priorities_met=sum(r["kind"] == "priority" and r["met"] is True for r in reasons),
            accompanied=made.accompanied.get(key, 0),
            path=service.path,
        )


def _summary(made: MadePlan, slots: Mapping[str, Slot]) -> dict[str, Any]:
    """Figures of the core, what it was made from, and what the checker found."""
    content = dict(made.plan.summary)
    content.pop("total")
    return {
        **content.pop("ugel")[made.code],
        **content,
        "cut": made.plan.cut,
        "loads": {kind: str(load.pk) for kind, load in made.loads.items()},
        "violations_found": [{**asdict(one), "slot": _slot_of(one, slots)} for one in made.plan.violations],
    }


def _slot_of(violation: Violation, slots: Mapping[str, Slot]) -> str:
    """Id of the slot whose dose does not add up; empty where the breach is of something else."""
    slot = slots.get(violation.amounts.subject) if violation.amounts is not None else None
    return str(slot.pk) if slot is not None else ""


def _slots(made: MadePlan, known: Known) -> dict[str, Slot]:
    """The slot of each accompanied teacher, by COD_PERSONA."""
    wanted = {known.post(row["post"]): row for row in made.plan.tables["caseloads"]}
    Slot.objects.bulk_create(
        [
            Slot(post_id=post, year=made.year, service=known.service_of(row), path=known.service_of(row).path)
            for post, row in wanted.items()
        ],
        batch_size=CHUNK,
        update_conflicts=True,
        update_fields=["service", "path"],
        unique_fields=["post", "year"],
    )
    found: dict[UUID, Slot] = {}
    posts = list(wanted)
    for start in range(0, len(posts), CHUNK):
        rows = Slot.objects.filter(year=made.year, post_id__in=posts[start : start + CHUNK])
        found |= {slot.post_id: slot for slot in rows}
    return {row["teacher"]: found[post] for post, row in wanted.items()}


def letter_of(number: int) -> str:
    """A to Z, then AA, AB and so on.

    Args:
        number: from 1.
    """
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _caseloads(
    plan: AnnualPlan, made: MadePlan, known: Known, slots: Mapping[str, Slot]
) -> dict[str, Caseload]:
    members: dict[str, list[CaseloadRow]] = {}
    for row in made.plan.tables["caseloads"]:
        members.setdefault(row["accompanist"], []).append(row)
    caseloads = {
        key: _caseload(plan, letter_of(number), key, members[key], made, known)
        for number, key in enumerate(sorted(members), 1)
    }
    Caseload.objects.bulk_create(caseloads.values(), batch_size=CHUNK)
    CaseloadSlot.objects.bulk_create(
        [
            CaseloadSlot(
                caseload=caseloads[row["accompanist"]],
                slot=slots[row["teacher"]],
                person_id=known.person(row["teacher"]),
                language=row["language"],
                note=as_data(row["note"]),
            )
            for row in made.plan.tables["caseloads"]
        ],
        batch_size=CHUNK,
    )
    return caseloads


def _caseload(
    plan: AnnualPlan, letter: str, key: str, rows: Sequence[CaseloadRow], made: MadePlan, known: Known
) -> Caseload:
    figures, first = made.plan.caseloads[key], rows[0]
    common = set.intersection(*(set(row["note"]) for row in rows))
    return Caseload(
        plan=plan,
        accompanist_id=known.accompanist(key),
        letter=letter,
        profile=first["profile"],
        base_id=known.school(figures.base_premises) if figures.base_premises else None,
        base_latitude=first["base_lat"],
        base_longitude=first["base_lon"],
        ratio_min=first["ratio_min"],
        ratio_max=first["ratio_max"],
        numeral=first["numeral"],
        teachers=len(rows),
        schools=len({row["codlocal"] for row in rows}),
        weighted_km=figures.weighted_km,
        travel_km=figures.travel_km,
        travel_bound=figures.travel_bound,
        days_used=figures.days_used,
        days_available=figures.days_available,
        note=as_data(fact for fact in first["note"] if fact in common),
        path=plan.path,
    )


def _items(
    plan: AnnualPlan,
    made: MadePlan,
    known: Known,
    caseloads: Mapping[str, Caseload],
    slots: Mapping[str, Slot],
) -> None:
    # What stays of an earlier plan may name people who left: they are no longer in any caseload.
    rows = made.plan.tables["activities"]
    items = [
        PlanItem(
            plan=plan,
            key=row["activity"],
            kind=row["kind"],
            number=row["number"],
            schools=[str(known.school(code)) for code in dict.fromkeys(row["codlocal"])],
            starts_on=row["start"],
            ends_on=row["end"],
            days=row["days"],
            hours=row["hours"],
            trip=row["trip"],
            numeral=row["numeral"],
            note=as_data(row["note"]),
        )
        for row in rows
    ]
    PlanItem.objects.bulk_create(items, batch_size=CHUNK)
    whose, whom = PlanItem.caseloads.through, PlanItem.slots.through
    whose._default_manager.bulk_create(
        [
            whose(planitem_id=item.pk, caseload_id=caseloads[key].pk)
            for item, row in zip(items, rows, strict=True)
            for key in row["accompanist"]
            if key in caseloads
        ],
        batch_size=CHUNK,
    )
    whom._default_manager.bulk_create(
        [
            whom(planitem_id=item.pk, slot_id=slots[person].pk)
            for item, row in zip(items, rows, strict=True)
            for person in row["teachers"]
            if person in slots
        ],
        batch_size=CHUNK,
    )

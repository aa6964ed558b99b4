"""UGEL of a region, or regions of the country, as one table: who has a plan, and what needs somebody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pusaq.accompaniment.addresses import TO_PLAN_AGAIN, ugel_year_of
from pusaq.accompaniment.field.queries.due import Due, added, due_and_numerals
from pusaq.accompaniment.today.to_date import Source, to_date_card
from pusaq.accompaniment.today.words import said_accompanists, said_teachers
from pusaq.accompaniment.year.queries.ugel_status import ugel_statuses
from pusaq.shell.enums import Tone
from pusaq.shell.ports import Card
from pusaq.shell.sentences import listed
from pusaq_core.kinds import travels

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    from pusaq.accompaniment.year.queries.ugel_status import UgelStatus
    from pusaq.common.actor import Actor

NAMED = 3
"""Bodies that the sentence names; the table has them all."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table: a UGEL, or a region with all of its UGEL.

    Attributes:
        place_id: what the switcher chooses to see it.
        name: short.
        status: of the UGEL; None for a region.
        ugels: how many it has.
        planned: how many of them have a published plan.
        visits: planned to date and in the year.
    """

    place_id: UUID | None
    name: str
    status: UgelStatus | None
    ugels: int
    planned: int
    teachers: int
    accompanists: int
    vacant: int
    unplaced: int
    again: int
    visits: Due

    @property
    def needs(self) -> bool:
        return bool(self.planned < self.ugels or self.vacant or self.unplaced or self.again)


@dataclass(frozen=True, slots=True)
class Board:
    """What the table shows."""

    lines: tuple[Line, ...]
    total: Line
    by_region: bool
    year: int
    moment: dt.datetime


def cards(role: Actor, moment: dt.datetime, path: str, *, by_region: bool) -> Sequence[Card]:
    """The table, and the sentence that names who needs something; two queries."""
    scope, today = role.scope("plan.read").at(path), moment.date()
    found = ugel_statuses(scope=scope, year=today.year, on=today)
    if not found:
        return ()
    due, cited = due_and_numerals(scope=scope, year=today.year, on=today)
    groups = _groups(found) if by_region else [(one.organisation_id, one.name, [one]) for one in found]
    lines = tuple(_line(pk, name, ones, due, single=not by_region) for pk, name, ones in groups)
    total = _line(None, _("Total"), found, due, single=False)
    board = Board(lines, total, by_region, today.year, moment)
    return (
        Card(
            _("Regiones") if by_region else _("UGEL"),
            len(lines),
            tone=Tone.DUE if any(line.needs for line in lines) else Tone.OK,
            sentence=_sentence(found, total, today.year),
            template="accompaniment/today/regions.html",
            data=board,
        ),
        *([to_date_card(added(due.values()), cited, _source(found, total), moment)] if due else []),
    )


def _source(found: Sequence[UgelStatus], total: Line) -> Source:
    published = [one for one in found if one.is_published]
    norms = {(one.norm_id, one.norm_code) for one in published}
    norm_id, code = norms.pop() if len(norms) == 1 else ("", "")
    version = published[0].plan if len(published) == 1 else None
    return Source(total.teachers, total.accompanists, len(published), version, norm_id, code)


def _groups(found: Iterable[UgelStatus]) -> list[tuple[UUID | None, str, list[UgelStatus]]]:
    regions: dict[UUID | None, list[UgelStatus]] = {}
    for one in found:
        regions.setdefault(one.region_id, []).append(one)
    ordered = sorted(regions.items(), key=lambda item: item[1][0].region)
    return [(pk, ones[0].region, ones) for pk, ones in ordered]


def _line(
    pk: UUID | None,
    name: str,
    ones: Sequence[UgelStatus],
    due: Mapping[UUID, tuple[Due, ...]],
    *,
    single: bool,
) -> Line:
    total = added(due[one.organisation_id] for one in ones if one.organisation_id in due)
    return Line(
        place_id=pk,
        name=name,
        status=ones[0] if single else None,
        ugels=len(ones),
        planned=sum(one.is_published for one in ones),
        teachers=sum(one.teachers for one in ones),
        accompanists=sum(one.accompanists for one in ones),
        vacant=sum(one.vacant for one in ones),
        unplaced=sum(one.unplaced for one in ones),
        again=sum(one.again for one in ones),
        visits=next(one for one in total if travels(one.kind)),
    )


def _sentence(found: Sequence[UgelStatus], total: Line, year: int) -> str:
    return format_html("{} {}", _plans(found, total, year), _needs(found))


def _plans(found: Sequence[UgelStatus], total: Line, year: int) -> str:
    words = {"n": total.planned, "all": total.ugels, "year": year}
    if total.ugels == 1:
        (only,) = found
        if not only.is_published:
            return format_html(_("{name} aún no publica su plan {year}."), name=only.name, year=year)
        return format_html(
            _("{name} tiene su plan {year} publicado: {teachers} con {accompanists}."),
            name=only.name,
            year=year,
            teachers=said_teachers(only.teachers),
            accompanists=said_accompanists(only.accompanists),
        )
    if total.planned == total.ugels:
        return _("Las %(all)d UGEL tienen su plan %(year)d publicado.") % words
    if not total.planned:
        return _("Ninguna de las %(all)d UGEL publica aún su plan %(year)d.") % words
    return (
        ngettext(
            "%(n)d de %(all)d UGEL tiene su plan %(year)d publicado.",
            "%(n)d de %(all)d UGEL tienen su plan %(year)d publicado.",
            total.planned,
        )
        % words
    )


def _needs(found: Sequence[UgelStatus]) -> str:
    """Who needs something, by name, the most pressing first; the only one was named just before."""
    if len(found) == 1:
        return _needs_alone(found[0])
    needing = sorted(
        ((need, one) for one in found if (need := _need(one))), key=lambda pair: (pair[0][0], pair[1].name)
    )
    if not needing:
        return _("A ninguna le falta acompañante ni le queda actividad sin lugar.")
    named: list[str] = [
        format_html("<b>{}</b> {}", one.name, words) for (_order, words), one in needing[:NAMED]
    ]
    more = len(needing) - NAMED
    if more > 0:
        named.append(ngettext("%(n)d más espera algo", "%(n)d más esperan algo", more) % {"n": more})
    return format_html("{}.", listed(named))


def _needs_alone(one: UgelStatus) -> str:
    if one.plan is None:
        return _("No tiene ninguna versión calculada.")
    if not one.is_published:
        if one.plan.violations:
            return _("Tiene una versión que rompe reglas y no se puede publicar.")
        return _("Tiene una versión sin publicar.")
    if words := _lacks(one):
        return format_html(_("Tiene {}."), listed(words))
    return _("No le falta acompañante ni le queda actividad sin lugar.")


def _need(one: UgelStatus) -> tuple[int, str] | None:
    """What a UGEL needs, with its weight; None where nothing is known to."""
    if one.plan is None:
        return 0, _("no tiene plan")
    if not one.is_published:
        if one.plan.violations:
            return 1, _("tiene un plan que rompe reglas y no se puede publicar")
        return 1, _("tiene un plan sin publicar")
    words = _lacks(one)
    return (2, format_html(_("tiene {}"), listed(words))) if words else None


def _lacks(one: UgelStatus) -> list[str]:
    """What is open in a UGEL with a published plan."""
    words: list[str] = []
    if one.unplaced:
        words.append(
            ngettext(
                "%(n)d actividad sin lugar en el año", "%(n)d actividades sin lugar en el año", one.unplaced
            )
            % {"n": one.unplaced}
        )
    if one.again and one.plan is not None:
        said = ngettext(
            '<a href="{url}">{n} actividad</a> por planificar de nuevo',
            '<a href="{url}">{n} actividades</a> por planificar de nuevo',
            one.again,
        )
        url = ugel_year_of(one.code, one.plan.year) + TO_PLAN_AGAIN
        words.append(format_html(said, url=url, n=one.again))
    if one.vacant:
        words.append(
            ngettext(
                "%(n)d plaza de acompañante sin persona",
                "%(n)d plazas de acompañante sin persona",
                one.vacant,
            )
            % {"n": one.vacant}
        )
    if one.waiting is not None:
        broken = one.waiting.violations
        words.append(
            _("una versión nueva que rompe reglas") if broken else _("una versión nueva sin publicar")
        )
    return words

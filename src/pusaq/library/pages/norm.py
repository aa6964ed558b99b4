"""A norm numeral by numeral: what each says as data, what rests on it, and what the product assumes."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.utils.translation import gettext as _

from pusaq.common.clock import today
from pusaq.common.sorting import folded
from pusaq.library.queries import assumptions, known_norm, numerals, what_rests
from pusaq.shell.pages.base import Page
from pusaq.shell.sheets import CSV, XLSX, Sheet, csv_response, xlsx_response

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase
    from django.utils.functional import _StrOrPromise

    from pusaq.library.queries import AssumptionEntry, KnownNorm, NumeralEntry, Saying

LONGEST_WORDS = 80


class NormPage(Page):
    demand = "norms.read"
    template = "library/norm.html"
    fragments = {"numerales": "numerals"}

    @cached_property
    def known(self) -> KnownNorm:
        found = known_norm(self.kwargs["norm"], country=self.actor.country)
        if found is None:
            raise Http404
        return found

    def page_title(self) -> _StrOrPromise:
        return self.known.norm.code

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]  # a file is streamed
        wanted = request.GET.get("formato")
        if wanted not in (CSV, XLSX):
            return super().get(request, *args, **kwargs)
        sheet = _sheet(assumptions(self.known.norm))
        name = f"supuestos-{self.known.norm.id}"
        return csv_response(sheet, name) if wanted == CSV else xlsx_response(sheet, name)

    def context(self) -> dict[str, Any]:
        norm, day = self.known.norm, today(self.actor.organisation)
        words = self.request.GET.get("q", "").strip()[:LONGEST_WORDS]
        every = numerals(norm)
        shown = _with_words(every, words)
        rests = what_rests(norm.id, role=self.actor)
        return {
            "known": self.known,
            "norm": norm,
            "words": words,
            "numerals": [(entry, rests.get(entry.numeral, [])) for entry in shown],
            "count": len(every),
            "index": _index(every),
            "assumptions": assumptions(norm),
            "is_over": norm.valid.until < day,
            "is_ahead": day < norm.valid.since,
            "today": day,
        }


def _with_words(entries: tuple[NumeralEntry, ...], words: str) -> list[NumeralEntry]:
    """Numerals in which every word stands, in their number or in what they say."""
    wanted = folded(words).split()
    return [entry for entry in entries if all(word in _text(entry) for word in wanted)]


def _text(entry: NumeralEntry) -> str:
    return folded(" ".join([entry.numeral, *(_said(one) for one in entry.sayings)]))


def _said(saying: Saying) -> str:
    return f"{saying.kind} {saying.about} {saying.text} {saying.id}"


def _index(entries: tuple[NumeralEntry, ...]) -> list[tuple[str, str]]:
    """Sections of one number, or two under a long one, with the first numeral of each."""
    found: dict[str, str] = {}
    for entry in entries:
        steps = entry.numeral.split(" ")[0].split(".")
        found.setdefault(".".join(steps[:2]) if steps[0].isdigit() else entry.numeral, entry.numeral)
    return list(found.items())


def _sheet(entries: tuple[AssumptionEntry, ...]) -> Sheet:
    head = [
        _("Supuesto"),
        _("Valor"),
        _("Por qué"),
        _("Quién puede cambiarlo"),
        _("Orden de importancia"),
        _("Puede ceder"),
        _("Clave en la norma"),
    ]
    rows = [
        [one.title, one.value, one.reason, one.changed_by, one.order, one.relaxable, one.id]
        for one in entries
    ]
    return Sheet(_("Supuestos"), head, rows)

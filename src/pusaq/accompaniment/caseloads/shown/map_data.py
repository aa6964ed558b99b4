"""From the map of a plan to what the island of the page draws."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pusaq.accompaniment.addresses import CASELOAD
from pusaq.accompaniment.caseloads.shown.indices import index_of_letter
from pusaq.territory.models import Outline

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pusaq.accompaniment.caseloads.models import AnnualPlan
    from pusaq.accompaniment.caseloads.queries.caseloads import CaseloadRow


def map_data(plan: AnnualPlan, found: Mapping[str, Any], rows: Sequence[CaseloadRow]) -> dict[str, Any]:
    """Outlines, groups and other schools, as `frontend/src/map/map.js` reads them.

    Args:
        plan: whose caseloads.
        found: as `caseload_map` gives it.
        rows: the same caseloads as the table shows them.
    """
    schools = found["schools"]["features"]
    outline = Outline.objects.filter(organisation=plan.organisation_id).first()
    return {
        "outlines": [{"kind": "focus", "label": str(plan.organisation), "geometry": found["outline"]}]
        if found["outline"]
        else [],
        "groups": [_group(row, schools) for row in rows],
        "others": [
            {"at": _at(feature), "label": feature["properties"]["name"]}
            for feature in found["others"]["features"]
        ],
        "words": {
            "zoomIn": _("Acercar"),
            "zoomOut": _("Alejar"),
            "open": _("Ver la cartera"),
            "base": _("escuela base"),
        },
        "source": outline.source if outline else "",
    }


def _group(row: CaseloadRow, schools: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    letter = row.caseload.letter
    mine = [feature for feature in schools if letter in feature["properties"]["letters"]]
    return {
        "letter": letter,
        "place": index_of_letter(letter),
        "name": row.name or _("Plaza vacante"),
        "base": str(row.caseload.base_id or ""),
        "baseAt": _base_at(row),
        "points": [
            {
                "id": feature["id"],
                "at": _at(feature),
                "label": feature["properties"]["name"],
                "hint": _hint(feature["properties"]["letters"], letter, feature["properties"]["district"]),
                "href": reverse(CASELOAD, args=[row.caseload.pk]),
            }
            for feature in mine
        ],
    }


def _base_at(row: CaseloadRow) -> list[float] | None:
    """Where an accompanist starts from, where that is no school of hers."""
    latitude, longitude = row.caseload.base_latitude, row.caseload.base_longitude
    if row.caseload.base_id or latitude is None or longitude is None:
        return None
    return [latitude, longitude]


def _hint(letters: Mapping[str, int], letter: str, district: str) -> str:
    count = letters[letter]
    parts = [district, ngettext("%(n)d docente", "%(n)d docentes", count) % {"n": count}]
    others = sorted(set(letters) - {letter}, key=lambda one: (len(one), one))
    if others:
        parts.append(_("compartida con %(letters)s") % {"letters": ", ".join(others)})
    return " · ".join(part for part in parts if part)


def _at(feature: Mapping[str, Any]) -> list[float]:
    longitude, latitude = feature["geometry"]["coordinates"]
    return [latitude, longitude]

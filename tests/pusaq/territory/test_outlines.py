from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command

from pusaq.common.scope import Scope
from pusaq.territory.domain.outlines import OWN_SOURCE, draw_outlines
from pusaq.territory.enums import OrganisationKind
from pusaq.territory.models import DataLoad, Outline
from pusaq.territory.queries import outlines
from tests.pusaq.files import NOW, TWO_UNITS

SQUARE = [[[-76.0, -6.0], [-75.0, -6.0], [-75.0, -5.0], [-76.0, -5.0], [-76.0, -6.0]]]
OPTIONS = ["--source", "Ministerio", "--date", "2026-01-01", "--property", "CODIGO"]


def territory(code, kind="Polygon", coordinates=SQUARE):
    return {
        "type": "Feature",
        "properties": {"CODIGO": code},
        "geometry": {"type": kind, "coordinates": coordinates},
    }


@pytest.fixture
def geojson(tmp_path):
    def written(*features):
        path = tmp_path / "contornos.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
        return str(path)

    return written


def test_every_body_with_schools_gets_a_border_of_our_own(load):
    load(TWO_UNITS)
    assert draw_outlines(country="pe", by=None, now=NOW) == 4
    assert draw_outlines(country="pe", by=None, now=NOW) == 0
    assert set(Outline.objects.values_list("organisation__code", "source")) == {
        (code, OWN_SOURCE) for code in ("160000", "160004", "220000", "220004")
    }
    lamas = Scope(paths=("pe/220000/220004/",))
    (shown,) = outlines(scope=lamas, kind=OrganisationKind.LOCAL_UNIT)
    assert shown.geometry["type"] == "Polygon"
    assert [o.organisation.code for o in outlines(scope=lamas, at="pe/160000/")] == []


def test_official_borders_replace_ours_and_stay(load, geojson, capsys):
    load(TWO_UNITS)
    draw_outlines(country="pe", by=None, now=NOW)
    call_command("load_outlines", geojson(territory("220004")), *OPTIONS)
    assert "Contornos: 1 leídos, 1 nuevos o cambiados." in capsys.readouterr().out
    assert draw_outlines(country="pe", by=None, now=NOW) == 0
    official = Outline.objects.get(organisation__code="220004")
    assert (official.source, official.geometry) == ("Ministerio", {"type": "Polygon", "coordinates": SQUARE})
    assert DataLoad.objects.get(kind="contornos").counts["outlines"] == {"read": 1, "changed": 1}


@pytest.mark.parametrize(
    ("features", "said"),
    [
        ([territory("999999")], "no hay ninguna organización con el código"),
        ([territory("")], "el territorio no lleva el dato «CODIGO»"),
        ([territory("220004"), territory("220004")], "«220004» ya está en la fila 1"),
        ([territory("220004", "Point", [0, 0])], "no es el contorno de un territorio"),
        ([territory("220004", coordinates=SQUARE[0])], "no es el contorno de un territorio"),
        ([territory("220004", coordinates=[[[0, 0], [1, 1], [0, 1], [5, 5]]])], "no es el contorno"),
        ([], "no es GeoJSON con una lista de territorios"),
    ],
)
def test_a_file_of_borders_that_is_wrong_changes_nothing(load, geojson, features, said):
    load(TWO_UNITS)
    with pytest.raises(CommandError, match=said) as refused:
        call_command("load_outlines", geojson(*features), *OPTIONS)
    assert refused.value.returncode == 2
    assert str(refused.value).endswith("No se escribió nada.")
    assert not Outline.objects.exists()

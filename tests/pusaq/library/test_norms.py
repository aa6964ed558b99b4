from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from pusaq.common.models import StoredFile
from pusaq.library.domain import keep_norm
from pusaq.library.models import NormVersion
from pusaq.library.queries import assumptions, latest_version, norm_of, norm_versions, numerals, title_of
from pusaq.library.queries.norms import BrokenNormError, _loaded
from pusaq_core.errors import InputError
from pusaq_core.io import catalogue
from pusaq_core.io.catalogue import read_norm

NORM = "nt-026-minedu-2019"
INVENTED = Path(__file__).resolve().parents[2] / "norms" / "data"
ON = dt.date(2026, 3, 16)
NOW = dt.datetime(2026, 2, 20, 14, 0, tzinfo=dt.UTC)


@pytest.fixture
def kept():
    return keep_norm(norm_id=NORM, on=ON, now=NOW)


@pytest.fixture
def invented(tmp_path, monkeypatch):
    """A catalogue with one norm and two amendments."""
    folder = tmp_path / "catalogue" / "norms" / "pe"
    shutil.copytree(INVENTED, folder)
    monkeypatch.setattr(catalogue, "catalogue_root", lambda: tmp_path / "catalogue")
    return "norma-inventada-2030"


def test_a_norm_is_kept_as_it_stands_in_the_catalogue(kept):
    norm = read_norm(NORM, on=ON)
    assert (kept.norm_id, kept.sha256, kept.code, kept.country) == (NORM, norm.sha256, norm.code, "pe")
    assert (kept.valid_since, kept.valid_until) == (norm.valid.since, norm.valid.until)
    assert norm_of(kept) == norm


def test_the_same_text_is_kept_once(kept):
    again = keep_norm(norm_id=NORM, on=dt.date(2027, 3, 15), now=NOW + dt.timedelta(days=1))
    assert again == kept
    assert NormVersion.objects.count() == StoredFile.objects.count() == 1
    assert latest_version(NORM, country="pe") == kept
    assert latest_version(NORM, country="cl") is None


def test_amendments_in_force_are_kept_with_the_norm(invented):
    days = [dt.date(2031, 3, 1), dt.date(2031, 7, 1), dt.date(2032, 3, 1)]
    versions = [keep_norm(norm_id=invented, on=day, now=NOW) for day in days]
    assert len({version.sha256 for version in versions}) == 3
    for version, day in zip(versions, days, strict=True):
        assert norm_of(version) == read_norm(invented, on=day)
    assert [len(norm_of(version).changes) > 0 for version in versions] == [False, True, True]
    assert norm_versions(versions[0].country).count() == 3


def test_a_norm_is_read_once_for_each_text(kept, monkeypatch):
    first = norm_of(kept)
    monkeypatch.setattr(default_storage, "open", None)
    assert norm_of(NormVersion.objects.get(pk=kept.pk)) is first


def test_a_text_that_was_changed_is_refused(kept):
    _loaded.cache_clear()
    kept.sha256 = "0" * 64
    with pytest.raises(BrokenNormError):
        norm_of(kept)


def test_a_norm_that_is_not_there_is_refused():
    with pytest.raises(InputError) as refused:
        keep_norm(norm_id="nt-026-minedu-2020", on=ON, now=NOW)
    assert refused.value.problems[0].code == "unknown_norm"
    assert not NormVersion.objects.exists()


def test_numerals_stand_in_their_order_with_what_they_say(kept):
    entries = {entry.numeral: entry.sayings for entry in numerals(norm_of(kept))}
    order = list(entries)
    assert order.index("3.9") < order.index("3.10") < order.index("5.2.4") < order.index("5.6.1 a")
    assert order.index("5.6.1") < order.index("5.6.1 a") < order.index("5.6.1 b") < order.index("6.1.1")
    said = {(saying.kind, saying.id) for saying in entries["5.6.1 a"]}
    assert {("Criterio", "eib-rural"), ("Prioridad", "eib-frontera")} <= said
    dose = [saying.text for saying in entries["5.6.1 c"] if saying.kind == "Dosis por docente y año"]
    assert dose == ["Visita en aula: 6 visitas, 14 días (2 + 2 + 2 + 2 + 3 + 3)"]
    ratio = [s.text for s in entries["5.6.2 b"] if s.kind == "Docentes por acompañante"]
    assert ratio == ["de 6 a 7", "de 6 a 8", "de 8 a 10", "de 6 a 8"]
    assert any(saying.about == "DEIB" for saying in entries["4.2.4"])


def test_what_rests_on_two_numerals_stands_under_both(kept):
    entries = {entry.numeral: entry.sayings for entry in numerals(norm_of(kept))}
    gia = "GIA: 4 al año, de 3 horas o más"
    for numeral in ("5.6.1 d", "5.2.6 b"):
        assert gia in [saying.text for saying in entries[numeral]]


def test_every_rule_dose_and_duty_of_the_norm_stands_somewhere(kept):
    norm = norm_of(kept)
    sayings = [saying for entry in numerals(norm) for saying in entry.sayings]
    assert {rule.id for rule in norm.rules} <= {saying.id for saying in sayings}
    assert sum(s.kind == "Responsabilidad" for s in sayings) == len(norm.duties)
    assert sum(s.kind == "Sigla" for s in sayings) == len(norm.acronyms)


def test_data_and_assumptions_are_named_by_their_titles(kept):
    norm = norm_of(kept)
    sayings = {saying.text: saying for entry in numerals(norm) for saying in entry.sayings}
    assert sayings["Gestión"].about == "Padrón de II.EE., D_GESTION"
    titles = {entry.id: entry.title for entry in assumptions(norm)}
    assert titles["rtc_dia_del_acompanante"] == "La RTC ocupa el día del acompañante"


def test_texts_kept_before_there_were_titles_are_spelled_from_their_ids(kept):
    norm = norm_of(kept)
    datum = replace(norm.data["ugel_ece_inicio_proceso"], title="")
    assert title_of(datum) == "UGEL ECE inicio proceso"
    assert title_of(replace(norm.assumptions["factor_camino"], title="")) == "Factor camino"


def test_assumptions_stand_by_importance_with_value_and_reason(kept):
    entries = assumptions(norm_of(kept))
    assert [entry.order for entry in entries[:8]] == list(range(1, 9))
    assert all(entry.order is None for entry in entries[8:])
    first = entries[0]
    assert (first.id, first.value, first.changed_by, first.relaxable) == (
        "separacion_visitas_dias",
        "21",
        "DRE",
        False,
    )
    assert first.reason
    values = {entry.id: entry.value for entry in entries}
    assert values["gia_tras_visita"] == "sí"
    assert values["factor_camino"] == "1,4"
    assert values["desempate_de_rango"] == "Estudiantes"
    assert values["una_lengua_por_cartera"] == "EIB, inicial y primaria"
    assert values["cargos_acompanados"] == "PROFESOR, PROFESOR CON FUNCIÓN DIRECTIVA"

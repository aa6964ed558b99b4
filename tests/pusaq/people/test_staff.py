from __future__ import annotations

import datetime as dt

import pytest

from pusaq.common.models import BulkRecord
from pusaq.people.domain.staff import kind_of
from pusaq.people.models import Appointment, Person, Post
from pusaq_core.errors import InputError
from tests.pusaq.files import DAY, LATER, TWO_UNITS, posts

EVE = LATER - dt.timedelta(days=1)


def changes(loaded, table):
    return {name: count for name, count in loaded.load.counts[table].items() if name != "same" and count}


def held():
    return set(Appointment.objects.values_list("post__code", "person__code", "starts_on", "ends_on"))


def test_a_staffing_file_becomes_posts_people_and_appointments(load):
    loaded = load(posts({}, {"COD_PLAZA": "Z2", "CARGO": "DIRECTOR", "COD_PERSONA": "", "CONDICION": ""}))
    post = Post.objects.get(code="Z1")
    assert (post.kind, post.title, post.condition) == ("docente", "Profesor", "Nombrado")
    assert post.path == post.service.path == "pe/220000/220004/s-100001/0000001-0/"
    assert post.organisation.code == "220004"
    person = Person.objects.get()
    assert (str(person), person.sort_key) == ("Luz Ñahui Alva", "n\x7fahui alva\tluz")
    assert held() == {("Z1", "P1", dt.date(2020, 3, 1), None)}
    assert Post.objects.get(code="Z2").kind == "directivo"
    assert loaded.load.counts["rejected"] == 0


def test_the_same_file_again_changes_nothing(load):
    rows = posts({}, {"COD_PLAZA": "Z2", "COD_PERSONA": "P2", "FECHA_INICIO": "", "FECHA_FIN": ""})
    load(rows)
    before = [list(model.objects.order_by("pk").values()) for model in (Post, Person, Appointment)]
    again = load(rows, day=LATER)
    assert before == [list(model.objects.order_by("pk").values()) for model in (Post, Person, Appointment)]
    assert again.load.counts["appointments"] == {"added": 0, "changed": 0, "back": 0, "gone": 0, "same": 2}
    assert BulkRecord.objects.filter(kind="territory.load.plazas").count() == 1


def test_what_the_file_does_not_name_ends_and_stays_as_history(load):
    load(posts({}, {"COD_PLAZA": "Z2", "COD_PERSONA": "P2"}))
    loaded = load(posts({}), day=LATER)
    assert changes(loaded, "posts") == changes(loaded, "appointments") == {"gone": 1}
    assert Post.objects.get(code="Z2").gone_since == LATER
    start = dt.date(2020, 3, 1)
    assert held() == {("Z1", "P1", start, None), ("Z2", "P2", start, EVE)}
    back = load(posts({}, {"COD_PLAZA": "Z2", "COD_PERSONA": "P2"}), day=LATER)
    assert changes(back, "posts") == {"back": 1}
    assert held() == {("Z1", "P1", start, None), ("Z2", "P2", start, None)}


def test_an_appointment_that_had_ended_is_left_as_it_is(load):
    load(posts({"FECHA_FIN": "2025-12-31"}, {"COD_PERSONA": "P2", "FECHA_INICIO": "2026-03-01"}))
    load(posts({"COD_PERSONA": "P2", "FECHA_INICIO": "2026-03-01"}), day=LATER)
    assert held() == {
        ("Z1", "P1", dt.date(2020, 3, 1), dt.date(2025, 12, 31)),
        ("Z1", "P2", dt.date(2026, 3, 1), None),
    }


def test_a_partial_file_ends_nothing_in_other_units(load):
    load(posts({}, {"COD_PLAZA": "Z4", "COD_MOD": "0000004", "COD_PERSONA": "P4"}))
    loaded = load(posts({"COD_PERSONA": "P9", "FECHA_INICIO": "2026-06-01"}), day=LATER, partial=True)
    assert changes(loaded, "posts") == {}
    assert changes(loaded, "appointments") == {"added": 1, "gone": 1}
    assert Appointment.objects.get(post__code="Z4").ends_on is None


def test_posts_of_schools_that_the_registry_does_not_know_are_left_out(load, load_schools):
    load_schools(TWO_UNITS[:3], day=DAY)
    loaded = load(
        posts({}, {"COD_PLAZA": "Z2", "COD_MOD": "7777777"}, {"COD_PLAZA": "Z4", "COD_MOD": "0000004"})
    )
    assert loaded.rejections.select("row", "column", "found", "code").rows() == [
        (3, "COD_MOD", "7777777", "unknown_service"),
        (4, "COD_MOD", "0000004", "unknown_service"),
    ]
    assert list(Post.objects.values_list("code", flat=True)) == ["Z1"]
    with pytest.raises(InputError) as refused:
        load(posts({"COD_MOD": "7777777"}))
    assert refused.value.problems[0].code == "no_usable_row"


def test_posts_follow_a_unit_that_moves(load, load_schools, load_hired):
    load(posts({"COD_MOD": "0000004"}))
    load_hired(
        [{"COD_ACOMP": "A1", "CODOOII": "160004", "TIPO": "eib", "LAT": "", "LON": "", "FECHA_INICIO": ""}]
    )
    moved = {"COD_DRE": "250000", "D_DRE": "DRE UCAYALI"}
    load_schools([row | (moved if row["CODOOII"] == "160004" else {}) for row in TWO_UNITS], day=LATER)
    assert {post.code: post.path for post in Post.objects.all()} == {
        "Z1": "pe/250000/160004/s-100003/0000004-0/",
        "A1": "pe/250000/160004/",
    }


def test_accompanists_get_a_post_and_a_person_only_where_one_is_named(load_hired):
    rows = [
        {"COD_ACOMP": "A1", "COD_PERSONA": "P50", "NOMBRES": "Edinson", "APELLIDOS": "Pashanase"},
        {"COD_ACOMP": "A2", "COD_PERSONA": "", "NOMBRES": "", "APELLIDOS": ""},
    ]
    place = {"CODOOII": "220004", "TIPO": "eib", "LAT": "", "LON": "", "FECHA_INICIO": "2026-03-02"}
    load_hired([place | row for row in rows])
    assert {(p.code, p.kind, p.path, p.title) for p in Post.objects.all()} == {
        ("A1", "acompanante", "pe/220000/220004/", "Acompañante pedagógico"),
        ("A2", "acompanante", "pe/220000/220004/", "Acompañante pedagógico"),
    }
    assert held() == {("A1", "P50", dt.date(2026, 3, 2), None)}
    loaded = load_hired([place | rows[1]], day=LATER)
    assert changes(loaded, "posts") == changes(loaded, "appointments") == {"gone": 1}
    assert held() == {("A1", "P50", dt.date(2026, 3, 2), EVE)}


def test_accompanists_of_an_unknown_unit_refuse_the_file(load_hired):
    row = {"COD_ACOMP": "A1", "CODOOII": "999999", "TIPO": "eib", "LAT": "", "LON": "", "FECHA_INICIO": ""}
    with pytest.raises(InputError) as refused:
        load_hired([row])
    assert [(p.code, p.row, p.column) for p in refused.value.problems] == [("unknown_ugel", 2, "CODOOII")]
    assert not Post.objects.exists()


@pytest.mark.requirement("AP-004")
@pytest.mark.parametrize(
    ("cargo", "kind"),
    [
        ("PROFESOR", "docente"),
        ("DOCENTE - IP", "docente"),
        ("PROFESOR CON FUNCIÓN DIRECTIVA", "docente_directivo"),
        ("DIRECTOR I.E.", "directivo"),
        ("SUB-DIRECTOR I.E.", "directivo"),
        ("AUXILIAR DE EDUCACION", "otro"),
    ],
)
def test_kinds_of_posts(cargo, kind):
    assert kind_of(cargo) == kind

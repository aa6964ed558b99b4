from __future__ import annotations

import pytest

from pusaq.common.domain.events import deliver
from pusaq.common.models import BulkRecord, Event, EventDelivery, SearchEntry
from pusaq.common.ports import LINKS, answers, link_to
from pusaq.common.queries import found_entries
from pusaq.common.refs import Ref
from pusaq.common.scope import NOTHING, Scope
from pusaq.people.domain.appointments import appoint, register_post
from pusaq.people.enums import PostKind
from pusaq.people.models import Person, Post
from pusaq.people.queries import chairs, school_posts
from pusaq.territory.models import Organisation, School
from tests.pusaq.files import DAY, NOW, posts

PERU = Scope(paths=("pe/",))
LAMAS = Scope(paths=("pe/220000/220004/",))


@pytest.mark.parametrize("size", [2, 40])
def test_posts_of_a_school_with_holders_ask_twice(load, size, django_assert_num_queries):
    load(
        posts(
            {"COD_PERSONA": ""}, *({"COD_PLAZA": f"Z{n}", "COD_PERSONA": f"P{n}"} for n in range(2, size + 1))
        )
    )
    school = School.objects.get(code="100001")
    with django_assert_num_queries(2):
        found = chairs(school_posts(school), on=DAY, names=LAMAS)
    assert [(c.post.code, c.is_filled, c.holder is not None) for c in found[:2]] == [
        ("Z1", False, False),
        (found[1].post.code, True, True),
    ]
    assert len(found) == size


def test_names_are_shown_only_where_the_reader_may_see_them(load):
    load(posts({}))
    post = Post.objects.get()
    shown = {
        "territory": LAMAS,
        "elsewhere": Scope(paths=("pe/160000/",)),
        "nothing": NOTHING,
        "caseload": Scope(posts=frozenset({post.pk})),
        "own": Scope(person=post.appointments.get().person_id),
    }
    seen = {who: chairs(Post.objects.all(), on=DAY, names=scope)[0] for who, scope in shown.items()}
    assert {who: str(chair.holder) for who, chair in seen.items()} == {
        "territory": "Luz Ñahui Alva",
        "elsewhere": "None",
        "nothing": "None",
        "caseload": "Luz Ñahui Alva",
        "own": "Luz Ñahui Alva",
    }
    assert all(chair.is_filled for chair in seen.values())


def test_people_are_found_only_with_the_capability_to_see_names(load):
    load(posts({}, {"COD_PLAZA": "Z2", "COD_PERSONA": ""}))
    for delivery in EventDelivery.objects.all():
        assert deliver(delivery.pk, at=NOW)
    found = found_entries("luz nahui", scopes={"people.names": LAMAS})
    assert [(e.label, e.hint, e.ref_kind) for e in found] == [
        ("Luz Ñahui Alva", "Profesor · IE 0110 Ñahuin", "people.post")
    ]
    assert found_entries("luz nahui", scopes={"territory.read": PERU}) == []
    assert found_entries("Z1", scopes={"people.names": LAMAS})[0].label == "Luz Ñahui Alva"
    assert found_entries("Z2", scopes={"people.names": LAMAS}) == []


def test_what_has_the_name_comes_before_what_only_lies_there(load):
    load(posts({"NOMBRES": "ABEL", "APELLIDOS": "ACUÑA"}, {"COD_PLAZA": "Z2", "COD_PERSONA": "P2"}))
    for delivery in EventDelivery.objects.all():
        assert deliver(delivery.pk, at=NOW)
    scopes = {"people.names": LAMAS, "territory.read": LAMAS}
    labels = [entry.label for entry in found_entries("nahuin", scopes=scopes)]
    assert labels[0] == "IE 0110 Ñahuin"
    assert "ABEL ACUÑA" in labels
    assert found_entries("nahuin", scopes=scopes, limit=1)[0].label == labels[0]


class Reader:
    """Whoever sees names within a scope."""

    def __init__(self, scope):
        self.where = scope

    def scope(self, capability):
        return self.where if capability == "people.names" else NOTHING


@pytest.mark.urls("tests.pusaq.territory.test_search_and_links")
def test_a_post_and_its_holder_lead_to_their_school_where_names_may_be_seen(load):
    load(posts({}))
    post, person = Post.objects.get(), Person.objects.get()
    school = School.objects.get(code="100001")
    shown = [link_to(Ref.of(row), role=Reader(LAMAS)) for row in (post, person, person.appointments.get())]
    assert [(link.url, link.label) for link in shown] == [
        (f"/school/{school.pk}/", "Profesor"),
        (f"/school/{school.pk}/", "Luz Ñahui Alva"),
        (f"/school/{school.pk}/", "Luz Ñahui Alva"),
    ]
    elsewhere = Reader(Scope(paths=("pe/160000/",)))
    assert [link_to(Ref.of(row), role=elsewhere) for row in (post, person)] == [None, None]


def test_every_kind_that_people_are_referred_to_by_has_a_resolver(load):
    load(posts({}))
    for delivery in EventDelivery.objects.all():
        assert deliver(delivery.pk, at=NOW)
    appoint(person=Person.objects.get(), post=_other_post(), starts_on=DAY, by=None, now=NOW)
    used = {
        kind
        for model in (Event, SearchEntry, BulkRecord)
        for kind in model.objects.values_list("ref_kind", flat=True)
    }
    assert {"people.post", "people.appointment", "territory.dataload"} <= used
    assert used <= {kind for module in answers(LINKS) for kind in module.KINDS}


def _other_post():
    unit = Organisation.objects.get(code="160004")
    return register_post(code="X", kind=PostKind.SPECIALIST, title="X", organisation=unit, by=None)

"""What no import shows: foreign keys, addresses, ports and tables of the roof."""

from __future__ import annotations

import importlib
from http import HTTPStatus

import pytest
from django.apps import apps
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.module_loading import import_string

from pusaq.agenda import ports as agenda
from pusaq.common import ports as base
from pusaq.common.roles import matrix
from pusaq.config.follows import FOLLOWS
from pusaq.config.jobs import JOBS
from pusaq.config.ports import ANSWERS
from pusaq.config.words import WORDS
from pusaq.library import ports as library
from pusaq.shell import ports as frame
from pusaq.territory import ports as territory

FLOORS = {
    room: height
    for height, rooms in enumerate(
        [
            ["common"],
            ["shell"],
            ["territory"],
            ["people"],
            ["library"],
            ["operations"],
            ["agenda"],
            ["accompaniment"],
        ]
    )
    for room in rooms
}
PROTOCOLS = {
    "today": frame.Today,
    "menu": frame.Menu,
    "open_pages": frame.OpenPages,
    "places": frame.Places,
    "sources": frame.Sources,
    "account": frame.Account,
    "search": base.Search,
    "links": base.Links,
    "about_school": territory.AboutSchool,
    "rests_on": library.RestsOn,
    "dose_names": library.DoseNames,
    "kinds": agenda.Kinds,
}
SHARED = {"auth", "contenttypes"}


def relations_upwards(found):
    """Relations of models to rooms above them, as `room.Model.field → room`."""
    wrong = []
    for model in found:
        room = model._meta.app_label
        for relation in model._meta.get_fields():
            if not isinstance(relation, models.ForeignKey | models.ManyToManyField):
                continue
            target = relation.related_model._meta.app_label
            if target not in SHARED and FLOORS[target] > FLOORS[room]:
                wrong.append(f"{room}.{model.__name__}.{relation.name} → {target}")
    return wrong


def test_foreign_keys_point_to_the_same_floor_or_below():
    ours = [model for model in apps.get_models() if model._meta.app_label in FLOORS]
    assert {model._meta.app_label for model in ours} == {*FLOORS} - {"shell", "operations"}
    assert relations_upwards(ours) == []


def test_foreign_key_upwards_is_found():
    class Wrong(models.Model):
        visit = models.ForeignKey("agenda.Activity", on_delete=models.CASCADE)

        class Meta:
            app_label = "territory"

        def __str__(self):
            return "wrong"

    try:
        assert relations_upwards([Wrong]) == ["territory.Wrong.visit → agenda"]
    finally:
        del apps.all_models["territory"]["wrong"]
        apps.clear_cache()


def _addresses(patterns, prefix=""):
    """Name of each address → module of what answers there."""
    found = {}
    for entry in patterns:
        if isinstance(entry, URLResolver):
            inner = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            found |= _addresses(entry.url_patterns, inner)
        elif isinstance(entry, URLPattern):
            found[f"{prefix}{entry.name}"] = getattr(entry.callback, "view_class", entry.callback).__module__
    return found


def test_every_address_of_ours_has_a_row_in_the_matrix_and_every_row_an_address():
    addresses = _addresses(get_resolver().url_patterns)
    assert set(matrix().routes) - set(addresses) == set()
    shut = {name: module for name, module in addresses.items() if name not in matrix().routes}
    # The account library brings addresses that this product does not open: the gate keeps them shut.
    assert [
        name for name, module in shut.items() if not module.startswith(("allauth.", "django.views."))
    ] == []


def test_address_of_a_library_without_a_row_stays_shut(client):
    assert "account_email" not in matrix().routes
    assert client.get("/cuenta/email/").status_code == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize("port", sorted(ANSWERS))
def test_whoever_answers_a_port_can_be_asked_all_that_its_protocol_says(port):
    questions = [name for name in vars(PROTOCOLS[port]) if not name.startswith("_")]
    assert questions
    for name in ANSWERS[port]:
        answering = importlib.import_module(name)
        assert [question for question in questions if not hasattr(answering, question)] == []


def test_handlers_and_works_exist():
    handlers = [entry.handler for entries in FOLLOWS.values() for entry in entries]
    assert all(callable(import_string(name)) for name in [*handlers, *JOBS.values()])


def test_what_operators_see_has_words():
    later = {entry.handler for entries in FOLLOWS.values() for entry in entries if not entry.is_now}
    assert {*JOBS, *FOLLOWS, *later} == set(WORDS)

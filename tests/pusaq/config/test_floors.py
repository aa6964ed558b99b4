"""What no import shows: foreign keys, addresses, ports and tables of the roof."""

from __future__ import annotations

from http import HTTPStatus

from django.apps import apps
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from pusaq.common.roles import matrix
from pusaq.config.rooms import ROOMS

FLOORS = {room: height for height, room in enumerate(ROOMS)}
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

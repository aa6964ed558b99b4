"""What no import shows: foreign keys to upper rooms."""

from __future__ import annotations

from django.apps import apps
from django.db import models

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

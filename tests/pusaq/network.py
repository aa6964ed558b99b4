"""A network of rural schools, for pages that name it."""

from __future__ import annotations

from pusaq.territory.models import Organisation


def make_network(parent):
    return Organisation.objects.create(
        country="pe",
        kind="red",
        code="rer-1",
        name="RER Alto Mayo",
        short_name="RER Alto Mayo",
        parent=parent,
        path=f"{parent.path}r-1/",
        sort_key="rer alto mayo",
    )

"""One word says what a view demands."""

from __future__ import annotations

import pytest
from django.views.generic import View

from pusaq.common.demands import Demand, demand_of, demands


class Shown(View):
    demand = Demand.ACCOUNT


def test_view_of_a_class_says_its_demand():
    assert demand_of(Shown.as_view()) is Demand.ACCOUNT


def test_demand_beside_that_of_the_class_is_refused():
    with pytest.raises(TypeError, match="Shown says its demand itself"):
        demands("plan.publish")(Shown.as_view())


def test_demand_given_by_an_address_is_refused():
    with pytest.raises(TypeError, match="another demand"):
        demand_of(Shown.as_view(demand="plan.publish"))


def test_silent_function_demands_nothing_that_opens_it():
    assert demand_of(lambda _request: None) is None

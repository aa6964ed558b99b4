"""The levels on which tests stand: what one test does, the next does not find."""

from __future__ import annotations

import pytest
from django.db import connection

from pusaq.accompaniment.models import AnnualPlan
from pusaq.agenda.models import Activity
from pusaq.territory.models import Organisation, School


@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_test_does_is_taken_back(published, turn):
    assert turn in {1, 2}
    assert AnnualPlan.objects.get() == published
    assert Activity.objects.exists()
    Activity.objects.update(title="otra cosa")
    AnnualPlan.objects.update(version=9)
    School.objects.update(name="otra")
    published.organisation.short_name = "otra"


@pytest.mark.parametrize("turn", [1, 2])
def test_the_next_finds_all_as_it_was(published, turn):
    assert turn in {1, 2}
    assert published.version == 1
    assert published.organisation.short_name != "otra"
    assert not Activity.objects.filter(title="otra cosa").exists()
    assert not School.objects.filter(name="otra").exists()


def test_who_asks_for_a_plan_finds_it_unpublished(plan):
    assert AnnualPlan.objects.get() == plan
    assert plan.published_at is None
    assert not Activity.objects.exists()


def test_who_asks_for_a_ugel_finds_no_plan(ugel):
    assert Organisation.objects.filter(pk=ugel.organisation.pk).exists()
    assert not AnnualPlan.objects.exists()


def test_who_asks_for_counts_finds_a_country_and_its_plans(country):
    assert {"01", "02", "010", "011", "012", "021"} < set(country)
    assert AnnualPlan.objects.count() == 4


def test_who_asks_for_nothing_finds_nothing():
    assert not Organisation.objects.exists()


@pytest.mark.usefixtures("transactional_db")
def test_who_commits_has_a_plan_of_its_own(plan):
    assert not connection.in_atomic_block
    assert AnnualPlan.objects.get() == plan

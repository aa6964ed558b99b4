"""Who reads the draft of a year after publishing is found, and the few files that may are listed."""

from __future__ import annotations

import pytest

from tools.checks.drafts import TOUCHING, check_drafts

PAGE = "src/pusaq/accompaniment/year/pages/week.py"
TEMPLATE = "src/pusaq/accompaniment/templates/accompaniment/year/week.html"


@pytest.mark.parametrize(
    ("file", "text"),
    [
        (PAGE, "from pusaq.accompaniment.year.models import PlanItem\n"),
        (PAGE, "from pusaq.accompaniment.year.models import PlanItem as Day\n"),
        (PAGE, "rows = models.PlanItem.objects.all()\n"),
        (PAGE, "table = apps.get_model('accompaniment', 'PlanItem')\n"),
        (PAGE, "table = apps.get_model('accompaniment.planitem')\n"),
        (PAGE, "days = plan.items.values_list('starts_on')\n"),
        (PAGE, "rows = caseload.items\n"),
        (PAGE, "rows = Caseload.objects.filter(items__starts_on=day)\n"),
        (PAGE, "rows = Caseload.objects.values('items__starts_on')\n"),
        (PAGE, "rows = Plan.objects.values('caseloads__items__starts_on')\n"),
        (PAGE, "rows = Caseload.objects.prefetch_related('items')\n"),
        (PAGE, "rows = Through.objects.filter(planitem__plan=plan)\n"),
        (TEMPLATE, "{% for one in caseload.items.all %}{{ one.starts_on }}{% endfor %}"),
    ],
)
def test_a_file_that_touches_the_draft_is_found(write, file, text):
    assert [(found.path, found.line) for found in check_drafts(write(file, text))] == [(file, 1)]


@pytest.mark.parametrize(
    ("file", "text"),
    [
        (PAGE, "for name, value in given.items():\n    pass\n"),
        (PAGE, "items = scheduled_of(caseload)\nrows = [one for one in items]\n"),
        (PAGE, "card = Card(items=rows)\n"),
        (TEMPLATE, "{% for name, value in keep.items %}{{ name }}{% endfor %}"),
        (min(TOUCHING), "from pusaq.accompaniment.year.models import PlanItem\n"),
    ],
)
def test_what_only_looks_like_it_passes(write, file, text):
    assert check_drafts(write(file, text)) == []


def test_a_listed_file_that_does_not_touch_it_is_found(write):
    listed = min(TOUCHING)
    assert [found.path for found in check_drafts(write(listed, "x = 1\n"))] == [listed]

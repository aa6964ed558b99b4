from __future__ import annotations

import pytest

from pusaq.common.models import SearchEntry
from pusaq.common.refs import Ref
from pusaq.common.sorting import folded, sort_key

DICTIONARY = ["Álvarez", "Alzamora", "Nina", "Núñez", "Nuñoa", "Ñaupari", "Oré", "Zúñiga"]
SHUFFLED = ["Zúñiga", "Nuñoa", "Ñaupari", "Álvarez", "Oré", "Nina", "Alzamora", "Núñez"]


def test_names_are_ordered_as_in_a_dictionary():
    assert sorted(SHUFFLED, key=sort_key) == DICTIONARY


def test_numbers_are_ordered_by_their_size():
    names = ["IE 9", "IE 10", "IE 0110", "IE 1010"]
    assert sorted(["IE 1010", "IE 10", "IE 0110", "IE 9"], key=sort_key) == names


@pytest.mark.parametrize(
    ("typed", "found"), [("  NUÑEZ  Ávila ", "nunez avila"), ("ﬁn", "fin"), ("Güepí", "guepi"), ("", "")]
)
def test_search_folds(typed, found):
    assert folded(typed) == found


def test_the_database_orders_by_the_key():
    for name in SHUFFLED:
        ref = Ref("common.searchentry", SearchEntry().pk)
        SearchEntry.objects.create(label=name, sort_key=sort_key(name), ref_kind=ref.kind, ref_id=ref.id)
    assert list(SearchEntry.objects.order_by("sort_key").values_list("label", flat=True)) == DICTIONARY

from __future__ import annotations

from dataclasses import replace

import pytest

from pusaq_core.kinds import KINDS, LONGEST, by_id
from tests.made_up_kind import PEER


def test_a_new_kind_enters_the_table_after_the_others():
    assert list(by_id((*KINDS.values(), PEER))) == [*KINDS, PEER.id]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"id": "x" * (LONGEST + 1)}, "an id of more than 14 letters: xxxxxxxxxxxxxxx"),
        ({"id": "visit"}, "kinds of one id: visit"),
        ({"dose": "visita"}, "kinds of one dose: visita"),
        ({"letter": "V"}, "kinds of one letter: V"),
    ],
)
def test_a_kind_that_could_not_be_kept_or_told_apart_is_refused(change, said):
    with pytest.raises(ValueError, match=said):
        by_id((*KINDS.values(), replace(PEER, **change)))

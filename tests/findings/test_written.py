"""Facts as JSON, there and back, and what is refused."""

from __future__ import annotations

import json
from datetime import date
from typing import get_args, get_origin, get_type_hints

import polars as pl
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from pusaq_core.checking.cell_facts import NotFactsError, facts_in
from pusaq_core.findings.shapes import (
    ACTIVITY_NOTES,
    LACKS,
    STORED,
    Away,
    CountedDays,
    DaysTaken,
    GivesWay,
    GuessedPlace,
    Joined,
    JointMeeting,
    Left,
    NoCapacity,
    NoSpan,
    OtherPosts,
    Quoted,
    Relaxed,
    Word,
    is_word,
)
from pusaq_core.findings.written import FactError, as_data, as_json, from_data, from_json, readable
from pusaq_core.io.cells import code, is_code
from pusaq_core.io.columns import ROW, cleaned

VALUES = {
    int: st.integers(0, 10**6),
    date: st.dates(),
    Word: st.text(min_size=1).filter(is_word),
    Quoted: st.text(),
}


def values(hint):
    if get_origin(hint) is tuple:
        return st.lists(values(get_args(hint)[0]), max_size=3).map(tuple)
    return VALUES[hint] if hint in VALUES else records(hint)


def records(kind):
    return st.builds(
        kind, **{name: values(hint) for name, hint in get_type_hints(kind).items() if name != "code"}
    )


@given(st.lists(st.sampled_from(STORED).flatmap(records), max_size=4).map(tuple))
def test_what_is_written_is_read_again(facts):
    assert from_json(as_json(facts), STORED) == facts
    assert from_data(json.loads(json.dumps(as_data(facts)))) == facts


def test_the_form_is_one_and_names_every_value():
    counted = CountedDays(first=date(2026, 3, 16), last=date(2026, 3, 20), weight=2)
    lack = NoSpan(needed=6, available=5, counted=(counted,), gap=21)
    assert as_json([lack, GuessedPlace()]) == (
        '[{"code": "no_span", "params": {"needed": 6, "available": 5, "counted": '
        '[{"first": "2026-03-16", "last": "2026-03-20", "weight": 2}], "gap": 21}}, '
        '{"code": "guessed_place", "params": {}}]'
    )
    assert as_json([]) == ""
    assert from_json("", LACKS) == ()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({}, '[{"code": …, "params": {…}}]'),
        (["away"], '{"code": …, "params": {…}}'),
        ([{"code": "away"}], '{"code": …, "params": {…}}'),
        ([{"code": "tired", "params": {}}], "|".join(kind.code for kind in LACKS)),
        ([{"code": ["away"], "params": {}}], "|".join(kind.code for kind in LACKS)),
        ([{"code": "away", "params": []}], "away: needed, available, counted"),
        ([{"code": "away", "params": {"needed": 1, "available": 0}}], "away: needed, available, counted"),
        ([{"code": "away", "params": {"needed": True, "available": 0, "counted": []}}], "away.needed: int"),
        ([{"code": "away", "params": {"needed": -1, "available": 0, "counted": []}}], "away.needed: int"),
        ([{"code": "away", "params": {"needed": 1, "available": 0, "counted": "no"}}], "away.counted: […]"),
        (
            [{"code": "away", "params": {"needed": 1, "available": 0, "counted": [{"first": 1}]}}],
            "away.counted: first, last, weight",
        ),
    ],
)
def test_what_the_shapes_do_not_declare_is_refused(data, expected):
    with pytest.raises(FactError) as refused:
        from_data(data, LACKS)
    assert refused.value.expected == expected


@pytest.mark.parametrize("day", ["2026-02-30", "20260316", "16/03/2026", 20260316, None])
def test_a_day_is_written_in_one_way(day):
    (data,) = as_data([DaysTaken(first=date(2026, 3, 16), last=date(2026, 3, 16), motive=Quoted(""))])
    data["params"]["first"] = day
    with pytest.raises(FactError):
        from_data([data])


@pytest.mark.parametrize("word", ["", " ", "a;b", "dos\nlíneas", " antes", 7])
def test_an_identifier_is_one_code_on_one_line(word):
    with pytest.raises(FactError):
        from_data([{"code": "relaxed", "params": {"rules": [word]}}])
    with pytest.raises(FactError):
        as_json([Relaxed(rules=(word,))])


def cell_of_a_code(text):
    """What the readers of posts and of schools make of a cell, None where they leave its row out."""
    frame = cleaned(pl.DataFrame({"CODE": [text], ROW: [2]}))
    kept = frame.select(code("CODE")).filter(is_code("CODE"))["CODE"]
    return kept[0] if len(kept) else None


@given(st.from_regex(r"\A\s?\w[\w ._/-]{0,40}\s?\Z"))
@example("P 0001")
@example("D.N.I. 07/12-3")
def test_every_code_that_the_readers_accept_can_be_written_and_read(text):
    word = cell_of_a_code(text)
    assume(word is not None)
    for fact in (OtherPosts(posts=(word,)), Joined(people=(word, word)), Left(people=(word,))):
        assert from_json(as_json([fact]), STORED) == (fact,)
    assert ";" not in word


def test_what_the_reader_would_refuse_is_not_written():
    with pytest.raises(FactError, match=r"away\.available"):
        as_json([Away(needed=1, available=-1)])


def test_a_column_holds_facts_of_its_family_only():
    text = as_json([Away(needed=1, available=0)])
    assert from_json(text, LACKS)
    with pytest.raises(FactError, match="shared_meeting"):
        from_json(text, ACTIVITY_NOTES)
    for broken in ("no", "[" * 100_000):
        with pytest.raises(FactError):
            from_json(broken, LACKS)


def test_facts_are_values():
    assert {JointMeeting(caseloads=2), JointMeeting(caseloads=2)} == {JointMeeting(caseloads=2)}
    assert Relaxed(rules=(Word("a"),)) != OtherPosts(posts=(Word("a"),))


@pytest.mark.parametrize(
    "text",
    [
        '[{"code": "joint_meeting", "params": {"caseloads": 2, "caseloads": 3}}]',
        '[{"code": "relaxed", "code": "joint_meeting", "params": {"caseloads": 2}}]',
    ],
)
def test_a_name_that_stands_twice_is_refused_by_both_readers(text):
    with pytest.raises(FactError):
        from_json(text, STORED)
    with pytest.raises(NotFactsError):
        facts_in(text)


def test_what_another_version_wrote_is_left_out_and_the_rest_read():
    known = NoCapacity(needed=9, available=1)
    data = [{"code": "of_next_year", "params": {}}, *as_data([known, GivesWay()]), 7]
    assert readable(data) == (known, GivesWay())
    assert readable(data, LACKS) == (known,)
    assert readable("prose") == readable(None) == ()

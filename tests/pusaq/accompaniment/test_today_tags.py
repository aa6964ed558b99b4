from __future__ import annotations

import pytest

from pusaq.accompaniment.templatetags.today import holder, kind_letter, not_held, stint
from pusaq.accompaniment.today.ugel import Block, Cell
from pusaq.accompaniment.today.words import opens_said


def test_a_stint_that_was_not_held_says_so_and_looks_so():
    block = Block("visit", "A, 1.ª", "Visita 1 · A: no se hizo", "/agenda/1/", stands=False)
    assert 'class="stint k-x"' in stint(block)
    assert "<span>A, 1.ª: no se hizo</span>" in stint(block)


@pytest.mark.parametrize(
    ("stands", "colour", "said"),
    [(True, "solid", ""), (False, "x", "No se hizo")],
    ids=["stands", "not held"],
)
def test_the_mark_of_what_was_not_held_is_one_everywhere(stands, colour, said):
    assert f'class="k k-{colour}"' in kind_letter("visit", "A", stands=stands)
    assert said in not_held(stands=stands)
    assert bool(not_held(stands=stands)) is bool(said)


def test_a_stint_opens_its_activity_where_the_reader_may():
    block = Block("visit", "Los Ángeles", "Visita 1 · Los Ángeles", "/agenda/1/")
    assert stint(block).startswith('<a class="stint k-solid" href="/agenda/1/" title="Visita 1')
    assert (
        stint(Block("visit", "A", "B", "")) == '<span class="stint k-solid" title="B"><span>A</span></span>'
    )


def test_a_post_without_a_person_says_so():
    assert holder("Ana", "/carteras/1/") == '<a class="hover:underline" href="/carteras/1/">Ana</a>'
    assert "Plaza sin persona" in holder("", "")


@pytest.mark.parametrize(
    ("blocks", "note", "style"), [((), "", "k-w"), ((), "feriado", "k-f"), ((object(),), "", "")]
)
def test_days_without_anything_are_free_or_a_holiday(blocks, note, style):
    assert Cell(1, blocks, is_today=False, note=note).style == style


@pytest.mark.parametrize(("is_visit", "said"), [(True, "Ver la visita"), (False, "Ver la actividad")])
def test_the_button_says_what_it_opens(is_visit, said):
    assert opens_said(is_visit=is_visit) == said

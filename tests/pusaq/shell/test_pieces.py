from __future__ import annotations

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

from pusaq.shell.statuses import STATUSES
from pusaq.shell.templatetags import pusaq as tags


def _drawn(source, **context):
    return Template(source).render(Context(context))


def _sprite():
    return _drawn('{% include "shell/components/icons.html" %}')


@pytest.mark.parametrize("name", STATUSES)
def test_status_has_an_icon_of_the_sprite_and_a_word(name):
    drawn = tags.status(name)
    assert f"#i-{STATUSES[name].icon}" in drawn
    assert f'id="i-{STATUSES[name].icon}"' in _sprite()
    assert str(STATUSES[name].word) in drawn
    assert f"s-{STATUSES[name].tone.value}" in drawn


def test_status_can_say_more_than_its_word():
    drawn = _drawn('{% status "overdue" said box=True %}', said="venció el <10> jun")
    assert "venció el &lt;10&gt; jun" in drawn
    assert "Vencido" not in drawn
    assert "s-box" in drawn


def test_criterion_says_its_result_in_words_too():
    assert "Cumple: </span>46" in tags.criterion("yes", 46)
    assert "No cumple: </span>7" in tags.criterion("no", 7)
    assert "Sin dato: </span>SIAGIE" in tags.criterion("unknown", "SIAGIE")


def test_bar_shows_done_missing_and_due_in_points_of_any_language():
    for language in ("es", "en"):
        with translation.override(language):
            drawn = tags.bar(9, 12, 24)
        assert 'class="done" y="4" width="37.50%"' in drawn
        assert 'class="missing" x="37.50%" y="4" width="12.50%"' in drawn
        assert 'x="50.00%"' in drawn
    assert "9 hechas, 12 debidas a la fecha, 24 en el año" in tags.bar(9, 12, 24)


def test_bar_without_delay_or_without_year_shows_none():
    assert "missing" not in tags.bar(12, 9, 24)
    assert 'class="done" y="4" width="0.00%"' in tags.bar(0, 0, 0)


def test_ratio_outside_the_norm_is_marked():
    assert 'class="is"' in tags.ratio(8, 6, 10)
    assert 'class="out"' in tags.ratio(12, 6, 10)
    assert 'class="would"' not in tags.ratio(8, 6, 10)
    assert 'class="would"' in tags.ratio(8, 6, 10, 9)
    assert "8; la norma permite de 6 a 10" in tags.ratio(8, 6, 10)


def test_trail_has_a_mark_per_visit_and_says_it_in_words():
    drawn = tags.trail(2, 3, 6)
    assert [drawn.count(f'class="{kind}"') for kind in ("done", "missing", "later")] == [2, 1, 3]
    assert "2 hechas de 6; tocaban 3" in drawn
    assert 'cx="7.5"' in drawn


def test_trail_of_more_visits_than_owed_shows_them_all():
    assert tags.trail(7, 6, 6).count('class="done"') == 7


def test_number_that_explains_itself_opens_its_own_explanation():
    drawn = _drawn('{% explained 1530 "x1" %}<b>{{ why }}</b>{% endexplained %}', why="a < b")
    assert 'popovertarget="x1">1\u202f530</button>' in drawn
    assert '<span popover id="x1"' in drawn
    assert "<b>a &lt; b</b>" in drawn


def test_percent_of_nothing_is_no_number():
    assert tags.percent(189, 203) == "93\u00a0%"
    assert tags.percent(0, 0) == "sin dato"
    assert tags.number(None) == "sin dato"
    assert tags.number(1234.5, 1) == "1\u202f234,5"


@pytest.mark.parametrize("order", range(10))
def test_caseload_has_letter_shape_and_colour_beyond_the_eighth_too(order):
    letter = tags.case_letter("Z", order)
    assert f"case-{'abcdefgh'[order % 8]}" in letter
    assert tags.SHAPES[order % 8] in tags.case_shape(order)


def test_empty_state_escapes_its_title():
    assert "&lt;b&gt;" in _drawn("{% empty title %}<p>x</p>{% endempty %}", title="<b>")


class Asked(forms.Form):
    why = forms.CharField(label="Motivo")
    note = forms.CharField(label="Nota", required=False)


class Narrowed(forms.Form):
    profile = forms.ChoiceField(label="Perfil", required=False)
    words = forms.CharField(label="Escuela", required=False)


def test_a_field_is_marked_optional_only_beside_one_that_is_required():
    drawn = _drawn("{% for one in form %}{% field one %}{% endfor %}", form=Asked())
    assert drawn.count("(opcional)") == 1
    assert drawn.index("Nota") < drawn.index("(opcional)")
    assert "opcional" not in _drawn("{% for one in form %}{% field one %}{% endfor %}", form=Narrowed())

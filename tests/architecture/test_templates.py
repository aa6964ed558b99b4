"""Each rule for templates finds what it is for, and leaves alone what looks like it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tools.checks.templates import FILE_HARD, FILE_SOFT, LINE, check_templates, long_templates

PAGE = "src/pusaq/agenda/templates/agenda/page.html"


def rules_of(write, text):
    return [finding.rule for finding in check_templates(write(PAGE, text))]


def formatted(root):
    command = [str(Path(sys.executable).with_name("djangofmt")), "--check", "src"]
    return subprocess.run(command, cwd=root, capture_output=True, check=False).returncode == 0  # noqa: S603  (ours)


def test_every_template_is_formatted(repository):
    assert formatted(repository)


def test_a_template_that_is_not_formatted_is_found(write):
    assert not formatted(write(PAGE, "<div><p>a</p><p>b</p></div>\n"))


def ladder(conditions):
    return "{% if a %}x" + "{% elif b %}y" * (conditions - 1) + "{% endif %}\n"


def nested(depth):
    return "{% if a %}\n" * depth + "{% endif %}\n" * depth


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("<p>\n</p>\n" * (FILE_HARD // 2) + "\n", "template-size"),
        (f"<p>{'palabra ' * (LINE // 8)}</p>\n", "template-line"),
        ("{% if a %}{{ b }}{% else %}{{ c }}{% endif %}" * 3 + "\n", "template-line"),
        ("{% blocktranslate %}Hola{% endblocktranslate %}\n", "template-message"),
        ("<p>\n  {{ a }}\n  {% if b %}, {{ b }}{% endif %}\n</p>\n", "template-mark"),
        (nested(5), "template-nesting"),
        ("{% for a in b %}\n" * 5 + "{% endfor %}\n" * 5, "template-nesting"),
        (ladder(4), "template-chain"),
        ('{% if job.state == "done" %}{% endif %}\n', "template-state"),
        ("{% if a %}{% elif 'done' != job.state and b %}{% endif %}\n", "template-state"),
        ('{% if job.state in "done failed" %}{% endif %}\n', "template-state"),
        ("{% block lead %}" + ladder(2) + ladder(1) + "{% endblock %}\n", "template-sentence"),
        ("{% block lead_more %}" + ladder(2) + ladder(1) + "{% endblock %}\n", "template-sentence"),
        ("{% block lead %}{% if a or b and c %}{% endif %}{% endblock %}\n", "template-sentence"),
        ("{% if a and b or c and d %}{% endif %}\n", "template-chain"),
    ],
)
def test_a_template_that_is_long_or_decides_much_is_found(write, text, rule):
    assert rule in rules_of(write, text)


@pytest.mark.parametrize(
    "text",
    [
        "<p>\n</p>\n" * (FILE_HARD // 2),
        f'{{% translate "{"palabra " * 30}" %}}\n',
        f'<li class="{"grid gap-2 " * 15}">\n',
        "{% blocktranslate with a=b trimmed %}Hola{% endblocktranslate %}\n",
        "<p>{{ a }}{% if b %}, {{ b }}{% endif %}.</p>\n",
        nested(4),
        nested(3) + nested(3),
        ladder(3),
        '{% if job.is_done and a == b and c|default:"" %}{% endif %}\n',
        "{% block content %}" + ladder(3) + ladder(3) + "{% endblock %}\n",
        "{% block lead %}" + ladder(2) + "{% endblock %}\n",
    ],
)
def test_a_template_within_the_budget_passes(write, text):
    assert rules_of(write, text) == []


def test_a_sentence_that_an_included_template_decides_is_found(write):
    write("src/pusaq/agenda/templates/agenda/said.html", ladder(3))
    text = '{% block lead %}{% include "agenda/said.html" %}{% endblock %}\n'
    assert rules_of(write, text) == ["template-sentence"]
    assert rules_of(write, '{% include "agenda/said.html" %}\n') == []


def test_a_finding_says_where_and_what_to_do(write):
    (finding,) = check_templates(write(PAGE, "<p>\n" + ladder(4) + "</p>\n"))
    assert str(finding) == f"{PAGE}:2: [template-chain] 4 conditions in a row, at most 3: decide in Python"


def test_only_long_templates_are_named_by_the_soft_budget(write):
    write(PAGE, "\n" * FILE_SOFT)
    root = write(PAGE.replace("page", "long"), "\n" * (FILE_SOFT + 1))
    assert [finding.path for finding in long_templates(root)] == [PAGE.replace("page", "long")]

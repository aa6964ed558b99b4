"""No sentence is read back: text is taken apart where it comes from outside, with a reason."""

from __future__ import annotations

import pytest

from tools.checks.taken_apart import check_taken_apart

HERE = "src/pusaq/room/a.py"
ASKED = "say in tools/taken_apart.toml what text this takes apart"


def found(root):
    return [(finding.path, finding.message) for finding in check_taken_apart(root)]


def test_this_repository_takes_apart_what_it_says(repository):
    assert check_taken_apart(repository) == []


@pytest.mark.parametrize(
    "text",
    [
        "import re\n\nCOUNT = re.compile('[0-9]+')\n",
        "from re import search as find\nimport re\n\nx = re.search('a', text)\n",
        "parts = text.split(';')\n",
        "head, _, rest = text.partition(' ')\n",
        "first, last = text.rsplit('-', 1)\n",
        "lines = text.splitlines()\n",
        "names = frame['file'].str.split('/')\n",
        "from re import findall\n\nx = findall('a', text)\n",
        "from re import compile as c\n\nX = c('a')\n",
        "import regex\n\nx = regex.search('a', text)\n",
        "import csv\n\nrows = list(csv.reader([text]))\n",
        "x = frame['file'].str.extract('a(b)')\n",
        "x = frame['file'].str.extract_all('a')\n",
        "x = frame['file'].str.replace_all('a', '')\n",
        "x = frame['file'].str.contains('a')\n",
    ],
)
def test_a_file_that_takes_text_apart_says_which(write, text):
    assert found(write(HERE, text)) == [(HERE, ASKED)]
    assert found(write("tools/taken_apart.toml", f'[files]\n"{HERE}" = "names of files"\n')) == []
    assert found(write("tools/taken_apart.toml", f'[files]\n"{HERE}" = " "\n')) == [(HERE, ASKED)]


@pytest.mark.parametrize(
    "text",
    [
        "NEEDED.search(row.reason)\n",
        "said = COUNTED.findall(str(row['reason']))\n",
        "parts = row['note'].split('; ')\n",
        "code, _, rest = job.error.partition(' ')\n",
        "year = re.match('Plan ([0-9]+)', job.title)\n",
        "from re import findall\n\nx = findall('a', row.reason)\n",
        "x = row.reason[len('Faltan '):]\n",
        "x = row.reason.removeprefix('Faltan ')\n",
        "x = row.reason.startswith('Faltan')\n",
        "x = row.reason.find('Faltan')\n",
        "x = row.reason.replace('Faltan ', '')\n",
        "x = 'Faltan' in row.reason\n",
        "rows = Row.objects.filter(reason__regex='Faltan')\n",
        "rows = Row.objects.filter(plan__reason__contains='Faltan')\n",
        "rows = Row.objects.filter(**{'reason__icontains': 'Faltan'})\n",
        "x = pl.col('reason').str.extract('([0-9]+)')\n",
        "x = frame['reason'].str.contains('Faltan')\n",
        "def f(row):\n    t = row.reason\n    return t.split()\n",
        "x = X.sub('', row.reason)\n",
        "x = row.get('reason').split()\n",
        "x = getattr(row, 'reason', '').split()\n",
        "x = problem.message.split(': ')\n",
        "x = str(row.sentence or '').strip().split()\n",
        "x = row['plurals'].split()\n",
        "x = say(one).split()\n",
        "x = speech.say(one).partition(':')\n",
    ],
)
def test_no_reason_excuses_stored_words(write, text):
    write("tools/taken_apart.toml", f'[files]\n"{HERE}" = "what is kept"\n')
    messages = [message for _, message in found(write(HERE, f"import re\n\nX = re.compile('a')\n{text}"))]
    assert [message.partition(":")[0] for message in messages] == ["what is stored for people is taken apart"]


@pytest.mark.parametrize(
    "text",
    [
        "const parts = text.split(' ');\n",
        "const found = text.match(/[0-9]+/);\n",
        "if (/a/.test(node.textContent)) draw();\n",
        "const X = new RegExp('a');\n",
    ],
)
def test_a_script_that_takes_text_apart_says_which(write, text):
    script = "frontend/src/week.ts"
    assert found(write(script, text)) == [(script, ASKED)]
    assert found(write("tools/taken_apart.toml", f'[files]\n"{script}" = "names of files"\n')) == []


def test_a_reason_without_its_file_is_found(write):
    root = write("tools/taken_apart.toml", f'[files]\n"{HERE}" = "names of files"\n')
    assert found(root) == [("tools/taken_apart.toml", f"{HERE} takes nothing apart any more")]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (HERE, "import numpy as np\n\nnear = np.partition(km, 3)\n"),
        (HERE, "facts = from_data(row.reason)\n"),
        (HERE, "short = row.reason[:80]\n"),
        (HERE, "label = row.title[:1].lower() + row.title[1:]\n"),
        (HERE, "def f(row):\n    t = row.name\n    return t.startswith('a')\n"),
        (HERE, "def f(row):\n    t = row.reason\n\ndef g(t):\n    return t.startswith('a')\n"),
        (HERE, "found = key in row.reasons\n"),
        ("frontend/src/week.ts", "const some = rows.slice(1);\n"),
        ("src/pusaq/room/migrations/0001_a.py", "import re\n\nX = re.compile('a')\n"),
        ("tools/a.py", "x = text.split()\n"),
    ],
)
def test_what_takes_nothing_apart_needs_no_reason(write, path, text):
    assert found(write(path, text)) == []

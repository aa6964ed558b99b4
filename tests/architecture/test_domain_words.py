"""What `domain` stores is a fact, a code and its values, never a sentence in a language of somebody."""

from __future__ import annotations

import ast
from pathlib import Path

SYSTEM = Path("src/pusaq")
IN_WORDS = {
    # Titles of activities are stored in words: lists, the search and calendars show them as they are.
    "accompaniment/year/domain/publishing.py",
}


def asks_for_words(text):
    """Whether a file imports a way to translate what it says."""
    names = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {node.module or "", *(f"{node.module}.{one.name}" for one in node.names)}
    return bool(names & {"gettext", "django.utils.translation"})


def test_domain_translates_nothing():
    files = [*SYSTEM.rglob("domain/**/*.py"), *SYSTEM.rglob("domain.py")]
    assert len(files) > 20
    found = {str(file.relative_to(SYSTEM)) for file in files if asks_for_words(file.read_text("utf-8"))}
    assert found == IN_WORDS


def test_each_way_to_translate_is_seen():
    for text in (
        "from django.utils.translation import gettext as _",
        "from django.utils import timezone, translation",
        "import django.utils.translation",
        "import gettext",
    ):
        assert asks_for_words(text), text
    assert not asks_for_words("from django.utils import timezone")

"""The command speaks the language of the terminal, and Spanish where it does not know it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


@pytest.mark.long
@pytest.mark.parametrize(
    ("language", "said"),
    [("es", "Opciones:"), ("en", "Options:"), ("qu", "Akllanakuna:"), ("de", "Opciones:")],
)
def test_help_speaks_the_language_of_the_terminal(language, said):
    command = [sys.executable, "-m", "pusaq_core.cli.entry", "plan", "--help"]
    environment = {**os.environ, "LANGUAGE": language, "PYTHONUTF8": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=True)  # noqa: S603  (our own words)
    assert said in done.stdout

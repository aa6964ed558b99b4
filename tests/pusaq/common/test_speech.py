"""What tables keep is told as far as it can be read."""

from __future__ import annotations

from pusaq.common.speech import kept_facts, readers_speech
from pusaq_core.findings.shapes import Divided, RecordedText
from pusaq_core.findings.written import as_data
from pusaq_core.wording.facts import told


def test_kept_facts_are_read():
    assert kept_facts(as_data([Divided(parts=3)])) == (Divided(parts=3),)


def test_facts_of_another_version_are_told_as_unreadable():
    (found,) = kept_facts([{"code": "of_tomorrow", "params": {}}])
    assert isinstance(found, RecordedText)
    assert told([found], readers_speech()) == "No se puede leer: lo escribió otra versión de Pusaq."

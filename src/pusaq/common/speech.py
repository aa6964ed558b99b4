"""The voice in which facts and problems of the core are told to whoever reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext

from pusaq_core.cli.messages import sentence
from pusaq_core.findings.shapes import Quoted, RecordedText
from pusaq_core.findings.written import FactError, from_data
from pusaq_core.io.translations import translations
from pusaq_core.wording.speech import Speech

if TYPE_CHECKING:
    from pusaq_core.errors import Problem
    from pusaq_core.findings.shapes import Fact


def readers_speech() -> Speech:
    """The language in force and its way of writing days; asked for each page, never kept."""
    return Speech(gettext=translations(get_language() or "es").gettext, day=date_format)


def kept_facts(data: object) -> tuple[Fact, ...]:
    """Facts as a table keeps them, to be shown.

    Where one cannot be read, as after a newer version was taken back, a page shows that and all the rest.
    """
    try:
        return from_data(data)
    except FactError:
        return (RecordedText(text=Quoted(gettext("No se puede leer: lo escribió otra versión de Pusaq."))),)


def problem_said(problem: Problem) -> str:
    """What is wrong with an input, with its place in it."""
    return sentence(problem, gettext=readers_speech().gettext)

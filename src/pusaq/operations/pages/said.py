"""Lengths of time, sizes and mistakes in the words of people. A traceback is never among them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.html import conditional_escape, format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pusaq.common.enums import JobState
from pusaq.common.problems import CODE, code_in, problems_in
from pusaq_core.cli.messages import sentence

if TYPE_CHECKING:
    import datetime as dt

    from django.utils.safestring import SafeString

    from pusaq.common.models import Job

JOB_STATUS = {
    JobState.WAITING: "to_do",
    JobState.RUNNING: "sending",
    JobState.DONE: "done",
    JobState.FAILED: "failed",
    JobState.CANCELLED: "not_planned",
}
BUSY = {"OperationalError", "DatabaseError", "InterfaceError", "DeadlockDetected", "LockNotAvailable"}
NETWORK = {"ConnectionError", "ConnectionRefusedError", "ConnectionResetError", "TimeoutError", "gaierror"}
FILES = {"OSError", "FileNotFoundError", "PermissionError"}
GONE = {"DoesNotExist", "ObjectDoesNotExist"}
TYPE = re.compile(r"^\s*(\w+)")


def said_length(length: dt.timedelta | None) -> str:
    """A length of time in its two greatest units."""
    if length is None:
        return ""
    seconds = max(int(length.total_seconds()), 0)
    for size, words, smaller, rest in (
        (86_400, _("%(n)d d"), 3600, _("%(n)d h")),
        (3600, _("%(n)d h"), 60, _("%(n)d min")),
        (60, _("%(n)d min"), 1, _("%(n)d s")),
    ):
        if seconds >= size:
            left = seconds % size // smaller
            return words % {"n": seconds // size} + (f" {rest % {'n': left}}" if left else "")
    return _("%(n)d s") % {"n": seconds}


def said_bytes(size: float) -> str:
    """A size in the unit in which it is between 1 and 1000."""
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1000:
            return f"{number_format(size, 0 if unit == 'B' else 1)}\u00a0{unit}"
        size /= 1000
    return f"{number_format(size, 1)}\u00a0TB"


def job_mistakes(job: Job) -> list[str]:
    """Why a work failed: what must be mended in its files, or that the program failed and where to look."""
    if job.state != JobState.FAILED:
        return []
    if problems := problems_in(job.error):
        return [sentence(one) for one in problems]
    return [_with_code(_("Falló el programa, no los datos."), code_in(job.error))]


def job_mistake(job: Job) -> str:
    """The first of its mistakes, and how many more there are."""
    mistakes = job_mistakes(job)
    if len(mistakes) < 2:
        return "".join(mistakes)
    more = len(mistakes) - 1
    return f"{mistakes[0]} {ngettext('(y %(n)d más)', '(y %(n)d más)', more) % {'n': more}}"


def delivery_mistake(error: str) -> str:
    """Why a delivery failed, from the kind of the error; its own words stay in the log."""
    found = TYPE.match(CODE.sub("", error))
    kind = found[1] if found else ""
    if kind in BUSY:
        said = _("La base de datos no respondió o estaba ocupada.")
    elif kind in NETWORK:
        said = _("No hubo conexión.")
    elif kind in FILES:
        said = _("No se pudo leer o escribir un archivo.")
    elif kind in GONE:
        said = _("Ya no existe aquello a lo que se refería.")
    else:
        said = _("Falló el programa, no los datos.")
    return _with_code(said, code_in(error))


def whole_codes(said: str) -> SafeString:
    """Words of a mistake as HTML in which no line ends within a code."""
    first, code, rest = _split(said)
    if not code:
        return conditional_escape(said)
    return format_html('{}<span class="whitespace-nowrap">{}</span>{}', first, code, rest)


def _split(said: str) -> tuple[str, str, str]:
    found = re.search(CODE.pattern.removeprefix("^"), said)
    return (said[: found.start()], found[0], said[found.end() :]) if found else (said, "", "")


def _with_code(said: str, code: str) -> str:
    return f"{said} {_('Código %(code)s.') % {'code': code}}" if code else said

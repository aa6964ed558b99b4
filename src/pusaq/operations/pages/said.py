"""Lengths of time, sizes and mistakes in the words of people. A traceback is never among them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.html import conditional_escape, format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pusaq.common.enums import JobState
from pusaq.common.problems import problems_from
from pusaq.common.speech import problem_said

if TYPE_CHECKING:
    import datetime as dt

    from django.utils.safestring import SafeString

    from pusaq.common.models import EventDelivery, Job

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


@dataclass(frozen=True, slots=True)
class Mistake:
    """What went wrong, in words, and the code under which it stands in the log; none where data are wrong."""

    said: str
    code: str = ""

    def __str__(self) -> str:
        return f"{self.said} {_('Código %(code)s.') % {'code': self.code}}" if self.code else self.said

    def as_html(self) -> SafeString:
        """No line ends within a code."""
        if not self.code:
            return conditional_escape(self.said)
        code = format_html('<span class="whitespace-nowrap">{}</span>', self.code)
        return format_html("{} {}", self.said, format_html(_("Código %(code)s.") % {"code": "{}"}, code))


def job_mistakes(job: Job) -> list[Mistake]:
    """Why a work failed: what must be mended in its files, or that the program failed and where to look."""
    if job.state != JobState.FAILED:
        return []
    if job.problems:
        return [Mistake(problem_said(one)) for one in problems_from(job.problems)]
    return [Mistake(_("Falló el programa, no los datos."), job.code)]


def job_mistake(job: Job) -> Mistake | None:
    """The first of its mistakes, and how many more there are."""
    mistakes = job_mistakes(job)
    if len(mistakes) < 2:
        return next(iter(mistakes), None)
    more = len(mistakes) - 1
    return Mistake(f"{mistakes[0].said} {ngettext('(y %(n)d más)', '(y %(n)d más)', more) % {'n': more}}")


def delivery_mistake(delivery: EventDelivery) -> Mistake | None:
    """Why a delivery failed, from the type of its error; its own words are for operators alone."""
    kind = delivery.error_type
    if not kind:
        return None
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
    return Mistake(said, delivery.code)

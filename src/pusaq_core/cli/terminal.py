"""What the command says while it works and when it refuses. Everything goes to standard error."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.segment import Segment

from pusaq_core.cli.i18n import _
from pusaq_core.cli.messages import sentence
from pusaq_core.wording.visible import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.console import ConsoleOptions, RenderableType

    from pusaq_core.errors import InputError

SHOWN = 20

BAD_INPUT = 2
INTERRUPTED = 130


class Terminal(Console):
    """A terminal that words of files cannot command: what would act in them is written out."""

    def __init__(self, *, stderr: bool = False, soft_wrap: bool = False) -> None:
        super().__init__(stderr=stderr, soft_wrap=soft_wrap, highlight=False)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterator[Segment]:
        """Pieces of a line; those with which the library itself moves the cursor are let through."""
        for piece in super().render(renderable, options):
            yield piece if piece.control else Segment(visible(piece.text, keep="\n"), piece.style)


def console() -> Terminal:
    """Standard error, so that standard output stays free for results."""
    return Terminal(stderr=True, soft_wrap=True)


def refuse(error: InputError) -> None:
    """Say every problem, and that nothing was written."""
    out = console()
    for problem in error.problems[:SHOWN]:
        out.print(sentence(problem), markup=False)
    rest = len(error.problems) - SHOWN
    if rest > 0:
        out.print(_("… y {rest} problemas más.").format(rest=rest), markup=False)
    out.print(_("No se escribió nada."), markup=False)


@contextlib.contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None]]:
    """A bar for each stage of a plan."""
    names = {
        "read": _("Lectura"),
        "targeting": _("Focalización"),
        "caseloads": _("Carteras"),
        "timetable": _("Calendario"),
        "check": _("Verificación"),
        "write": _("Escritura"),
    }
    bar = Progress(
        TextColumn("{task.description:<14}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console(),
    )
    tasks = {}
    with bar:

        def show(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(names[stage], total=total)
            bar.update(tasks[stage], completed=done, total=total)

        yield show

"""What people call things that the code calls by a dotted name; each room says its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pusaq.common.house import house

if TYPE_CHECKING:
    from pusaq.common.models import Job


def word_for(name: str) -> str:
    """The words of a kind of work, a kind of event or a handler; its own name where no room has words."""
    return str(house().words.get(name, name))


def job_title(job: Job) -> str:
    """What a work is about, in the language of the reader; the words of its kind where it names nothing."""
    if not job.about:
        return word_for(job.kind)
    if kept := job.about.get("recorded_text"):  # what an earlier version called it
        return str(kept)
    words: str = word_for(f"{job.kind}.{'of_one' if job.about['n'] == 1 else 'of_several'}")
    return words % dict(job.about)


def job_stage(job: Job) -> str:
    """What a work is doing and on which part; empty where it does not say."""
    said = word_for(f"{job.kind}.{job.stage}") if job.stage else ""
    return ": ".join(filter(None, (job.part, said)))

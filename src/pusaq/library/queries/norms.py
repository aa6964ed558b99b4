"""Norms as they were kept, and what rests on them."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING

from django.core.files.storage import default_storage

from pusaq.common.ports import answers
from pusaq.library.models import NormVersion
from pusaq.library.ports import RESTS_ON
from pusaq_core.norms.amendments import apply_amendments, load_amendment
from pusaq_core.norms.loader import load_norm

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from pusaq.common.actor import Actor
    from pusaq.library.ports import Resting
    from pusaq_core.norms.norm import Norm


class BrokenNormError(RuntimeError):
    """The kept text of a norm is no longer the one of which a digest was written."""


def norm_versions(country: str) -> QuerySet[NormVersion]:
    """Norms of a country as kept, the youngest version of each first."""
    return NormVersion.objects.filter(country=country).select_related("file")


def latest_version(norm_id: str, *, country: str) -> NormVersion | None:
    return norm_versions(country).filter(norm_id=norm_id).order_by("-loaded_at").first()


def norm_of(version: NormVersion) -> Norm:
    """The norm as loaded from its kept text; read once for each text.

    Raises:
        BrokenNormError: the file was changed after it was kept.
    """
    return _loaded(version.sha256, version.file.key)


@lru_cache(maxsize=16)
def _loaded(sha256: str, key: str) -> Norm:
    with default_storage.open(key) as file:
        kept = json.loads(file.read())
    base = load_norm(kept["norma"]["texto"], file=kept["norma"]["archivo"])
    amendments = [load_amendment(text["texto"], file=text["archivo"]) for text in kept["modificatorias"]]
    norm = apply_amendments(base, amendments, on=dt.date.max)
    if norm.sha256 != sha256:
        raise BrokenNormError(sha256)
    return norm


def what_rests(norm_id: str, *, role: Actor) -> dict[str, list[Resting]]:
    """Single numerals to what rests on each, of every room that answers, for the eyes of a role."""
    found: dict[str, list[Resting]] = defaultdict(list)
    for room in answers(RESTS_ON):
        for numeral, resting in room.rests_on(norm_id=norm_id, role=role).items():
            found[numeral] += resting
    return dict(found)

"""What tests keep of the catalogue: read once a process, kept once a test."""

from __future__ import annotations

import datetime as dt
import io

from django.core.files.storage import default_storage

from pusaq.common.domain.files import keep_file
from pusaq.library.domain import keep_norm
from pusaq.library.models import NormVersion

NORM = "nt-026-minedu-2019"
NOW = dt.datetime(2026, 2, 20, 14, 0, tzinfo=dt.UTC)
FIELDS = ("norm_id", "sha256", "country", "code", "title", "valid_since", "valid_until", "loaded_at")

_read = {}


def norm_in_library():
    """The norm of the accompaniment, on the first school day of 2026."""
    known = NormVersion.objects.filter(norm_id=NORM).first()
    if known is not None:
        return known
    if _read:
        stored = keep_file(io.BytesIO(_read["content"]), media_type=_read["media_type"], at=NOW)
        return NormVersion.objects.create(file=stored, **_read["fields"])
    version = keep_norm(norm_id=NORM, on=dt.date(2026, 3, 16), now=NOW)
    with default_storage.open(version.file.key) as file:
        content = file.read()
    fields = {name: getattr(version, name) for name in FIELDS}
    _read.update(content=content, media_type=version.file.media_type, fields=fields)
    return version

"""Keeping files: the bytes first, then the row in its owner's transaction; what nobody owns is swept."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import IO, TYPE_CHECKING

from django.core.files import File
from django.core.files.storage import default_storage

from pusaq.common.models import StoredFile

if TYPE_CHECKING:
    from collections.abc import Iterator

ORPHAN_AGE = dt.timedelta(hours=24)
"""A file younger than this may belong to a transaction that is still open."""

_CHUNK = 1024**2


class _FromHere(File[bytes]):
    """A file whose chunks begin where it stands; Django's begin at its start."""

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        while chunk := self.read(chunk_size or _CHUNK):
            yield chunk


def keep_file(content: IO[bytes], *, media_type: str, at: dt.datetime) -> StoredFile:
    """Keep a file; the same bytes are kept once.

    Args:
        content: read from its present position to its end.
        media_type: as in HTTP.
        at: now.
    """
    start = content.tell()
    digest, size = hashlib.sha256(), 0
    while chunk := content.read(_CHUNK):
        digest.update(chunk)
        size += len(chunk)
    sha256 = digest.hexdigest()
    key = f"{sha256[:2]}/{sha256[2:4]}/{sha256}"
    if not default_storage.exists(key):
        content.seek(start)
        default_storage.save(key, _FromHere(content))
    stored, _made = StoredFile.objects.get_or_create(
        sha256=sha256, defaults={"size": size, "media_type": media_type, "key": key, "created_at": at}
    )
    return stored


def sweep_files(*, at: dt.datetime) -> list[str]:
    """Remove rows that no other row owns any more, then files without a row.

    Returns:
        Keys that were removed.
    """
    old = StoredFile.objects.filter(created_at__lt=at - ORPHAN_AGE)
    for relation in StoredFile._meta.related_objects:
        old = old.filter(**{f"{relation.name}__isnull": True})
    removed = list(old.values_list("key", flat=True))
    StoredFile.objects.filter(key__in=removed).delete()
    known = set(StoredFile.objects.values_list("key", flat=True))
    for key in _keys(""):
        if key not in known and default_storage.get_modified_time(key) < at - ORPHAN_AGE:
            default_storage.delete(key)
            if key not in removed:
                removed.append(key)
    return sorted(removed)


def _keys(folder: str) -> Iterator[str]:
    folders, files = default_storage.listdir(folder) if default_storage.exists(folder or ".") else ([], [])
    yield from (f"{folder}/{name}".lstrip("/") for name in files)
    for inner in folders:
        yield from _keys(f"{folder}/{inner}".lstrip("/"))

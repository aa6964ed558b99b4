"""One record for many rows: loads and publications."""

from __future__ import annotations

import gzip
import io
import json
from typing import TYPE_CHECKING, Any

from pusaq.common.domain.files import keep_file
from pusaq.common.models import BulkRecord, StoredFile

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    import polars as pl

    from pusaq.common.refs import Ref


def record_bulk(
    *,
    kind: str,
    path: str,
    summary: Mapping[str, Any],
    changed: Iterable[Mapping[str, Any]],
    by: Any,
    now: dt.datetime,
    ref: Ref | None = None,
) -> BulkRecord:
    """Write who changed many rows at once, and which, as one record with a file of JSON lines."""
    lines = [json.dumps(row, ensure_ascii=False, default=str) for row in changed]
    stored = None
    if lines:
        content = io.BytesIO("\n".join(lines).encode())
        stored = keep_file(content, media_type="application/x-ndjson", at=now)
    return _written(kind, path, summary, stored, by, now, ref)


def record_frames(
    *,
    kind: str,
    path: str,
    summary: Mapping[str, Any],
    changed: Sequence[pl.DataFrame],
    by: Any,
    now: dt.datetime,
    ref: Ref | None = None,
) -> BulkRecord:
    """The same for rows by the hundred thousand: frames, written as packed JSON lines."""
    lines = io.BytesIO()
    for frame in changed:
        frame.write_ndjson(lines)
    stored = None
    if lines.tell():
        packed = io.BytesIO(gzip.compress(lines.getbuffer(), compresslevel=1, mtime=0))
        stored = keep_file(packed, media_type="application/x-ndjson+gzip", at=now)
    return _written(kind, path, summary, stored, by, now, ref)


def _written(
    kind: str,
    path: str,
    summary: Mapping[str, Any],
    stored: StoredFile | None,
    by: Any,
    now: dt.datetime,
    ref: Ref | None,
) -> BulkRecord:
    return BulkRecord.objects.create(
        kind=kind,
        path=path,
        summary=dict(summary),
        rows=stored,
        by_id=getattr(by, "pk", None),
        at=now,
        ref_kind=ref.kind if ref else "",
        ref_id=ref.id if ref else None,
    )

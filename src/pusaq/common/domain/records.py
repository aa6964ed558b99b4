"""One record for many rows: loads and publications."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

from pusaq.common.domain.files import keep_file
from pusaq.common.models import BulkRecord

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

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

"""Keeping norms as some plan used them."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

from django.db import transaction

from pusaq.common.domain.files import keep_file
from pusaq.library.models import NormVersion
from pusaq_core.io.catalogue import norm_files, read_norm, read_norm_text, shown_name
from pusaq_core.norms.amendments import is_amendment, load_amendment

if TYPE_CHECKING:
    import datetime as dt

    from pusaq_core.norms.norm import Norm

MEDIA_TYPE = "application/json"


def keep_norm(*, norm_id: str, on: dt.date, now: dt.datetime) -> NormVersion:
    """Keep the text of a norm of the catalogue with the amendments that apply on a day.

    The same text is kept once; so is its file.

    Args:
        norm_id: id in the catalogue.
        on: of a school year, its first school day.
        now: when it is kept.

    Raises:
        InputError: there is no such norm, or it cannot be read.
    """
    norm = read_norm(norm_id, on=on)
    known = NormVersion.objects.filter(norm_id=norm.id, sha256=norm.sha256).first()
    if known is not None:
        return known
    content = json.dumps(_texts(norm, on), ensure_ascii=False, indent=1)
    with transaction.atomic():
        stored = keep_file(io.BytesIO(content.encode()), media_type=MEDIA_TYPE, at=now)
        version, _made = NormVersion.objects.get_or_create(
            norm_id=norm.id,
            sha256=norm.sha256,
            defaults={
                "country": norm.country,
                "code": norm.code,
                "title": norm.title,
                "file": stored,
                "valid_since": norm.valid.since,
                "valid_until": norm.valid.until,
                "loaded_at": now,
            },
        )
    return version


def _texts(norm: Norm, on: dt.date) -> dict[str, object]:
    """The text of the norm and of its amendments in force, with the names of their files."""
    base, amendments = {}, []
    for path in norm_files():
        text, name = read_norm_text(path), shown_name(path)
        if path.stem == norm.id:
            base = {"archivo": name, "texto": text}
        elif is_amendment(text, file=name):
            amendment = load_amendment(text, file=name)
            if amendment.modifies == norm.id and amendment.since <= on:
                amendments.append({"archivo": name, "texto": text})
    return {"norma": base, "modificatorias": amendments}

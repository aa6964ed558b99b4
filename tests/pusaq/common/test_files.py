from __future__ import annotations

import datetime as dt
import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from pusaq.common.clock import real_now
from pusaq.common.disk import TEMPORARY, SafeDiskStorage
from pusaq.common.domain.files import keep_file, sweep_files
from pusaq.common.domain.records import record_bulk
from pusaq.common.models import StoredFile

NOW = dt.datetime(2026, 8, 20, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _disk(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "pusaq.common.disk.SafeDiskStorage", "OPTIONS": {"location": tmp_path}}
    }


def _keep(content, at=NOW):
    return keep_file(io.BytesIO(content), media_type="text/csv", at=at)


def test_file_is_kept_under_its_digest():
    stored = _keep(b"cod_mod\n")
    assert stored.size == 8
    assert stored.key.endswith(stored.sha256)
    with default_storage.open(stored.key) as file:
        assert file.read() == b"cod_mod\n"


def test_same_bytes_are_kept_once():
    assert _keep(b"x").pk == _keep(b"x").pk
    assert StoredFile.objects.count() == 1


def test_file_is_read_from_where_it_stands():
    content = io.BytesIO(b"head tail")
    content.seek(5)
    with default_storage.open(keep_file(content, media_type="text/plain", at=NOW).key) as file:
        assert file.read() == b"tail"


def test_interrupted_writing_leaves_nothing(tmp_path):
    class Broken(ContentFile):
        def chunks(self, chunk_size=None):  # noqa: ARG002  (Django's signature)
            yield b"half"
            raise OSError("no space left")

    with pytest.raises(OSError, match="no space"):
        SafeDiskStorage(location=tmp_path).save("a/b", Broken(b""))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_sweep_removes_only_old_files_that_nobody_owns(tmp_path):
    old = real_now() - dt.timedelta(days=2)
    orphan = _keep(b"orphan", at=old)
    fresh = _keep(b"fresh", at=real_now())
    record = record_bulk(kind="x", path="pe/", summary={}, changed=[{"a": 1}], by=None, now=old)
    lost = tmp_path / f"aa/{TEMPORARY}1"
    lost.parent.mkdir()
    lost.write_bytes(b"half")
    later = real_now() + dt.timedelta(days=1, minutes=1)
    StoredFile.objects.filter(pk=fresh.pk).update(created_at=later)
    removed = sweep_files(at=later)
    assert removed == sorted([orphan.key, f"aa/{TEMPORARY}1"])
    assert set(StoredFile.objects.values_list("pk", flat=True)) == {fresh.pk, record.rows_id}
    assert not default_storage.exists(orphan.key)
    assert default_storage.exists(fresh.key)


def test_bulk_record_keeps_the_changed_rows():
    record = record_bulk(
        kind="territory.registry", path="pe/", summary={"new": 1}, changed=[{"año": 2026}], by=None, now=NOW
    )
    with default_storage.open(record.rows.key) as file:
        assert file.read().decode() == '{"año": 2026}'
    assert record_bulk(kind="x", path="", summary={}, changed=[], by=None, now=NOW).rows is None

from __future__ import annotations

import datetime as dt
import json
import threading
from dataclasses import dataclass
from types import SimpleNamespace
from typing import ClassVar

import pytest
from django.core.files.storage import default_storage
from django.db import connection, transaction

from pusaq.common.domain import events
from pusaq.common.domain.events import (
    ATTEMPTS,
    EventDepthError,
    Payload,
    deliver,
    emit,
    retry_deliveries,
)
from pusaq.common.enums import DeliveryState
from pusaq.common.house import Follow
from pusaq.common.models import BulkRecord, Event, EventDelivery, SearchEntry
from pusaq.common.refs import Ref
from pusaq.common.tasks import deliver_due

NOON = dt.datetime(2026, 8, 20, 12, tzinfo=dt.UTC)
ABOUT = Ref("common.searchentry", SearchEntry().pk)
HERE = "tests.pusaq.common.test_events"


def now(handler):
    return Follow(handler, is_now=True)


def later(handler):
    return Follow(handler, is_now=False)


@dataclass(frozen=True, slots=True)
class Rained(Payload):
    kind: ClassVar[str] = "common.rained"
    version: ClassVar[int] = 2
    day: dt.date


@dataclass(frozen=True, slots=True)
class Flooded(Payload):
    kind: ClassVar[str] = "common.flooded"


RAIN = Rained(day=dt.date(2026, 8, 19))


def note(event):
    """Leaves one row each time it runs."""
    SearchEntry.objects.create(label=event.kind, ref_kind="x", ref_id=SearchEntry().pk)


def fail(event):
    note(event)
    raise ValueError("the river took the bridge")


def flood(event):
    emit(Flooded(), ref=event.ref, path="pe/", by=None, at=NOON)


def rain(event):
    emit(RAIN, ref=event.ref, path="pe/", by=None, at=NOON)


@pytest.fixture
def follow(monkeypatch):
    def put(**table):
        kinds = {f"common.{kind}": entries for kind, entries in table.items()}
        monkeypatch.setattr(events, "follows", lambda: kinds)

    return put


def _rains():
    with transaction.atomic():
        return emit(RAIN, ref=ABOUT, path="pe/", by=None, at=NOON)


def test_event_keeps_what_happened(follow):
    follow()
    event = Event.objects.get(pk=_rains().pk)
    assert (event.kind, event.version, event.payload) == ("common.rained", 2, {"day": "2026-08-19"})
    assert (event.ref, event.path, event.at, event.by_id) == (ABOUT, "pe/", NOON, None)


def test_what_follows_now_is_done_in_order(follow):
    follow(rained=(now(f"{HERE}.flood"), now(f"{HERE}.note")), flooded=(now(f"{HERE}.note"),))
    _rains()
    labels = list(SearchEntry.objects.order_by("pk").values_list("label", flat=True))
    assert labels == ["common.flooded", "common.rained"]


def test_error_of_a_follower_undoes_all(follow):
    follow(rained=(now(f"{HERE}.note"), later(f"{HERE}.note"), now(f"{HERE}.fail")))
    with pytest.raises(ValueError, match="bridge"):
        _rains()
    assert (Event.objects.count(), EventDelivery.objects.count(), SearchEntry.objects.count()) == (0, 0, 0)


def test_events_that_run_in_a_circle_are_stopped(follow):
    follow(rained=(now(f"{HERE}.flood"),), flooded=(now(f"{HERE}.rain"),))
    with pytest.raises(EventDepthError):
        _rains()
    assert Event.objects.count() == 0


def test_later_happens_once_however_often_it_is_delivered(follow):
    follow(rained=(later(f"{HERE}.note"),))
    _rains()
    assert SearchEntry.objects.count() == 0
    delivery = EventDelivery.objects.get()
    assert deliver(delivery.pk, at=NOON)
    assert deliver(delivery.pk, at=NOON)
    assert SearchEntry.objects.count() == 1
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.done_at) == (DeliveryState.DONE, 1, NOON)


def test_failing_delivery_leaves_nothing_and_is_tried_later_each_time(follow):
    follow(rained=(later(f"{HERE}.fail"),))
    _rains()
    delivery = EventDelivery.objects.get()
    pauses = []
    for _ in range(ATTEMPTS):
        assert not deliver(delivery.pk, at=NOON)
        delivery.refresh_from_db()
        pauses.append((delivery.due_at - NOON).total_seconds())
    assert pauses == [10, 20, 40, 80, 160, 320, 640, 1280]
    assert SearchEntry.objects.count() == 0
    assert delivery.state == DeliveryState.FAILED
    assert "bridge" in delivery.error


def test_failed_delivery_can_be_tried_again_and_the_record_says_who_asked(follow, monkeypatch):
    follow(rained=(later(f"{HERE}.fail"),))
    _rains()
    EventDelivery.objects.update(
        state=DeliveryState.FAILED, attempts=ATTEMPTS, code="PQ-0000-0000", error_type="ValueError"
    )
    delivery = EventDelivery.objects.get()
    operator = SimpleNamespace(pk=SearchEntry().pk)
    assert retry_deliveries(ids=[delivery.pk], by=operator, now=NOON) == [delivery]
    record = BulkRecord.objects.get()
    assert (record.kind, record.path, record.by_id, record.at) == (
        "common.deliveries_retried",
        "pe/",
        operator.pk,
        NOON,
    )
    with default_storage.open(record.rows.key) as kept:
        (told,) = map(json.loads, kept)
    mistake = {"code": "PQ-0000-0000", "error_type": "ValueError", "error": ""}
    assert told["before"] == {"state": "failed", "attempts": ATTEMPTS, **mistake}
    assert told["after"] == {"state": "pending", "attempts": 0}
    monkeypatch.setattr(f"{HERE}.fail", note)
    assert deliver(delivery.pk, at=NOON)
    assert SearchEntry.objects.count() == 1


def test_delivery_that_did_not_fail_is_not_retried(follow):
    follow(rained=(later(f"{HERE}.note"),))
    _rains()
    delivery = EventDelivery.objects.get()
    assert deliver(delivery.pk, at=NOON)
    assert retry_deliveries(ids=[delivery.pk, SearchEntry().pk], by=None, now=NOON) == []
    assert deliver(delivery.pk, at=NOON)
    assert (SearchEntry.objects.count(), BulkRecord.objects.count()) == (1, 0)


def test_error_of_a_delivery_is_logged_with_its_traceback_under_the_code_it_keeps(follow, caplog):
    follow(rained=(later(f"{HERE}.fail"),))
    _rains()
    assert not deliver(EventDelivery.objects.get().pk, at=NOON)
    kept = EventDelivery.objects.get()
    (record,) = [one for one in caplog.records if kept.code in one.getMessage()]
    assert kept.error_type == type(record.exc_info[1]).__name__
    assert "bridge" in str(record.exc_info[1])


@pytest.mark.usefixtures("transactional_db")
def test_of_two_who_retry_at_once_one_does(follow):
    follow(rained=(later(f"{HERE}.note"),))
    _rains()
    EventDelivery.objects.update(state=DeliveryState.FAILED)
    ids, barrier, ends = [EventDelivery.objects.get().pk], threading.Barrier(2), []

    def go():
        try:
            barrier.wait(timeout=30)
            ends.append(len(retry_deliveries(ids=ids, by=None, now=NOON)))
        finally:
            connection.close()

    threads = [threading.Thread(target=go) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(ends) == [0, 1]
    assert BulkRecord.objects.count() == 1


def test_worker_delivers_what_is_due(follow):
    follow(rained=(later(f"{HERE}.note"), later(f"{HERE}.fail")))
    with transaction.atomic():
        emit(RAIN, ref=ABOUT, path="pe/", by=None, at=NOON)
    EventDelivery.objects.update(due_at=NOON - dt.timedelta(days=4000))
    deliver_due.call()
    states = dict(EventDelivery.objects.values_list("handler", "state"))
    assert states == {f"{HERE}.note": DeliveryState.DONE, f"{HERE}.fail": DeliveryState.PENDING}


class UngratefulError(Exception):
    def __str__(self):
        raise RuntimeError


UNSAYABLE = {
    "zero": (ValueError("a\0b"), r"a\x00b"),
    "half a pair": (ValueError("a\udc80b"), r"a\udc80b"),
    "no word at all": (UngratefulError(), "UngratefulError"),
}


@pytest.mark.parametrize("name", UNSAYABLE)
def test_an_error_that_no_table_keeps_is_kept_and_the_next_is_delivered(name, follow, monkeypatch):
    raised, said = UNSAYABLE[name]

    def refuse(_event):
        raise raised

    monkeypatch.setattr(f"{HERE}.fail", refuse)
    follow(rained=(later(f"{HERE}.fail"), later(f"{HERE}.note")))
    _rains()
    EventDelivery.objects.filter(handler__endswith=".fail").update(due_at=NOON - dt.timedelta(days=4000))
    EventDelivery.objects.filter(handler__endswith=".note").update(due_at=NOON - dt.timedelta(days=3999))
    deliver_due.call()
    rows = EventDelivery.objects.order_by("handler").values_list("state", "attempts", "error")
    assert list(rows) == [(DeliveryState.PENDING, 1, said), (DeliveryState.DONE, 1, "")]


def test_a_delivery_that_kills_its_worker_is_counted_put_off_and_given_up(follow, monkeypatch):
    class Killed(BaseException):
        """As little as a killed process lets anybody do."""

    def die(_event):
        raise Killed

    monkeypatch.setattr(f"{HERE}.fail", die)
    follow(rained=(later(f"{HERE}.fail"),))
    _rains()
    delivery = EventDelivery.objects.get()
    for begun in range(1, ATTEMPTS + 1):
        with pytest.raises(Killed):
            deliver(delivery.pk, at=NOON)
        delivery.refresh_from_db()
        assert (delivery.attempts, delivery.due_at) == (
            begun,
            NOON + dt.timedelta(seconds=10 * 2 ** (begun - 1)),
        )
    assert not deliver(delivery.pk, at=NOON)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.error) == (DeliveryState.FAILED, "its worker died 8 times")
    assert delivery.code


def test_one_delivery_that_cannot_even_be_marked_does_not_stop_the_others(follow, monkeypatch, caplog):
    follow(rained=(later(f"{HERE}.fail"), later(f"{HERE}.note")))
    _rains()
    EventDelivery.objects.update(due_at=NOON - dt.timedelta(days=4000))
    monkeypatch.setattr(events, "_failed", lambda *_: 1 / 0)
    deliver_due.call()
    states = dict(EventDelivery.objects.values_list("handler", "state"))
    assert states == {f"{HERE}.note": DeliveryState.DONE, f"{HERE}.fail": DeliveryState.PENDING}
    assert "PQ-" in caplog.text


@pytest.mark.usefixtures("transactional_db")
def test_event_outside_a_transaction_is_refused(follow):
    follow()
    with pytest.raises(RuntimeError, match="transaction"):
        emit(RAIN, ref=ABOUT, path="pe/", by=None, at=NOON)

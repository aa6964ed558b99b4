"""Telling that something happened, and doing what follows."""

from __future__ import annotations

import datetime as dt
import json
import logging
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.module_loading import import_string

from pusaq.common.domain.records import record_bulk
from pusaq.common.enums import DeliveryState
from pusaq.common.house import house
from pusaq.common.models import Event, EventDelivery
from pusaq.common.problems import log_failure, said_by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from uuid import UUID

    from pusaq.common.house import Follow
    from pusaq.common.refs import Ref

DEEPEST = 2
"""How far events may follow one another within one transaction."""

ATTEMPTS = 8
MISTAKE = ("code", "error_type", "error")
"""What is kept of a delivery that failed."""
FIRST_PAUSE = dt.timedelta(seconds=10)

log = logging.getLogger(__name__)
_depth: ContextVar[int] = ContextVar("depth of events", default=0)


@dataclass(frozen=True, slots=True)
class Payload:
    """What an event tells. Subclasses are frozen; a change of their fields raises `version`."""

    kind: ClassVar[str]
    version: ClassVar[int] = 1


class EventDepthError(RuntimeError):
    """Events follow one another further than anybody could follow them."""


def follows() -> Mapping[str, Sequence[Follow]]:
    """Kind of event to what follows."""
    return house().follows


def emit(payload: Payload, *, ref: Ref, path: str, by: Any, at: dt.datetime) -> Event:
    """Write an event and what it owes; call it inside the transaction of what happened."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an event is written in the transaction of what happened")
    if _depth.get() >= DEEPEST:
        raise EventDepthError(payload.kind)
    event = Event.objects.create(
        kind=payload.kind,
        version=payload.version,
        payload=_plain(asdict(payload)),
        ref_kind=ref.kind,
        ref_id=ref.id,
        path=path,
        by_id=getattr(by, "pk", None),
        at=at,
    )
    entries = follows().get(payload.kind, ())
    owed = [
        EventDelivery(event=event, handler=entry.handler, due_at=at) for entry in entries if not entry.is_now
    ]
    EventDelivery.objects.bulk_create(owed)
    token = _depth.set(_depth.get() + 1)
    try:
        for entry in entries:
            if entry.is_now:
                _handler(entry.handler)(event)
    finally:
        _depth.reset(token)
    return event


def deliver(delivery_id: UUID, *, at: dt.datetime) -> bool:
    """Let a handler follow its event: effect and mark in one transaction.

    The attempt is counted, and the next one put off, before anything is done: a handler that kills its
    process is not first in the row for ever.

    Returns:
        Whether the effect stands, also where an earlier call brought it about.
    """
    if not _begun(delivery_id, at=at):
        return EventDelivery.objects.filter(pk=delivery_id, state=DeliveryState.DONE).exists()
    try:
        with transaction.atomic():
            delivery = (
                EventDelivery.objects.select_for_update(of=("self",))
                .select_related("event")
                .get(pk=delivery_id)
            )
            if delivery.state != DeliveryState.DONE:
                _handler(delivery.handler)(delivery.event)
                delivery.state, delivery.done_at = DeliveryState.DONE, at
                delivery.code = delivery.error_type = delivery.error = ""
                delivery.save(update_fields=["state", "done_at", *MISTAKE])
    except Exception as error:  # noqa: BLE001  (whatever a handler raises is kept for the operators)
        _failed(delivery_id, error)
        return False
    return True


def _begun(delivery_id: UUID, *, at: dt.datetime) -> bool:
    """Count an attempt, or fail what was begun often enough and never ended."""
    with transaction.atomic():
        delivery = EventDelivery.objects.select_for_update().get(pk=delivery_id)
        if delivery.state == DeliveryState.DONE:
            return False
        if delivery.state == DeliveryState.PENDING and delivery.attempts >= ATTEMPTS:
            said = f"its worker died {delivery.attempts} times"
            what = f"{delivery.handler} after event {delivery.event_id}: {said}"
            delivery.code, delivery.error = log_failure(log, what, None), delivery.error or said
            delivery.state = DeliveryState.FAILED
            delivery.save(update_fields=["state", *MISTAKE])
            return False
        delivery.attempts += 1
        delivery.due_at = at + FIRST_PAUSE * 2 ** min(delivery.attempts - 1, ATTEMPTS)
        delivery.save(update_fields=["attempts", "due_at"])
    return True


def _failed(delivery_id: UUID, error: Exception) -> None:
    with transaction.atomic():
        delivery = EventDelivery.objects.select_for_update().get(pk=delivery_id)
        if delivery.state == DeliveryState.DONE:
            return
        delivery.code = log_failure(log, f"{delivery.handler} after event {delivery.event_id}", error)
        delivery.error_type, delivery.error = type(error).__name__[:80], said_by(error)[:2000]
        if delivery.attempts >= ATTEMPTS:
            delivery.state = DeliveryState.FAILED
        delivery.save(update_fields=[*MISTAKE, "state"])


@transaction.atomic
def retry_deliveries(*, ids: Iterable[UUID], by: Any, now: dt.datetime) -> list[EventDelivery]:
    """Try failed deliveries again from the start; who asked stands in one record for each country.

    Args:
        ids: deliveries; those that did not fail, or that somebody else is retrying, are left alone.
        by: who asks.
        now: the moment from which they are due.

    Returns:
        Those that will be tried.
    """
    failed = list(
        EventDelivery.objects.select_for_update(of=("self",))
        .filter(pk__in=list(ids), state=DeliveryState.FAILED)
        .select_related("event")
        .order_by("pk")
    )
    told: dict[str, list[dict[str, Any]]] = {}
    for one in failed:
        mistake = {name: getattr(one, name) for name in MISTAKE}
        before = {"state": one.state, "attempts": one.attempts, **mistake}
        one.state, one.attempts, one.due_at = DeliveryState.PENDING, 0, now
        one.save(update_fields=["state", "attempts", "due_at"])
        after = {"state": one.state, "attempts": one.attempts}
        line = {"delivery": str(one.pk), "handler": one.handler, "before": before, "after": after}
        told.setdefault(one.event.path.partition("/")[0], []).append(line)
    for country, lines in told.items():
        record_bulk(
            kind="common.deliveries_retried",
            path=f"{country}/" if country else "",
            summary={"retried": len(lines)},
            changed=lines,
            by=by,
            now=now,
        )
    return failed


def _handler(name: str) -> Callable[[Event], None]:
    found: Callable[[Event], None] = import_string(name)
    return found


def _plain(values: dict[str, Any]) -> Any:
    """Dates and ids as text, as they will be read back."""
    return json.loads(json.dumps(values, cls=DjangoJSONEncoder))

"""Every address of the product and what it demands, written out: who changes one sees it here.

The tables stand beside the tests of each room: `tests/pusaq/<room>/addresses.txt`, name and path of each
address under the capability that it demands, or under `anybody`, `account` or `shut`. What neither shows nor
takes a plan, a UGEL, a school or a person ends with `(no day)`; others are asked: test_moved_everywhere.py.
"""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from types import SimpleNamespace

from django.core.exceptions import PermissionDenied
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from pusaq.common.demands import Demand
from pusaq.common.roles import matrix
from pusaq.config.access import ACTOR, AccessMiddleware, demanded
from pusaq.people.permissions import UserInRole

TABLES = sorted(Path(__file__).parents[1].glob("*/addresses.txt"))
SAID = {Demand.ANYBODY: "anybody", Demand.ACCOUNT: "account", None: "shut"}


def _written():
    """Lines of the tables: name and path of an address to the word above it."""
    found, word = {}, ""
    for line in [line for table in TABLES for line in table.read_text(encoding="utf-8").splitlines()]:
        if line.startswith("["):
            word = line.strip("[]")
        else:
            name = line.removesuffix(" (no day)")
            assert name not in found
            found[name] = word
    return found


def _served(patterns, names="", path="/"):
    """Every address that the product answers, as a line of the tables, to its view and what it demands."""
    found = {}
    for entry in patterns:
        here = f"{path}{entry.pattern}"
        if isinstance(entry, URLResolver):
            inner = f"{names}{entry.namespace}:" if entry.namespace else names
            found |= _served(entry.url_patterns, inner, here)
        elif isinstance(entry, URLPattern):
            name = f"{names}{entry.name}"
            found[f"{name} {here}"] = (
                entry.callback,
                demanded(entry.callback, SimpleNamespace(view_name=name)),
            )
    return found


def test_every_address_demands_what_is_written_here():
    served = _served(get_resolver().url_patterns)
    assert {line: SAID.get(demand, demand) for line, (_view, demand) in served.items()} == _written()


def _opens(line, view, role):
    """Whether the gate lets somebody in a role (None: in no role) through to an address."""
    name, _blank, path = line.partition(" ")
    request = RequestFactory().get(path)
    request.user = SimpleNamespace(is_authenticated=True)
    request.resolver_match = SimpleNamespace(view_name=name)
    setattr(request, ACTOR, role and UserInRole(request.user, None, role, frozenset()))
    try:
        return AccessMiddleware(None).process_view(request, view, (), {}) is None
    except PermissionDenied:
        return False


def test_gate_opens_each_address_to_the_roles_that_have_what_is_written_and_to_no_other():
    served, roles = _served(get_resolver().url_patterns), matrix().roles
    opened = {
        line: {name for name, role in roles.items() if _opens(line, served[line][0], role)}
        for line in _written()
    }
    everybody = {"anybody": set(roles), "account": set(roles), "shut": set()}
    assert opened == {
        line: everybody.get(word, {name for name, role in roles.items() if word in role.can})
        for line, word in _written().items()
    }


def test_gate_refuses_who_has_no_role_what_demands_one():
    served = _served(get_resolver().url_patterns)
    assert {line for line in _written() if _opens(line, served[line][0], None)} == {
        line for line, word in _written().items() if word in {"anybody", "account"}
    }


def test_no_view_of_ours_stays_shut():
    served = _served(get_resolver().url_patterns).items()
    shut = {
        line: getattr(view, "view_class", view).__module__
        for line, (view, demand) in served
        if demand is None
    }
    # The account library brings addresses that this product does not open: the gate keeps them shut.
    assert [
        line for line, module in shut.items() if not module.startswith(("allauth.", "django.views."))
    ] == []


def test_every_capability_that_is_demanded_stands_in_the_matrix():
    served = _served(get_resolver().url_patterns).values()
    demanded_ones = {demand for _view, demand in served if isinstance(demand, str)}
    assert demanded_ones <= set(matrix().capabilities)


def test_address_of_a_library_that_no_room_opens_stays_shut(client):
    assert client.get("/cuenta/email/").status_code == HTTPStatus.FORBIDDEN


def test_view_that_says_no_demand_is_shut_for_those_who_may_everything_else(client, world, settings):
    settings.ROOT_URLCONF = "tests.pusaq.config.bare_urls"
    client.force_login(world.act("especialista_ugel", "pe/220000/220004/"))
    assert client.get("/open/").status_code == HTTPStatus.OK
    assert client.get("/silent/").status_code == HTTPStatus.FORBIDDEN

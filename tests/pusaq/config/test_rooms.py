"""What rooms say of themselves, and what the roof refuses."""

from __future__ import annotations

import datetime as dt
import inspect
import pkgutil
from configparser import ConfigParser
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from uuid import UUID

import pytest
from django.utils.module_loading import import_string

import pusaq
from pusaq.common.domain.jobs import RunningJob
from pusaq.common.domain.search import follow_change
from pusaq.common.house import HouseError, Port, Room, later, now, put_together
from pusaq.common.ports import answers
from pusaq.common.refs import Ref
from pusaq.common.roles import matrix
from pusaq.config.rooms import ROOMS, house
from tests.pusaq.roles import actor

NOON = dt.datetime(2026, 8, 20, 17, tzinfo=dt.UTC)
LAMAS = "pe/220000/220004/"
NOBODY = UUID(int=0)
REPOSITORY = Path(__file__).parents[3]


def _ports():
    """Name of every port that a room declares to the port and its Protocol."""
    found = {}
    for room in ROOMS:
        if find_spec(f"pusaq.{room}.ports"):
            module = import_module(f"pusaq.{room}.ports")
            for name, written in inspect.get_annotations(module).items():
                port = getattr(module, name)
                assert port.name not in found
                found[port.name] = port, getattr(module, written.removeprefix("Port[").removesuffix("]"))
    return found


PORTS = _ports()
QUESTIONS = {
    "today": lambda answer, role, place: answer.cards(role=role, now=NOON, place=place),
    "menu": lambda answer, role, _place: answer.entries(role=role),
    "open_pages": lambda answer, _role, _place: answer.open_pages(),
    "places": lambda answer, role, place: [
        answer.place_chosen(role, None),
        answer.place_chosen(role, NOBODY),
        *answer.places_down_to(place.path),
        *answer.places_below(place, actor=role),
        answer.link_to_place(place),
    ],
    "sources": lambda answer, _role, place: answer.sources_of(place.path),
    "account": lambda answer, _role, _place: answer.account_url(),
    "search": lambda answer, _role, place: list(answer.search_rows(path=place.path)),
    "links": lambda answer, role, _place: [answer.resolve(Ref(k, NOBODY), role=role) for k in answer.KINDS],
    "about_school": lambda answer, role, place: answer.school_blocks(
        school=place.schools.first(), role=role, today=NOON.date()
    ),
    "rests_on": lambda answer, role, _place: answer.rests_on(norm_id="none", role=role),
    "dose_names": lambda answer, _role, _place: answer.dose_names(),
    "kinds": lambda answer, _role, _place: answer.kinds(),
}


def test_every_room_says_its_own_name_and_no_package_stands_outside():
    assert tuple(room.name for room in house().rooms) == ROOMS
    packages = {found.name for found in pkgutil.iter_modules(pusaq.__path__)}
    assert packages == {*ROOMS, "config"}


def test_contracts_of_imports_have_the_rooms_in_the_same_order():
    written = ConfigParser()
    written.read(REPOSITORY / ".importlinter", encoding="utf-8")
    layers = written["importlinter:contract:floors"]["layers"].split()
    assert layers == ["config", *reversed(ROOMS)]
    exhaustive = [section for section in written.values() if section.get("exhaustive") == "True"]
    containers = {name for section in exhaustive for name in section["containers"].split()}
    assert {f"pusaq.{room}" for room in ROOMS} <= containers


def test_every_port_is_answered_and_every_answer_is_to_a_port():
    assert set(house().answers) == set(PORTS) == set(QUESTIONS)


@pytest.mark.parametrize("name", sorted(PORTS))
def test_whoever_answers_a_port_has_all_that_its_protocol_asks(name):
    port, protocol = PORTS[name]
    questions = {key: one for key, one in vars(protocol).items() if not key.startswith("_")}
    assert questions
    for answer in answers(port):
        for key, question in questions.items():
            if callable(question):
                asked = [one for one in inspect.signature(question).parameters if one != "self"]
                assert list(inspect.signature(getattr(answer, key)).parameters) == asked
            else:
                assert getattr(answer, key)


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_whoever_answers_a_port_answers_every_role_where_little_is_loaded(world, name):
    place = world.organisations[LAMAS]
    school = place.schools.first()
    roles = [actor(role.id, place, school=school) for role in matrix().roles.values() if role.country == "pe"]
    for answer in answers(PORTS[name][0]):
        given = [QUESTIONS[name](answer, role, place) for role in roles]
        assert None not in given


def test_what_is_nearest_to_peoples_work_answers_first():
    rooms = [answer.__name__.split(".")[1] for answer in house().answers["menu"]]
    assert rooms == [room for room in reversed(ROOMS) if room in rooms]


def test_handlers_and_works_exist():
    handlers = [import_string(one.handler) for entries in house().follows.values() for one in entries]
    assert all(list(inspect.signature(one).parameters) == ["event"] for one in handlers)
    works = [import_string(name) for name in house().works.values()]
    assert all(inspect.get_annotations(one)["job"] == RunningJob.__name__ for one in works)


def ask(**_given):
    return ()


SOLE = Port("alone", is_sole=True)


@pytest.mark.parametrize(
    ("rooms", "said"),
    [
        ([Room("a"), Room("a")], "rooms of one name: a"),
        ([Room("a", answers=(SOLE.by(ask),)), Room("b", answers=(SOLE.by(ask),))], "a: the port «alone»"),
        ([Room("a", works={"w": "x"}), Room("b", works={"w": "y"})], "b: another room has the work «w»"),
        ([Room("a", says={"w": "x"}), Room("b", says={"w": "y"})], "b: another room has the word «w»"),
        ([Room("a", works={"a.plan": "x"})], "no room has words for: a.plan"),
        ([Room("a", follows=(now("a.done", follow_change),))], "no room has words for: a.done"),
        (
            [Room("a", follows=(later("a.done", follow_change),), says={"a.done": "Hecho"})],
            "no room has words for: pusaq.common.domain.search.follow_change",
        ),
    ],
)
def test_rooms_that_contradict_each_other_or_leave_something_unsaid_are_refused(rooms, said):
    with pytest.raises(HouseError) as refused:
        put_together(rooms)
    assert said in str(refused.value)


def test_what_follows_keeps_the_order_of_the_rooms_from_below():
    said = {"x": "X", "pusaq.common.domain.search.follow_change": "Y"}
    lower = Room("a", follows=(later("x", follow_change),), says=said)
    made = put_together([lower, Room("b", follows=(now("x", follow_change),))])
    assert [one.is_now for one in made.follows["x"]] == [False, True]

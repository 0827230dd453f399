"""Records are frozen, compared by value and say what is missing; named tuples are tuples with names."""

from __future__ import annotations

import pickle
from functools import cached_property
from typing import Any, ClassVar

import pytest

from katou_index.records import Enum, NamedTuple, Record, compile_constructors, replace


class Room(Record):
    uncompared: ClassVar[tuple[str, ...]] = ("note",)
    name: str
    floor: int = 1
    note: str = ""


class Hall(Room):
    seats: int = 0


def test_fields_are_given_by_place_or_by_name() -> None:
    assert Room("情報管理室", floor=3).as_dict() == {"name": "情報管理室", "floor": 3, "note": ""}
    assert Hall.fields == ("name", "floor", "note", "seats")


def test_equal_values_are_equal_records() -> None:
    assert Room("議場", 5, "a") == Room("議場", floor=5, note="b")
    assert len({Room("議場"), Room("議場", note="b"), Room("議場", 2)}) == 2
    assert Hall("議場") != Room("議場")


def test_a_record_is_replaced_and_never_changed() -> None:
    room = Room("議場")
    assert replace(room, floor=2) == room.but(floor=2) == Room("議場", 2)
    with pytest.raises(AttributeError, match="frozen"):
        room.floor = 2  # type: ignore[misc]
    assert room == Room("議場")


class Floor(Record):
    rooms: tuple[str, ...]

    @cached_property
    def number(self) -> int:
        """How many rooms it has."""
        return len(self.rooms)


def test_what_is_remembered_of_a_record_is_not_carried_over() -> None:
    floor = Floor(("議場",))
    assert floor.number == 1
    assert floor.but(rooms=("議場", "書庫")).number == 2


def test_a_field_that_is_none_cannot_be_replaced() -> None:
    with pytest.raises(TypeError, match="no size"):
        Room("議場").but(size=1)


@pytest.mark.parametrize(
    ("placed", "named", "said"),
    [((), {}, "needs name"), (("a", 1, "b", 2), {}, "at most 3"), (("a",), {"size": 1}, "no size")],
)
def test_wrong_fields_are_told(placed: tuple[object, ...], named: dict[str, object], said: str) -> None:
    class Newest(Room):
        """Made after any server of another test has compiled the constructors of its process."""

    with pytest.raises(TypeError, match=said):
        Newest(*placed, **named)  # type: ignore[arg-type]


def test_a_record_can_be_sent_to_another_process() -> None:
    assert pickle.loads(pickle.dumps(Room("議場", 2))) == Room("議場", 2)


class Place(NamedTuple):
    line: int
    cell: str = ""

    @property
    def known(self) -> bool:
        """Whether it has a cell."""
        return bool(self.cell)


def test_a_named_tuple_is_a_tuple() -> None:
    place = Place(7, cell="評価")
    line, cell = place
    assert (line, cell) == place == (7, "評価")
    assert place.known
    assert not Place(7).known
    assert sorted([Place(9), Place(7, "b"), Place(7, "a")]) == [(7, "a"), (7, "b"), (9, "")]
    assert place._replace(line=8) == Place(8, "評価")
    assert repr(place) == "Place(line=7, cell='評価')"
    assert pickle.loads(pickle.dumps(place)) == place
    match place:
        case Place(number, name):
            assert (number, name) == place
    with pytest.raises(AttributeError):
        place.line = 8  # type: ignore[misc]
    assert not hasattr(place, "__dict__")


@pytest.mark.parametrize(
    ("placed", "named", "said"),
    [
        ((), {}, "needs line"),
        ((1, "a", 2), {}, "takes line, cell"),
        ((1,), {"line": 2}, "takes line, cell"),
        ((1,), {"row": 2}, "takes line, cell"),
    ],
)
def test_wrong_places_are_told(placed: tuple[object, ...], named: dict[str, object], said: str) -> None:
    class Newest(NamedTuple):
        """As above."""

        line: int
        cell: str = ""

    with pytest.raises(TypeError, match=said):
        Newest(*placed, **named)  # type: ignore[arg-type]


class Light(Enum):
    """What an enumeration is."""

    STOP = "red"
    GO = "green"


def test_a_member_is_the_only_one_of_its_value() -> None:
    assert Light("red") is Light.STOP
    assert pickle.loads(pickle.dumps(Light.GO)) is Light.GO
    assert (Light.GO.name, Light.GO.value, str(Light.GO)) == ("GO", "green", "Light.GO")
    assert repr(Light.GO) == "<Light.GO: 'green'>"
    assert {Light.STOP: 1, Light.GO: 2}[Light("green")] == 2
    assert Light.STOP != Light.GO


def test_members_stand_in_their_order() -> None:
    assert [light.value for light in Light] == ["red", "green"]


def test_no_member_has_another_value() -> None:
    with pytest.raises(ValueError, match="'blue' is not a valid Light"):
        Light("blue")


class Desk(Hall):
    drawers: int = 2


class Seat(NamedTuple):
    row: str
    place: int = 1
    note: str = ""


def test_a_compiled_constructor_makes_what_the_general_one_makes() -> None:
    given: list[Any] = [
        (("議場",), {}),
        (("議場", 3), {}),
        ((), {"name": "議場", "seats": 9}),
        (("議場", 2, "a", 8), {}),
    ]
    seats: list[Any] = [
        (("い",), {}),
        (("い", 2, "x"), {}),
        ((), {"place": 3, "row": "ろ"}),
        (("は",), {"note": "y"}),
    ]
    before = [Hall(*placed, **named) for placed, named in given]
    taken = [Seat(*placed, **named) for placed, named in seats]
    compile_constructors()
    assert [Hall(*placed, **named) for placed, named in given] == before
    assert [Seat(*placed, **named) for placed, named in seats] == taken
    assert before[2].but(floor=4).as_dict() == Hall("議場", 4, "", 9).as_dict()
    assert pickle.loads(pickle.dumps(taken[1])) == taken[1]
    assert Desk("議場").drawers == 2
    with pytest.raises(TypeError, match="name"):
        Hall(seats=3)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="windows"):
        Hall("議場", windows=3)  # type: ignore[call-arg]


def test_a_class_below_a_compiled_one_has_its_own_fields() -> None:
    compile_constructors()

    class Cellar(Hall):
        doors: int = 1

    assert Cellar("書庫", doors=2) == Cellar("書庫", 1, "", 0, 2)
    assert Cellar("書庫").doors == 1

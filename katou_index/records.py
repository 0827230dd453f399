"""Frozen records, named tuples and enumerations: what dataclass, typing.NamedTuple and enum.Enum are to
readers and to a type checker, without their start.

The standard library compiles methods for every such class whenever it is imported, and loads `typing` and
`inspect` for it; an enumeration of five takes it as long as five classes. `katou ask` is started anew for
each question, so its nouns are these instead: about a fifth of the whole command. For the same reason
`typing` is imported by no module that answers, but for the checker.
"""

from __future__ import annotations

from functools import cached_property as locked_property
from functools import partial
from operator import attrgetter, itemgetter

TYPE_CHECKING = False  # the checker takes it for true
if TYPE_CHECKING:
    from enum import Enum as Enum
    from functools import cached_property as cached_property
    from typing import Any, ClassVar, NoReturn, Self, TypeVar
    from typing import NamedTuple as NamedTuple
    from typing import dataclass_transform as dataclass_transform

    R = TypeVar("R", bound="Record")
else:

    def dataclass_transform(**_):
        """Only the checker wants it."""
        return lambda cls: cls

    try:
        from _collections import (
            _tuplegetter as _at,
        )  # what namedtuple itself uses; half the time of the other
    except ImportError:

        def _at(place, doc):
            """The value at a place of a tuple."""
            return property(itemgetter(place), doc=doc)

    class cached_property:  # noqa: N801 - in the place of that of functools
        """That of functools without its lock, which takes as long as what is kept: two may make it."""

        def __init__(self, made):
            self._made, self.__doc__ = made, made.__doc__

        def __set_name__(self, owner, name):
            self._name = name

        def __get__(self, instance, owner=None):
            if instance is None:
                return self
            value = instance.__dict__[self._name] = self._made(instance)
            return value

    class _Fields(type):
        """Makes a class with annotated fields a tuple whose places have names."""

        def __new__(cls, name, bases, body):
            own = tuple(body.get("__annotations__", ()))
            defaults = {field: body.pop(field) for field in own if field in body}
            places = {field: _at(place, field) for place, field in enumerate(own)}
            fixed = {"__slots__": (), "__match_args__": own, "_fields": own, "_field_defaults": defaults}
            last = tuple(defaults[field] for field in own[len(own) - len(defaults) :] if field in defaults)
            last = last if len(last) == len(defaults) else ()
            fixed |= {"_size": len(own), "_last": last, "_free": len(last)}
            made = super().__new__(cls, name, bases, {**body, **places, **fixed})
            made._make = partial(tuple.__new__, made)  # of all values in a tuple: less than half the time
            return made

    class NamedTuple(tuple, metaclass=_Fields):
        """`class Span(NamedTuple): start: int; end: int = 0`, as in `typing`."""

        def __new__(cls, *placed, **named):  # noqa: D102
            missing = cls._size - len(placed)
            if not named:
                if not missing:  # as most are made
                    return tuple.__new__(cls, placed)
                if 0 < missing <= cls._free:
                    return tuple.__new__(cls, (*placed, *cls._last[-missing:]))
            rest, values = cls._fields[len(placed) :], {**cls._field_defaults, **named}
            if missing < 0 or named.keys() - rest:
                raise TypeError(f"{cls.__name__} takes {', '.join(cls._fields)}, each once")
            try:
                return tuple.__new__(cls, (*placed, *map(values.__getitem__, rest)))
            except KeyError as error:
                raise TypeError(f"{cls.__name__} needs {error.args[0]}") from None

        def __getnewargs__(self):
            return tuple(self)

        def __repr__(self):
            values = ", ".join(f"{field}={value!r}" for field, value in zip(self._fields, self, strict=True))
            return f"{type(self).__name__}({values})"

        def _replace(self, **changed):
            values = tuple(map(changed.pop, self._fields, self))  # half the time of a loop
            if changed:
                raise TypeError(f"{type(self).__name__} has no {', '.join(changed)}")
            return tuple.__new__(type(self), values)

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

    class _Members(type):
        """Makes each value that a class names its only instance of that value."""

        def __new__(cls, name, bases, body):
            values = {each: body.pop(each) for each in [each for each in body if not each.startswith("_")]}
            made = super().__new__(cls, name, bases, {"__slots__": ("name", "value"), **body})
            made._by_value = {}
            for each, value in values.items():
                member = made._by_value[value] = object.__new__(made)
                member.name, member.value = each, value
                setattr(made, each, member)
            return made

        def __iter__(cls):
            return iter(cls._by_value.values())

    class Enum(metaclass=_Members):
        """`class State(Enum): OPEN = "open"`, as in `enum`; members only, each with a value of its own."""

        def __new__(cls, value):  # noqa: D102
            try:
                return cls._by_value[value]
            except KeyError:
                raise ValueError(f"{value!r} is not a valid {cls.__name__}") from None

        def __reduce__(self):
            return type(self), (self.value,)

        def __str__(self):
            return f"{type(self).__name__}.{self.name}"

        def __repr__(self):
            return f"<{self}: {self.value!r}>"


_PROPERTIES: frozenset[type] = frozenset((cached_property, locked_property))


@dataclass_transform(frozen_default=True)
class Record:
    """Fields by place or by name, equal where they are; never changed, only replaced.

    A field's default stands in the class, so it must not be changeable either.
    """

    fields: ClassVar[tuple[str, ...]] = ()
    uncompared: ClassVar[tuple[str, ...]] = ()  # fields that do not count for == and hash
    _size: ClassVar[int] = 0  # how many fields
    _known: ClassVar[frozenset[str]] = frozenset()
    _required: ClassVar[frozenset[str]] = frozenset()
    _compared: ClassVar[Any]  # the values of the others
    _keeps: ClassVar[bool] = False  # whether it remembers something beside its fields

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        own = [name for name, kind in cls.__annotations__.items() if not kind.startswith("ClassVar")]
        cls.fields = fields = tuple(dict.fromkeys((*cls.fields, *own)))
        cls._size, cls._known = len(fields), frozenset(fields)
        cls._required = frozenset([name for name in fields if not hasattr(cls, name)])
        compared = [name for name in fields if name not in cls.uncompared] if cls.uncompared else fields
        cls._compared = staticmethod(attrgetter(*compared) if compared else lambda _: ())
        cls._keeps = cls._keeps or not _PROPERTIES.isdisjoint(map(type, vars(cls).values()))
        if cls.__init__ is not Record.__init__:  # that of the class above was compiled: it has other fields
            setattr(cls, "__init__", Record.__init__)  # noqa: B010 - the checker lets nobody assign a method

    def __init__(self, *placed: Any, **named: Any) -> None:
        kind, given = type(self), named
        if placed:  # by place only, or before those by name
            given = {**dict(zip(kind.fields, placed)), **named}  # noqa: B905 - the rest may have defaults
            if placed[kind._size :]:
                raise TypeError(f"{kind.__name__} needs at most {kind._size} values")
        for name in kind._required:
            if name not in given:
                raise TypeError(f"{kind.__name__} needs {', '.join(sorted(kind._required - given.keys()))}")
        for name in named:
            if name not in kind._known:
                raise TypeError(f"{kind.__name__} has no {', '.join(sorted(named.keys() - kind._known))}")
        _hold(self, given)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is frozen: replace(…, {name}=…) makes another one")

    def __eq__(self, other: object) -> bool:
        return self is other or (type(self) is type(other) and self._compared(self) == other._compared(other))

    def __hash__(self) -> int:
        return hash(self._compared(self))

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.fields)
        return f"{type(self).__name__}({values})"

    def as_dict(self) -> dict[str, Any]:
        """Field → value, in the order of the class."""
        return {name: getattr(self, name) for name in self.fields}

    def but(self, **changed: Any) -> Self:
        """A copy with other values of these fields."""
        kind, given = type(self), self.__dict__
        if kind._keeps:  # what a cached property keeps there stays behind
            given = {name: value for name, value in given.items() if name in kind._known}
        values = {**given, **changed}
        for name in changed:  # mostly one
            if name not in kind._known:
                raise TypeError(f"{kind.__name__} has no {', '.join(sorted(changed.keys() - kind._known))}")
        other = kind.__new__(kind)
        _hold(other, values)
        return other


_hold = vars(Record)["__dict__"].__set__  # makes a dict the values of a record; copying it takes longer


def compile_constructors() -> None:
    """Give each class a constructor of its own, as the standard library does while it imports one: half the
    time of the general one, for a process that goes on. What is imported later has the general one."""
    for kind in _below(NamedTuple):
        _compile(kind, "__new__", kind._fields, kind._field_defaults, "_new(_self, ({},))")
    for kind in _below(Record):
        given = {name: getattr(kind, name) for name in kind.fields if name not in kind._required}
        body = f"_hold(_self, {{{{{', '.join(f'{name!r}: {name}' for name in kind.fields)}}}}})"
        if len(kind.fields) <= FEW_FIELDS:  # of many most are mostly left as they are
            _compile(kind, "__init__", kind.fields, given, body)


FEW_FIELDS = 8


def _below(kind: type[Any]) -> list[Any]:
    return [each for below in kind.__subclasses__() for each in (below, *_below(below))]


def _compile(kind: Any, method: str, fields: tuple[str, ...], defaults: dict[str, Any], body: str) -> None:
    """A constructor of these fields, unless one with a default stands before one without."""
    needed = len(fields) - len(defaults)
    if fields and not defaults.keys() & set(fields[:needed]):
        names = ", ".join(fields)
        made = eval(f"lambda _self, {names}: {body.format(names)}", {"_new": tuple.__new__, "_hold": _hold})
        made.__defaults__ = tuple(defaults[name] for name in fields[needed:])
        setattr(kind, method, made)


def replace(record: R, **changed: Any) -> R:
    """A copy of a record with other values of these fields, as `dataclasses.replace` makes it."""
    return record.but(**changed)

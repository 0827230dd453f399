"""Frozen records: what a frozen dataclass is to a reader and to a type checker, without its start.

The standard library compiles five methods for every dataclass whenever it is imported, and loads `inspect`
for it. `katou ask` is started anew for each question, so its nouns are records instead: about a seventh of
the whole command.
"""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn, Self, TypeVar, dataclass_transform

R = TypeVar("R", bound="Record")


@dataclass_transform(frozen_default=True)
class Record:
    """Fields by place or by name, equal where they are; never changed, only replaced.

    A field's default stands in the class, so it must not be changeable either.
    """

    fields: ClassVar[tuple[str, ...]] = ()
    uncompared: ClassVar[tuple[str, ...]] = ()  # fields that do not count for == and hash
    _known: ClassVar[frozenset[str]] = frozenset()
    _required: ClassVar[frozenset[str]] = frozenset()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        own = (name for name, kind in cls.__annotations__.items() if not kind.startswith("ClassVar"))
        cls.fields = tuple(dict.fromkeys((*cls.fields, *own)))
        cls._known = frozenset(cls.fields)
        cls._required = frozenset(name for name in cls.fields if not hasattr(cls, name))

    def __init__(self, *placed: Any, **named: Any) -> None:
        given = dict(zip(self.fields, placed, strict=False), **named)
        if not self._required <= given.keys() or len(placed) > len(self.fields):
            wanted = ", ".join(sorted(self._required - given.keys())) or f"at most {len(self.fields)} values"
            raise TypeError(f"{type(self).__name__} needs {wanted}")
        if not given.keys() <= self._known:
            raise TypeError(f"{type(self).__name__} has no {', '.join(sorted(given.keys() - self._known))}")
        self.__dict__.update(given)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is frozen: replace(…, {name}=…) makes another one")

    def _compared(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in self.fields if name not in self.uncompared)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._compared() == other._compared()

    def __hash__(self) -> int:
        return hash(self._compared())

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.fields)
        return f"{type(self).__name__}({values})"

    def as_dict(self) -> dict[str, Any]:
        """Field → value, in the order of the class."""
        return {name: getattr(self, name) for name in self.fields}

    def but(self, **changed: Any) -> Self:
        """The same with other values of these fields."""
        return type(self)(**{**self.as_dict(), **changed})


def replace(record: R, **changed: Any) -> R:
    """The same record with other values of these fields, as `dataclasses.replace` says it."""
    return record.but(**changed)

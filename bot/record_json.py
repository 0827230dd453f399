"""Records as plain data for JSON, and back: each under the name of its class, without what is as by default.

The classes are listed by whoever writes: what stands in a file makes no other object than one of these.
"""

from __future__ import annotations

from types import MappingProxyType

from katou_index.records import TYPE_CHECKING, Enum, Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

_PLAIN = (str, int, float, bool, type(None))


class RecordJson:
    """Writes and reads records, named tuples and enums of the given classes, and what they hold."""

    def __init__(
        self,
        kinds: Iterable[Any],
        written: Mapping[type, tuple[str, Callable[[Any], Any]]] = MappingProxyType({}),
        left_out: Mapping[type, tuple[str, ...]] = MappingProxyType({}),
    ) -> None:
        """`written`: other classes, each with a name and what is written of it; `left_out`: fields."""
        self._kinds = {each.__name__: each for each in kinds}
        self._written, self._left_out = written, left_out

    def plain(self, value: Any) -> Any:
        """What JSON knows. Raises TypeError for an object of another class."""
        kind = type(value)
        if kind in _PLAIN:
            return value
        if kind is tuple:
            return [self.plain(each) for each in value]
        if kind in self._written:
            name, written = self._written[kind]
            return {name: written(value)}
        if kind in (dict, MappingProxyType):
            return {"map": [[key, self.plain(each)] for key, each in value.items()]}
        if kind.__name__ not in self._kinds:
            raise TypeError(kind.__name__)
        if isinstance(value, Enum):
            return {kind.__name__: value.value}
        return {kind.__name__: {name: self.plain(each) for name, each in self._told(kind, value)}}

    def _told(self, kind: Any, value: Any) -> list[tuple[str, Any]]:
        """The fields that are not what they are by default."""
        if isinstance(value, Record):
            given = [(name, getattr(value, name), getattr(kind, name, ...)) for name in kind.fields]
        else:
            given = [
                (name, each, kind._field_defaults.get(name, ...))
                for name, each in zip(kind._fields, value, strict=True)
            ]
        left_out = self._left_out.get(kind, ())
        return [(name, each) for name, each, usual in given if each is not usual and name not in left_out]

    def read(self, value: Any, known: Mapping[str, Callable[[Any], Any]] = MappingProxyType({})) -> Any:
        """What a plain value stands for; `known` reads what other classes wrote, by name.

        Raises ValueError, TypeError, KeyError and what `known` raises for what it is not.
        """
        if isinstance(value, list):
            return tuple(self.read(each, known) for each in value)
        if not isinstance(value, dict):
            return value
        ((name, inner),) = value.items()
        if name in known:
            return known[name](inner)
        if name == "map":
            return {key: self.read(each, known) for key, each in inner}
        made = self._kinds[name]
        if issubclass(made, Enum):
            return made(inner)
        return made(**{field: self.read(each, known) for field, each in inner.items()})

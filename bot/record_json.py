"""Records as plain data for JSON, and back: each under the name of its class, without what is as by default.

The classes are listed by whoever writes: what stands in a file makes no other object than one of these.
"""

from __future__ import annotations

from types import MappingProxyType

from katou_index.records import TYPE_CHECKING, Enum, Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

_PLAIN = frozenset((str, int, float, bool, type(None)))


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
        self._usual: dict[type, dict[str, Any]] = {}  # of a class: its fields that are written, by default

    def plain(self, value: Any) -> Any:
        """What JSON knows. Raises TypeError for an object of another class."""
        kind = type(value)
        if kind in _PLAIN:
            return value
        if kind is tuple:
            return [each if type(each) in _PLAIN else self.plain(each) for each in value]
        if kind in self._written:
            name, written = self._written[kind]
            return {name: written(value)}
        if kind in (dict, MappingProxyType):
            return {"map": [[key, self.plain(each)] for key, each in value.items()]}
        if kind.__name__ not in self._kinds:
            raise TypeError(kind.__name__)
        if isinstance(value, Enum):
            return {kind.__name__: value.value}
        usual = self._usual.get(kind) or self._usual.setdefault(kind, self._usual_of(kind))
        given = value.__dict__ if isinstance(value, Record) else dict(zip(kind._fields, value, strict=True))
        return {
            kind.__name__: {
                name: each if type(each) in _PLAIN else self.plain(each)
                for name, each in given.items()
                if name in usual and each is not usual[name]
            }
        }

    def _usual_of(self, kind: Any) -> dict[str, Any]:
        """What each field of a class is by default, `...` for what must be given."""
        left_out = self._left_out.get(kind, ())
        if issubclass(kind, Record):
            return {name: getattr(kind, name, ...) for name in kind.fields if name not in left_out}
        return {name: kind._field_defaults.get(name, ...) for name in kind._fields if name not in left_out}

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

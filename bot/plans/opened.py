"""The plans that are open in this process: each opened when it is first asked for, so many at most.

    with plans.entered(("kato",)) as house: …     sentences have that plan's words meanwhile

What is made of a plan (`house`: its bot, its page, its listeners) is made by whoever knows how; here is kept
which are open, and in which order they were used. Whoever still works with one that is closed goes on with
it: what it holds is let go of when nobody does any more.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from contextlib import contextmanager
from contextvars import ContextVar

from bot.wording import city
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from typing import Generic, Protocol, TypeVar

    from bot.bot import Bot

    class House(Protocol):
        """Everything that was made of one plan."""

        def city(self) -> city.City:
            """Its words."""

        def close(self) -> None:
            """Let go of its files, as far as nobody uses them."""

    H = TypeVar("H", bound=House)
else:
    from typing import Generic, TypeVar

    H = TypeVar("H")

_words: ContextVar[Callable[[], city.City] | None] = ContextVar("words", default=None)


def speak_for_several(own: Callable[[], city.City] | None = None) -> None:
    """From here on this process speaks for the plan that is entered; without one for its own, if any."""
    city.speak_by(lambda: _words.get() or own)


@contextmanager
def speaking_for(words: Callable[[], city.City]) -> Iterator[None]:
    """Sentences have the words of one plan meanwhile, also in the threads that work is handed on to."""
    before = _words.set(words)
    try:
        yield
    finally:
        _words.reset(before)


def by_name(make: Callable[[str], Bot]) -> Callable[[tuple[str, ...]], AbstractContextManager[Bot]]:
    """What enters one plan: its bot, made of its name when it is first asked for."""
    made: dict[str, Bot] = {}

    @contextmanager
    def entered(plans: tuple[str, ...]) -> Iterator[Bot]:
        (name,) = plans
        if name not in made:
            made[name] = make(name)
        with speaking_for(made[name].city):
            yield made[name]

    return entered


class OpenPlans(Generic[H]):
    """Plans by the tuple of their names: the first one answers. Safe for threads."""

    def __init__(self, make: Callable[[tuple[str, ...]], H], most: int) -> None:
        speak_for_several()
        self._make, self._most = make, most
        self._lock = threading.Lock()
        self._open: OrderedDict[tuple[str, ...], H] = OrderedDict()
        self._opening: dict[tuple[str, ...], threading.Lock] = {}

    def __len__(self) -> int:
        return len(self._open)

    def known(self, names: tuple[str, ...]) -> H | None:
        """What was made of these plans, None where it is not open now."""
        return self._open.get(names)

    def each(self) -> list[H]:
        """All that are open."""
        with self._lock:
            return list(self._open.values())

    def of(self, names: tuple[str, ...]) -> H:
        """What was made of these plans, made now where it is not open. Raises KatouError, OSError."""
        with self._lock:
            if names in self._open:
                self._open.move_to_end(names)
                return self._open[names]
            opening = self._opening.setdefault(names, threading.Lock())
        with opening:  # one of many that ask at once opens it; other plans wait for nothing
            with self._lock:
                if names in self._open:
                    return self._open[names]
            try:
                made = self._make(names)
            finally:
                with self._lock:
                    self._opening.pop(names, None)
            with self._lock:
                self._open[names] = made
                left = [self._open.popitem(last=False)[1] for _ in range(len(self._open) - self._most)]
        for house in left:
            house.close()
        return made

    @contextmanager
    def entered(self, names: tuple[str, ...]) -> Iterator[H]:
        """The house of these plans, for a `with`: meanwhile sentences name its plan, office and city. Raises
        KatouError, OSError."""
        house = self.of(names)
        with speaking_for(house.city):
            yield house

    def close(self) -> None:
        """Let go of all of them: each is opened anew when it is asked for."""
        with self._lock:
            left = list(self._open.values())
            self._open.clear()
        for house in left:
            house.close()

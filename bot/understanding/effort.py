"""How much of the reading one message may take, counted in signs that a reader goes over.

A message is read in many ways: with and without its form, by templates, as phrases, by its sound. How often
is decided by what stands in it, so its length alone bounds nothing. Signs are counted, no time: what is read
today is read tomorrow, on whatever machine; and as many each time, whatever is kept of what was read before:
no `lru_cache` around what counts, but `kept`. Each takes some 10 µs of a processor; of 5,400 questions that
people asked, half take 72 signs, one in a thousand 2,100, the most 3,907.
"""

from __future__ import annotations

from functools import lru_cache, wraps

from katou_index.locks import Local
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from typing import Any, TypeVar

    C = TypeVar("C", bound=Callable[..., Any])

MOST = 4_200
UNCOUNTED = 1 << 60  # so much is left where nobody counts


class TooMuchError(Exception):
    """A message takes more reading than one may."""


class _Left(Local):
    signs: int | None = None  # None: nobody counts


_left = _Left()


class bounded:  # noqa: N801 - for a `with`, quicker than a function made one
    """What is read within it is counted, in this thread."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most

    def __enter__(self) -> None:
        """From now on."""
        self.before, _left.signs = _left.signs, self.most

    def __exit__(self, *_error: object) -> None:
        """As it was before."""
        _left.signs = self.before


def spend(signs: int) -> None:
    """Count what is about to be gone over; TooMuchError where that is more than is left."""
    if _left.signs is None:
        return
    if signs > _left.signs:
        raise TooMuchError
    _left.signs -= signs


def kept(most: int) -> Callable[[C], C]:
    """Keeps what a function makes, of `most` given values; what it took is counted each time it is asked."""

    def keeping(made: C) -> C:
        @lru_cache(maxsize=most)
        def counted(*given: Hashable) -> tuple[object, int]:
            before = _left.signs
            _left.signs = left = UNCOUNTED if before is None else before
            try:
                return made(*given), left - _left.signs
            finally:
                _left.signs = before

        @wraps(made)
        def again(*given: Hashable) -> object:
            found, signs = counted(*given)
            if signs and (left := _left.signs) is not None:  # as in `spend`: it is asked ten times a question
                if signs > left:
                    raise TooMuchError
                _left.signs = left - signs
            return found

        return again  # type: ignore[return-value]

    return keeping

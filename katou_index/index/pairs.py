"""Which signs stand side by side: what has two that never do is in no text, which need not be looked through.

The table `sign_pair` of a large index has a row for each sign of its texts: all signs that stand behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from katou_index.index.schema import Row
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from katou_index.index.store import IndexStore

_SIGN = 4  # bytes of a sign; two of them are one number, the second above the first
_FIRST = (1 << 8 * _SIGN) - 1


def pairs_of(text: str) -> set[int]:
    """Each two signs that stand side by side in a text, as one number: a third of the time of two signs."""
    coded = memoryview(text.encode("utf-32-le", "surrogatepass"))
    found: set[int] = set()
    for signs in (coded, coded[_SIGN:]):
        found.update(signs[: len(signs) // (2 * _SIGN) * 2 * _SIGN].cast("Q"))
    return found


class PairedText:
    """A long text that is only gone through for a stretch whose signs stand side by side in it."""

    def __init__(self, text: str) -> None:
        self._text, self._pairs = text, pairs_of(text)

    def __contains__(self, stretch: object) -> bool:
        return isinstance(stretch, str) and pairs_of(stretch) <= self._pairs and stretch in self._text


def pair_rows(texts: Iterable[Sequence[str]]) -> list[Row]:
    """The rows of the table, out of all texts, some at a time. Behind each text stands a line end."""
    pairs: set[int] = set()
    for some in texts:
        pairs |= pairs_of("\n".join([*some, ""]))
    behind: dict[int, list[str]] = {}
    for pair in pairs:
        behind.setdefault(pair & _FIRST, []).append(chr(pair >> 8 * _SIGN))
    return [(chr(sign), "".join(sorted(others))) for sign, others in sorted(behind.items())]


def stand_side_by_side(store: IndexStore, form: str) -> bool:
    """Whether each two signs of a form that follow each other do so in some text, in whichever."""
    query = f"select sign, followed_by from sign_pair where sign in ({', '.join('?' * len(form))})"
    behind: dict[str, str] = dict(store.select(query, tuple(form)))
    return behind.keys() >= set(form) and all(second in behind[first] for first, second in pairwise(form))

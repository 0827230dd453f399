"""「2番」, "the first one": which of the questions that were offered is taken, by grammar/message.txt.

「じゃあうちのは」, after another city: the question that was asked about it is taken for this one.
"""

from __future__ import annotations

from bot.understanding.chat_clauses import flattened
from bot.understanding.templates import automaton
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ENDS = " \u3000。、.!！…"
LONGEST = 40  # signs of a message that takes one


def taken(text: str, offered: Sequence[str]) -> str:
    """The offered question that a message takes by its number; "" where it takes none."""
    line = flattened(text).strip(ENDS)
    if not offered or not line or len(line) > LONGEST:
        return ""
    numbers = (
        match.meaning[1] for match in automaton().matches("take", line, {}, 0) if match.end == len(line)
    )
    number = int(next(numbers, "0"))
    return offered[number - 1] if 0 < number <= len(offered) else ""


def is_ours(text: str, city: str) -> bool:
    """Whether a message asks the same of our city: うちのは？ and ours?"""
    line = flattened(text.replace(city, "当市") if city else text).strip(f"{ENDS}?？")
    if not line or len(line) > LONGEST:
        return False
    return any(match.end == len(line) for match in automaton().matches("ours", line, {}, 0))

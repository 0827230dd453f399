"""What a message takes of the questions that were offered, or takes back, by grammar/message.txt.

「2番」, "the first one" take one; 「顔認証は忘れて。評価だけ」 takes back a word of which nothing was found.
「じゃあうちのは」, after another city: the question that was asked about it is taken for this one.
"""

from __future__ import annotations

from bot.understanding.chat_clauses import flattened
from bot.understanding.templates import automaton
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ENDS = " \u3000。、.!！…"
NUMERALS = "123456789一二三四五六七八九"
STAYS = {("part",): 0, ("part", "loose"): 1, ("part", "office"): 2}  # signs at its end that go on: の課
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


def of_part(text: str, parts: int, *, listed: bool) -> tuple[int, str]:
    """Which of so many numbered questions a message asks on about (from 1, 0 for none), and what it asks.

    2のほうの取組結果を詳しく: of the second, その取組結果を詳しく. 一つ目の担当は does not say
    that a question is meant: where several items are `listed` last, it is one of them. 二つ目の課で×のは
    is その課で×のは of the second.
    """
    line = flattened(text)
    found = automaton().matches("part", line, {}, 0)
    loose = ("part", "loose")
    ends = (match.end - STAYS[match.meaning] for match in found if not (listed and match.meaning == loose))
    end = max(ends, default=0)
    number = next((NUMERALS.find(sign) % 9 for sign in line[:end] if sign in NUMERALS), -1) + 1
    rest = text[end:].lstrip(f"{ENDS},")
    if not 0 < number <= parts or not rest:
        return 0, text
    if line.isascii():
        return number, rest
    return number, f"{'そ' if rest[0] == 'の' else 'それ'}{rest}"


def points_alike(first: str, other: str) -> bool:
    """Whether two numbered questions begin with pointing at the same: 1. そのうち①の 2. そのうち⑤の."""
    said = [max((m.end for m in automaton().matches("among", flattened(each), {}, 0)), default=0)
            for each in (first, other)]  # fmt: skip
    return all(said)


def without_taken_back(text: str, words: Sequence[str]) -> str:
    """A message without a first clause that takes back one of these words; the message where none does."""
    line = flattened(text)
    for word in words:
        if not line.startswith(word):
            continue
        ends = [match.end for match in automaton().matches("back", line, {}, len(word))]
        rest = text[max(ends, default=0) :].lstrip(f"{ENDS},")
        if ends and rest:
            return rest
    return text

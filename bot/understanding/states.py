"""Whether a yes-or-no question asks how far a thing has come: 工事は終わった？ Only its text tells that."""

from __future__ import annotations

from bot.question import Question
from bot.understanding.noise import ASKING
from bot.understanding.scan import hints_at, hints_in
from bot.understanding.scripts import HIRAGANA
from bot.understanding.stretches import reached, stands, stretches, without
from katou_index.words import fold

STATE = "state:"  # begins the hints' names
TOLD = "told"  # whatever was done with it: 授業で使うものを配った？
NEXT = "next"  # the state that asks what is to come
WHETHER = "whether"  # the hint that begins such a question in English; the layer of how one ends
_SMALL = HIRAGANA | frozenset("ー、。?!〜~… ")  # signs that say nothing behind what is asked


def asks_state(question: Question) -> tuple[str, ...]:
    """The states that are asked about, as the sheet may tell them: done, begun, used, stopped, changed."""
    line = fold(question.text).strip()
    if any(map(line.__contains__, ASKING)):
        return ()
    found = []
    for name, (_, end) in hints_at(line):
        if name.startswith(STATE) and _ends(line, end):
            found.append(name.removeprefix(STATE))
    if not found and _asks_of_a_verb(line) and not stands(WHETHER, line, "wish"):
        return (TOLD,)
    return tuple(dict.fromkeys(found))


def asks_what_is_next(question: Question) -> bool:
    """Whether it is asked what is to come."""
    named = any(name == f"{STATE}{NEXT}" for name, _ in hints_at(fold(question.text)))
    return named and NEXT in asks_state(question)


def _ends(line: str, end: int) -> bool:
    """Whether a question ends at `end`, but for small words and what was heard: …と聞きましたが."""
    if line.isascii():
        return line.endswith("?") or WHETHER in hints_in(line)
    return _SMALL.issuperset(without(WHETHER, line[end:], "heard"))


def _asks_of_a_verb(line: str) -> bool:
    """Whether a question ends with what was done: 配った？, 配りましたか？, 配られた."""
    body = line.rstrip("?")
    done = (each.end for each in stretches(WHETHER, body, "done" if body == line else "verb"))
    return any(is_tagged(body, end) for end in done)


def is_tagged(line: str, place: int) -> bool:
    """Whether nothing but small words that ask stands from a place of a line on: ですかね."""
    return len(line) in reached(WHETHER, line, place, "tag")

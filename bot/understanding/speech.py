"""The language that somebody asks to be answered in: English please, 英語で教えて, 日本語で."""

from __future__ import annotations

from bot.understanding.templates import automaton
from katou_index.records import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from bot.understanding.templates import Match

BLANKS = " \u3000、,。.!?！？:"


class SpokenIn(NamedTuple):
    """A text without the wish, "" where that is all of it, and the language; "" where none is asked for."""

    rest: str
    lang: str = ""


def wish_in(text: str) -> SpokenIn:
    """What a text asks, and in which language. A wish stands at the beginning or at the end of a question.

    "in English" alone may belong to what is asked (a page in English), so that at either end only what asks
    for an answer counts: 英語で教えて, show …, in English please.
    """
    line = text.lower()
    if len(line) != len(text):
        return SpokenIn(text)
    grammar = automaton()
    if not (places := grammar.places("speech", line, {})):
        return SpokenIn(text)  # as of most texts
    whole = line.strip(BLANKS)
    begin = line.find(whole)
    end = begin + len(whole)
    found = [(place, match) for place in places for match in grammar.matches("speech", line, {}, place)]
    for place, match in found:
        if place == begin and match.end == end and "whole" in match.meaning:
            return SpokenIn("", match.meaning[1])
    for place, match in found:
        if match.end == end and place > begin and _ends(match, line[begin:place]):
            return SpokenIn(text[:place].strip(), match.meaning[1])
        if place == begin and match.end < end and _begins(match, line[match.end : end]):
            return SpokenIn(text[match.end :].strip(), match.meaning[1])
    return SpokenIn(text)


def _ends(match: Match, before: str) -> bool:
    """Whether it is a wish behind these words."""
    if "asked" in match.meaning:
        grammar = automaton()
        return any(lead.end for lead in grammar.matches("lead", before, {}, 0))
    return "end" in match.meaning


def _begins(match: Match, behind: str) -> bool:
    """Whether it is a wish before these words."""
    if "giving" in match.meaning:
        grammar = automaton()
        ends = (
            tail.end
            for place in grammar.places("tail", behind, {})
            for tail in grammar.matches("tail", behind, {}, place)
            if tail.end > place + 1
        )
        return len(behind) in ends
    return "begin" in match.meaning

"""What somebody takes back while saying it: 〈a〉の、あ違う、〈b〉の×は asks about 〈b〉 alone.

A word that takes back (`= slipped` in grammar/message.txt) stands between two names of one kind. What was
said from the wrong name on goes; what stands before it stays: 〈a〉の△、いや×は → 〈a〉の×は.
"""

from __future__ import annotations

from bot.understanding.flat import flattened
from bot.understanding.stretches import stretches
from katou_index.records import TYPE_CHECKING
from katou_index.words import fold

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.understanding.scan import Scan
    from bot.understanding.spans import TextSpan

KINDS = "DMPN"  # departments, ratings, policies, numbers: what is taken back is of the kind of what follows
LONGEST = 120  # signs of a question in which somebody takes back a name
ENDS = " \u3000、,。.…!？?"
ALSO = ("も", "のも", "のほうも", "の方も", " too", " as well")  # 防災課の×、ごめん、税務課も: of both
PAUSED = frozenset(" \u3000、,，…。.")  # nobody takes a name back without a pause
BETWEEN = 6  # signs that may stand between the wrong name and what takes it back: の三角


def without_slip(text: str, scanned: Callable[[str], Scan]) -> str:
    """A question without what it takes back in its middle; the same text where it takes nothing back.

    `scanned` takes a text apart.
    """
    if len(text) > LONGEST or PAUSED.isdisjoint(text):
        return text
    line = flattened(text)
    if len(line) != len(text):
        return text
    for cut in sorted(stretches("slipped", line), key=lambda each: (each.start, -each.end)):
        before, behind = text[: cut.start], text[cut.end :].lstrip(ENDS)
        if not before.strip(ENDS) or not behind:
            continue
        meant = next((span for span in _named(behind, scanned)), None)
        if meant is None or _place(behind, meant):
            continue  # something else stands before what was meant instead
        said = [span for span in _named(before, scanned) if span.sign == meant.sign]
        if not said or said[-1].value == meant.value or behind[len(meant.text) :].startswith(ALSO):
            continue
        place = _place(before, said[-1])
        if place >= 0 and len(before) - place - len(said[-1].text) <= BETWEEN:
            return text[:place] + behind
    return text


def _named(text: str, scanned: Callable[[str], Scan]) -> list[TextSpan]:
    return [span for _, span in scanned(text).signs if span.sign in KINDS]


def _place(text: str, named: TextSpan) -> int:
    """Where a name stands in a text, the last time; -1 where it stands there in another form."""
    if "①" <= text[named.start : named.end] <= "⑳":  # a scan tells it from a number by a sign of its own
        return named.start
    return max(text.rfind(named.text), fold(text).rfind(named.text))

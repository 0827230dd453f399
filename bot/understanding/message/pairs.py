"""Two wholes with a rating each, named in one breath: 〈課〉の△と〈課〉の○を教えて are two questions.

Read as one it would be either rating of either department, which nobody asked for.
"""

from __future__ import annotations

from bot.question import Ask, Turn
from bot.understanding.scripts import pattern
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.understanding.scan import Scan

WHOLES = "DP"
OF, JOINING = "の", frozenset("とや、及")  # without these no text is such a pair
OF_EACH = (Ask.LIST, Ask.COUNT)
# Each whole, what joins it to its rating, and what joins the two.
PAIRED = (
    r"^(?P<whole>[DP])の(?:評価の)?M(?:と|や|、|及び|および|、あと|と、あと)"
    r"(?P=whole)の(?:評価の)?M(?!以|より)"
)


def apart(text: str, scanned: Callable[[str], Scan], respelt: Callable[[str], str]) -> Sequence[str]:
    """The two questions of a text; none where it is one. `scanned`: a text as a line of signs; `respelt`:
    with the names that its slips stand for (市民科)."""
    if text.count(OF) < 2 or JOINING.isdisjoint(text):
        return ()  # most questions, at once
    found = scanned(text)
    rated = [span for _, span in found.signs if span.sign == "M"]
    if len(rated) == 2 and len(found.signs) < 4 and (spelt := respelt(text)) != text:
        text, found = spelt, scanned(spelt)
    named = [(place, span) for place, span in found.signs if span.sign in f"{WHOLES}M"]
    if len(named) != 4 or len(found.signs) != 4 or not pattern(PAIRED).match(found.line):
        return ()
    values = [span.value for _, span in named]
    if values[0] == values[2] or values[1] == values[3]:
        return ()  # 〈課〉の×と〈課〉の×: both of one list
    if any(isinstance(cue.meaning, (Ask, Turn)) and cue.meaning not in OF_EACH for cue in found.cues):
        return ()  # which is more: asked of both
    typed = text if len(text) == len(found.text) else found.text
    asked = typed[named[3][1].end :]
    return f"{typed[: named[1][1].end]}{asked}", typed[named[2][1].start :]

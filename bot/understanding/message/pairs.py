"""Two wholes with a rating each, named in one breath: 〈課〉の△と〈課〉の○を教えて are two questions.

Read as one it would be either rating of either department, which nobody asked for. So are the numbers of
what two words lead to: RPAとGISはそれぞれ何項目.
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

EACH = "それぞれ"
COUNTED = (  # two things that no name is, whose items are counted: no figure of theirs
    r"^(?P<one>[^とや、。?\s]{2,20}?)(?:の(?:事業|項目|取組|施策))?(?:と|や|、)(?P<other>[^とや、。?\s]{2,20}?)"
    r"(?:の(?:事業|項目|取組|施策)(?:の数|の件数)?(?:は|って|が)?、?それぞれ(?:いくつ|(?:何|なん)(?:件|個|本|項目|事業))"
    r"|(?:は|って|が)、?それぞれ何(?:項目|事業))(?:ずつ)?(?:ある|あり|です|でし|か|なの|[?？。]|$)"
)
EACH_COUNTED = "{}の項目はいくつ"


def apart(text: str, scanned: Callable[[str], Scan], respelt: Callable[[str], str]) -> Sequence[str]:
    """The two questions of a text; none where it is one. `scanned`: a text as a line of signs; `respelt`:
    with the names that its slips stand for (市民科)."""
    if EACH in text and (counted := _each_counted(text, scanned)):
        return counted
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


def _each_counted(text: str, scanned: Callable[[str], Scan]) -> Sequence[str]:
    """How many items are about each of two words; none where a name or a rating stands there."""
    said = pattern(COUNTED).match(text)
    if said is None or any(span.sign in f"{WHOLES}MN" for _, span in scanned(text).signs):
        return ()
    return EACH_COUNTED.format(said["one"]), EACH_COUNTED.format(said["other"])

"""〈課〉じゃなかった？ behind an answer: whether it is 〈課〉, though it is asked as if it were denied."""

from __future__ import annotations

from bot.understanding.stretches import stretches
from katou_index.words import fold

LIST = "wasit"
ASKED = ("{}だよね?", "{}ですか?")  # how the same is asked, in the order in which they are tried
OF_OWNERS = ("担当は{}ですか?", *ASKED)
APOSTROPHE, WRITTEN = "'", "’"  # as people type it, and as the list of words has it


def was_it(text: str, *, owner: bool = False) -> tuple[str, ...]:
    """What a text asks so, as plain questions, the likelier first; () where it asks otherwise.

    `owner`: departments were asked for before it.
    """
    typed = fold(text).strip().replace(APOSTROPHE, WRITTEN)
    line = typed.rstrip("?。 ")
    for each in sorted(stretches(LIST, line), key=lambda each: (each.start, -each.end)):
        if each.kind == "before" and not each.start and each.end < len(line):
            return (f"is it {line[each.end :]}?",)
        sure = line != typed or not each.kind.endswith(
            "said"
        )  # 〈課〉ではなかった asks nothing without a sign
        if each.kind.startswith("behind") and each.start and each.end == len(line) and sure:
            return tuple(asks.format(line[: each.start]) for asks in (OF_OWNERS if owner else ASKED))
    return ()

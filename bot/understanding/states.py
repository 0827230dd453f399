"""Whether a yes-or-no question asks how far a thing has come: 工事は終わった？ Only its text tells that."""

from __future__ import annotations

from bot.question import Question
from bot.understanding.noise import ASKING
from bot.understanding.scan import hints_at
from bot.understanding.scripts import pattern
from katou_index.words import fold

STATE = "state:"  # begins the hints' names
TOLD = "told"  # whatever was done with it: 授業で使うものを配った？
# What may stand behind what is asked: small words, and what says that somebody has heard or thinks so.
_BEHIND = (
    "[ぁ-ゖー、。?!〜~… ]|本当|聞|間違|違|認識|理解|思|言|大丈夫|合|話|記憶|確"
    "|今|現在|段階|状態|解釈|済|完|予定"
)
# Small words at the end of a question that say no more than that it is one.
TAGS = (
    "の|ん|か|です|でし|でした|ます|ました|っけ|よね|やろ|やんな|ね|と|ばい|かな|かね"
    "|かしら|たか|だ|だろう|でしょう|や|ょう"
)
# What was done with a thing, in any verb; no wish to be told something.
_DONE = rf"(?:[たる]|ない)(?:{TAGS})*[?？]+$"
_WISH = (
    "どう|どない|どん|いかが|教え|おしえ|見せ|みせ|知り|出し|挙げ|まとめ|示し|説明し"
    "|くだ|下さ|もら|くれ|ある|あった|評価"
)
_ENGLISH = r"^(?:is|are|was|were|has|have|had|did|do|does|can|could|may|will)\b|\?$"


NEXT = "next"  # the state that asks what is to come


def asks_state(question: Question) -> tuple[str, ...]:
    """The states that are asked about, as the sheet may tell them: done, begun, used, stopped, changed."""
    line = fold(question.text).strip()
    if any(word in line for word in ASKING):
        return ()
    found = []
    for name, (_, end) in hints_at(line):
        if name.startswith(STATE) and _ends(line, end):
            found.append(name.removeprefix(STATE))
    if not found and pattern(_DONE).search(line) and not pattern(_WISH).search(line):
        return (TOLD,)
    return tuple(dict.fromkeys(found))


def asks_what_is_next(question: Question) -> bool:
    """Whether it is asked what is to come."""
    named = any(name == f"{STATE}{NEXT}" for name, _ in hints_at(fold(question.text)))
    return named and NEXT in asks_state(question)


def _ends(line: str, end: int) -> bool:
    """Whether a question ends behind what stands before `end`."""
    if line.isascii():
        return pattern(_ENGLISH).search(line) is not None
    return pattern(rf"(?:{_BEHIND})*").fullmatch(line[end:]) is not None

"""A name before 方針 or 事業 that the plan does not have: ほげほげ方針の×は, 未来方針の評価の内訳.

Of a group that is not there nothing is told of the whole plan. What stands before these words and names none
(すべて, 主要) is `[before group]` of noise.txt.
"""

from __future__ import annotations

from bot.understanding.noise import BEFORE_GROUP, GENERAL, NOISE, common_japanese
from bot.understanding.scripts import has_kana, pattern
from katou_index.records import TYPE_CHECKING
from katou_index.words import fold, tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.understanding.vocabulary import Vocabulary
    from katou_index.words import Token

KINDS = "(?:基本方針|方針|事業|取組|施策)"
# Kana alone, which topics are seldom written in; before 方針 any name, as no other words stand there.
MAY_NAME = rf"[ぁ-ゖァ-ヺー]{{2,12}}{KINDS}|[一-鿿]{{2,8}}方針"
# The same at the beginning where no kind is said, of what the dictionary has no word for: ほげほげの×は.
TWICE = "^(?P<half>[ぁ-ゖァ-ヺー]{2,4})(?P=half)(?=(?:計画)?(?:の|って|は|に))"
NAMING = frozenset(("名詞", "接頭辞", "接尾辞", "形状詞"))
SAID_TWICE = frozenset(("副詞", "動詞", "感動詞"))  # ふがふが, もげもげ: no adverb of a sentence


def made_up_group(text: str, vocabulary: Vocabulary) -> str:
    """The name of a policy, a measure or an initiative in a text that the plan does not have; "" for none."""
    line = fold(text)
    for found in pattern(MAY_NAME).finditer(line):
        kind = pattern(f"{KINDS}$").search(found[0])
        name = named_by(tokens(line[: found.end() - len(kind[0])])) if kind else ""
        if kind and found[0].endswith(f"{name}{kind[0]}") and _is_strange(name, vocabulary):
            return f"{name}{kind[0]}"
    twice = pattern(TWICE).search(line)
    if twice is None or not _is_strange(twice[0], vocabulary) or twice["half"] in vocabulary.plan_text:
        return ""
    said = tokens(twice[0])
    return twice[0] if len(said) == 2 and all(each.pos in SAID_TWICE for each in said) else ""


def named_by(before: Sequence[Token]) -> str:
    """The name that words end with, glued to what stands behind; "" where they name nothing."""
    name, twice = "", False
    for token in reversed(before):
        if token.pos not in NAMING and token.pos not in SAID_TWICE:
            break
        twice = twice or token.pos in SAID_TWICE
        name = f"{token.surface}{name}"
    half = len(name) // 2
    return "" if twice and name[:half] * 2 != name else name


def _is_strange(name: str, vocabulary: Vocabulary) -> bool:
    """Whether a name is no word of the plan, and none that says which of them are meant."""
    if len(name) < 2 or name in vocabulary.plan_text or name in vocabulary.thesaurus.japanese:
        return False
    if name in NOISE or (has_kana(name) and (name in GENERAL or name in common_japanese())):
        return False
    return not name.startswith(tuple(BEFORE_GROUP)) and not name.endswith(tuple(BEFORE_GROUP))

"""Questions nobody should have to answer, but some will type: mixed, broken, hostile, endless."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache

from tests.expectations import cases

HOSTILE = (
    *("\ud83d", "\x00", "\u200b\u200d\ufeff", "\u202e", "\t\n\r", "👨‍👩‍👧‍👦", "ﷺ", "Z̷̢͝ͅa", "ヽ(´ー`)ノ", "ｶﾞｷﾞｸﾞ"),
    *(
        "'",
        '"',
        '"" OR ""',
        "NEAR(",
        "*",
        "^",
        "- -",
        "AND",
        "(((",
        "{}",
        "[[",
        "%s%n",
        "'; DROP TABLE item;--",
    ),
    *("<!channel>", "<@U123>", "~`!@#$%^&*()_+", "の", "①②③⑳", "×" * 50, "○でない" * 9, "R2" * 9, "No." * 9),
    *("9" * 40, "令和99年度", "0/0", "13/45", "1-2-3", "-1", "１，０００円", "十二一番", "一九九番"),
    *("e" * 3000, "あ" * 3000, "漢" * 3000, "RPA " * 900, "。" * 500, "?" * 500),
)


BLOCKS = ((0x20, 0x7F), (0x3040, 0x30FF), (0x4E00, 0x9FFF), (0, 0x110000))  # ASCII, kana, kanji, anything


def questions(count: int, seed: int = 2020) -> Iterator[str]:
    """`count` questions, the same ones for the same seed: real ones cut, doubled, glued, sprinkled."""
    rng = random.Random(seed)
    real = _real_questions()
    for _ in range(count):
        kind = rng.randrange(6)
        text = rng.choice(real)
        if kind == 0:
            text = _damaged(text, rng)
        elif kind == 1:
            text += rng.choice(real)
        elif kind == 2:
            place = rng.randrange(len(text) + 1)
            text = text[:place] + rng.choice(HOSTILE) + text[place:]
        elif kind == 3:
            text = "".join(rng.sample(text, len(text)))
        elif kind == 4:
            text = "".join(chr(rng.randrange(*rng.choice(BLOCKS))) for _ in range(rng.randrange(1, 60)))
        else:
            text = " ".join(rng.choice((rng.choice(real), rng.choice(HOSTILE))) for _ in range(3))
        yield text


@cache
def _real_questions() -> list[str]:
    asked = (str(turn) for case in cases() for turn in case.values[0]["turns"])
    return [turn for turn in asked if len(turn) < 200] or ["RPA"]


def _damaged(text: str, rng: random.Random) -> str:
    signs = list(text)
    for _ in range(rng.randrange(1, 4)):
        if signs:
            place = rng.randrange(len(signs))
            signs[place] = rng.choice(("", signs[place] * 2, rng.choice("のは×○△一ーＡ9 ")))
    return "".join(signs)

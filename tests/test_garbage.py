"""An answer leaves nothing that only the garbage collector could take away: it is run seldom (SELDOM)."""

from __future__ import annotations

import gc

from bot.commands.wiring import LOOKED_AT, OLDER, Tidying
from tests.bot_fixtures import bot

OURS = ("bot", "katou_index")  # modules whose objects are looked for
TURNS = (
    "防災課の×は？", "そのうち評価が低いのは", "RPAの進捗は？", "ｾﾞｲﾑｶの項目", "空港の実証",
    "おはようございます。○の割合を教えてください", "which measures were rated cross?",
    "1. ×は？\n2. △は？", "表をExcelで", "うちの課は？", "3番",
)  # fmt: skip


def test_answers_make_no_cycles() -> None:
    for turn in TURNS:  # what is loaded and made once
        bot().ask(turn, conversation="first")
    gc.collect()
    enabled = gc.isenabled()
    gc.disable()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        for turn in TURNS:
            bot().ask(turn, conversation="second")
        gc.collect()
        left = {type(each).__name__ for each in gc.garbage if type(each).__module__.startswith(OURS)}
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        if enabled:
            gc.enable()
    assert left == set()


def test_what_answers_made_is_looked_at_every_few_answers() -> None:
    looked: list[int] = []

    def note(phase: str, info: dict[str, int]) -> None:
        if phase == "stop":
            looked.append(info["generation"])

    tidy = Tidying()
    enabled = gc.isenabled()
    gc.disable()
    gc.callbacks.append(note)
    try:
        for _ in range(LOOKED_AT * OLDER):
            tidy()
    finally:
        gc.callbacks.remove(note)
        if enabled:
            gc.enable()
    assert looked == [0] * (OLDER - 1) + [1]

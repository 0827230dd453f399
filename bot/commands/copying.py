"""`katou copy`: index and state from files into PostgreSQL, and back."""

from __future__ import annotations

import os

from bot.memory.condition import copy_state
from bot.settings import Settings
from bot.wording import console as say
from katou_index.address import is_address, masked
from katou_index.errors import KatouError
from katou_index.index.copying import copy_index


def copy(settings: Settings, lang: str, index: str, state: str) -> int:
    """Copy what KATOU_INDEX and KATOU_STATE name to the places that are given; what is there is replaced."""
    if not index and not state:
        raise KatouError(say.nothing_to_copy(lang))
    for source, target in ((settings.index, index), (settings.state, state)):
        if target and (source == target or (not is_address(target) and _same(source, target))):
            raise KatouError(say.copies_itself(lang, masked(source)))
    if index:
        items = copy_index(settings.index, index)
        print(say.index_copied(lang, masked(settings.index), masked(index), items))
    if state:
        rows = sum(copy_state(settings.state, state).values())
        print(say.state_copied(lang, masked(settings.state), masked(state), rows))
    return 0


def _same(source: str, target: str) -> bool:
    return os.path.exists(source) and os.path.exists(target) and os.path.samefile(source, target)

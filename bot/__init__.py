"""How people ask, and how the bot answers."""

from __future__ import annotations

from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from bot.bot import Bot
    from bot.reply import Reply

__all__ = ["Bot", "Reply"]


def __getattr__(name: str) -> Any:
    """Import a name when it is first used: not every command needs a bot."""
    if name not in __all__:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module("bot.bot"), name)

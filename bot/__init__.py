"""How people ask, and how the bot answers."""

from bot.reply import Bot, Reply

__all__ = ["Bot", "Reply"]

"""The parts of Slack's forms and menus."""

from __future__ import annotations

from typing import Any

from bot.surfaces.slack.blocks import Block
from bot.surfaces.slack.text import shortened

OPTION = 75  # characters of an option
MOST_OPTIONS = 100


def plain(text: str) -> Block:
    """A label."""
    return {"type": "plain_text", "text": shortened(text, OPTION), "emoji": False}


def option(label: str, value: str) -> Block:
    """One of the options of a menu."""
    return {"text": plain(label), "value": value[: OPTION * 2]}


def select_of(name: str, options: list[tuple[str, str]]) -> Block:
    """A menu of (value, label)."""
    return {
        "type": "static_select",
        "action_id": name,
        "options": [option(label, value) for value, label in options[:MOST_OPTIONS]],
    }


def chosen_of(element: dict[str, Any] | None) -> str:
    """The value that was chosen in a menu, "" for none."""
    return str(((element or {}).get("selected_option") or {}).get("value") or "")

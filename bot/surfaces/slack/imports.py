"""Files in a direct message, as the import dialogue takes them: who sent them, where they lie."""

from __future__ import annotations

from typing import Any

from slack_sdk import WebClient

from bot.orders import Arrival, Where, are_sheets
from bot.surfaces.slack.access import SlackAccess, SlackPlace
from bot.surfaces.slack.files import fetch


def arrival(
    access: SlackAccess, client: WebClient, place: SlackPlace, files: tuple[dict[str, Any], ...], text: str
) -> Arrival:
    """Files of a message with what was said beside them, as the import dialogue takes them."""
    return Arrival(
        tuple(str(file.get("name") or "") for file in files), text, where_of(place),
        lambda: access.is_office(client, place.user), lambda: access.name_of(client, place.user),
        lambda path, most: fetch(client, files[0], path, most),
    )  # fmt: skip


def sheets_in(event: dict[str, Any], text: str) -> tuple[dict[str, Any], ...]:
    """The files of a message that are meant to be loaded; a picture beside a question is not."""
    files = tuple(file for file in event.get("files") or () if isinstance(file, dict))
    return files if are_sheets((str(file.get("name") or "") for file in files), text) else ()


def where_of(place: SlackPlace) -> Where:
    """The conversation, as orders know it."""
    return Where("slack", place.own_team, place.channel, place.channel.startswith("D"))

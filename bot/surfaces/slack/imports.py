"""Files in a direct message: the office's are fetched and handed over, others are refused in one sentence."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, Any

from slack_sdk import WebClient

from bot.card import Card
from bot.orders import Where, card
from bot.surfaces.slack.access import SlackAccess, SlackPlace
from bot.surfaces.slack.files import NotFetchedError, fetch
from bot.wording import imports as say
from katou_index.errors import KatouError

if TYPE_CHECKING:
    from bot.chat import Front

_TABLES = (".xlsx", ".xls", ".xlsm", ".pdf", ".csv", ".txt", ".ods", ".docx")  # what may be meant as a sheet


class SheetImports:
    """Takes what is dropped."""

    def __init__(self, front: Front, access: SlackAccess) -> None:
        self.front, self.access = front, access

    def take(
        self, client: WebClient, place: SlackPlace, files: tuple[dict[str, Any], ...], text: str
    ) -> Card:
        """What is answered to files and what was said beside them."""
        imports = self.front.imports
        assert imports is not None
        if not self.access.is_office(client, place.user):
            return card("ja", say.only_office("ja"))
        if len(files) > 1:
            return card("ja", say.one_at_a_time("ja"))
        name = str(files[0].get("name") or "")
        path = ""
        try:
            most = imports.most(name)
            path = imports.drop()
            fetch(client, files[0], path, most)
            return imports.take_file(
                path, name, text, where_of(place), lambda: self.access.name_of(client, place.user)
            ).card
        except NotFetchedError as error:
            return card("ja", say.not_downloaded("ja", name, error.why))
        except KatouError as error:
            return card("ja", str(error))
        finally:  # nothing is there any more where it was taken
            with contextlib.suppress(OSError):
                os.unlink(path)


def sheets_in(event: dict[str, Any], text: str) -> tuple[dict[str, Any], ...]:
    """The files of a message that are meant to be loaded; a picture beside a question is not."""
    files = tuple(file for file in event.get("files") or () if isinstance(file, dict))
    meant = any(str(file.get("name") or "").lower().endswith(_TABLES) for file in files)
    return files if meant or not text else ()


def where_of(place: SlackPlace) -> Where:
    """The conversation, as desks know it."""
    return Where("slack", place.own_team, place.channel, place.channel.startswith("D"))

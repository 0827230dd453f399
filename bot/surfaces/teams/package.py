"""The app package: what an administrator uploads so that people find the bot in Teams.

A zip with the manifest, its English texts and two pictures, all at its root. Form: the schema 1.25 of
learn.microsoft.com, “App manifest schema for Teams”. Made from the settings: nothing is edited by hand.
"""

from __future__ import annotations

import io
import json
import zipfile
from importlib import resources
from typing import Any
from urllib.parse import urlsplit

from bot.wording import chat as say
from katou_index.wholefiles import write_whole

Json = dict[str, Any]

SCHEMA_VERSION = "1.25"
SCHEMAS = "https://developer.microsoft.com/json-schemas/teams"
VERSION = "1.1.0"  # of the package; Teams takes an update only where it grew
ACCENT = "#1F4E79"  # also what the colour picture stands on
SCOPES = ("personal", "team", "groupChat")
SAME_EVERY_TIME = (2020, 1, 1, 0, 0, 0)  # the date of the files in the zip


def write(path: str, client_id: str, base_url: str) -> None:
    """Write the zip. `base_url` is the https address that people can open. Raises OSError."""
    files: dict[str, str | bytes] = {
        "manifest.json": _as_json(manifest(client_id, base_url)),
        "en.json": _as_json(english()),
        "color.png": icon("color"),
        "outline.png": icon("outline"),
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(zipfile.ZipInfo(name, SAME_EVERY_TIME), content, zipfile.ZIP_DEFLATED)
    write_whole(path, made.getvalue())


def icon(name: str) -> bytes:
    """A picture of the package: a double circle, the best mark, in white.

    Teams wants `color` of 192 × 192 and `outline` of 32 × 32 on nothing (learn.microsoft.com, “Design your
    Teams app icon”).
    """
    return resources.files(__package__).joinpath("icons", f"{name}.png").read_bytes()


def manifest(client_id: str, base_url: str) -> Json:
    """The manifest, in Japanese. The app has the bot's id: one bot, one app."""
    base_url = base_url.rstrip("/")
    return {
        "$schema": f"{SCHEMAS}/v{SCHEMA_VERSION}/MicrosoftTeams.schema.json",
        "manifestVersion": SCHEMA_VERSION,
        "version": VERSION,
        "id": client_id,
        "developer": {
            "name": say.app("ja", "developer"),
            "websiteUrl": base_url,
            "privacyUrl": base_url,
            "termsOfUseUrl": base_url,
        },
        "name": {"short": say.app("ja", "short name"), "full": say.app("ja", "full name")},
        "description": {"short": say.app("ja", "short"), "full": say.app("ja", "full")},
        "localizationInfo": {
            "defaultLanguageTag": "ja",
            "additionalLanguages": [{"languageTag": "en", "file": "en.json"}],
        },
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": ACCENT,
        "bots": [_bot(client_id)],
        "composeExtensions": [_search(client_id)],
        "permissions": ["identity", "messageTeamMembers"],
        "validDomains": [urlsplit(base_url).hostname or ""],
    }


def _bot(client_id: str) -> Json:
    commands = [{"title": text, "description": say.app("ja", "ask")} for text in say.prompts("ja")]
    return {
        "botId": client_id,
        "scopes": list(SCOPES),
        "supportsFiles": True,
        "isNotificationOnly": False,
        "commandLists": [{"scopes": list(SCOPES), "commands": commands}],
    }


def _search(client_id: str) -> Json:
    topic = {
        "name": "topic",
        "title": say.app("ja", "topic"),
        "description": say.app("ja", "topic description"),
        "inputType": "text",
    }
    command = {
        "id": "find",
        "type": "query",
        "title": say.app("ja", "find"),
        "description": say.app("ja", "find description"),
        "context": ["compose", "commandBox"],
        "initialRun": True,
        "parameters": [topic],
    }
    return {"botId": client_id, "commands": [command]}


def english() -> Json:
    """The English texts, by their place in the manifest."""
    search = "composeExtensions[0].commands[0]"
    texts = {
        "name.short": say.app("en", "short name"),
        "name.full": say.app("en", "full name"),
        "description.short": say.app("en", "short"),
        "description.full": say.app("en", "full"),
        f"{search}.title": say.app("en", "find"),
        f"{search}.description": say.app("en", "find description"),
        f"{search}.parameters[0].title": say.app("en", "topic"),
        f"{search}.parameters[0].description": say.app("en", "topic description"),
    }
    for number, text in enumerate(say.prompts("en")):
        command = f"bots[0].commandLists[0].commands[{number}]"
        texts[f"{command}.title"] = text
        texts[f"{command}.description"] = say.app("en", "ask")
    schema = f"{SCHEMAS}/v{SCHEMA_VERSION}/MicrosoftTeams.Localization.schema.json"
    return {"$schema": schema, **texts}


def _as_json(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"

"""What a browser needs to install the page as an app: its name, its icons, where it begins."""

from __future__ import annotations

import json

from flask import Response, url_for

from bot.surfaces.page.chrome import Chrome
from bot.wording import page as say

ICONS = (("icon.svg", "any", "image/svg+xml"), ("icon-192.png", "192x192", "image/png"),
         ("icon-512.png", "512x512", "image/png"))  # fmt: skip
PAPER, ACCENT = "#f8f8fb", "#0017c1"  # --paper and --accent of page.css


def manifest(chrome: Chrome) -> Response:
    """The web app manifest (w3.org/TR/appmanifest)."""
    lang = chrome.lang()
    icons = [
        {
            "src": url_for("static", filename=name, v=chrome.version), "sizes": sizes, "type": kind,
            "purpose": "any maskable" if name.endswith(".png") else "any",
        }
        for name, sizes, kind in ICONS
    ]  # fmt: skip
    held = {
        "id": "/", "name": say.label(lang, "site"), "short_name": say.label(lang, "app"), "lang": lang,
        "start_url": chrome.to("home"), "scope": "/", "display": "standalone",
        "background_color": PAPER, "theme_color": ACCENT, "icons": icons,
    }  # fmt: skip
    return Response(json.dumps(held, ensure_ascii=False), mimetype="application/manifest+json")

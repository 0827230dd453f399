"""Everything in one HTML file: on a stick into a closed network; it reads, searches, and connects to nothing.

Its content security policy names the hashes of its one script and one style, and allows nothing else.
"""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader

from bot.surfaces.page.bars import slots
from bot.surfaces.page.shaping import Shaper, readable
from bot.wording import page as say

if TYPE_CHECKING:
    from bot.chat import Front
    from bot.composing.views import Views

FOLDER = Path(__file__).parent


def as_html(front: Front, views: Views, lang: str) -> str:
    """The file's text. Readable without its script, which only filters."""
    style = (FOLDER / "static" / "page.css").read_text("utf-8") + (FOLDER / "static" / "site.css").read_text(
        "utf-8"
    )
    script = (FOLDER / "static" / "site.js").read_text("utf-8")
    policy = (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; img-src data:; "
        "form-action 'none'; base-uri 'none'"
    )
    templates = Environment(
        loader=FileSystemLoader(FOLDER / "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )

    def label(key: str) -> str:
        return say.label(lang, key)

    return templates.get_template("site.html").render(
        lang=lang, t=label, say=say, slots=slots, readable=readable, to=None, policy=policy, style=style,
        script=script, shape=Shaper(front.ratings(), lambda _year, number: f"#m{number}"),
        overview=views.overview(),
        measures=views.measures(), findings=views.findings(), year=views.year.code,
    )  # fmt: skip


def _hash(text: str) -> str:
    """As a policy names what may run: the hash of exactly what stands between the tags."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"

"""What stands around every page: its language, its links, the shaping of texts, the templates."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask import Flask, request, url_for
from flask import render_template as render
from flask.wrappers import Response
from werkzeug.exceptions import HTTPException

from bot.surfaces.page.bars import slots
from bot.surfaces.page.shaping import Shaper, readable
from bot.wording import chat as chat_wording
from bot.wording import page as say

if TYPE_CHECKING:
    from bot.chat import Front

LONGEST_WISH = 1_000  # signs of the languages that a browser wants: looking through thousands takes a second
LANGUAGES = ("ja", "en")
NOT_FOUND = 404
IN_PATH = ("code", "number", "name", "title", "form")  # parts of an address before its `?`
PLAIN = "!$'()*,/:;?@"  # what stands in a query as it is
MOST_PATHS = 1024  # addresses that are kept
FOLDER = Path(__file__).parent


class Chrome:
    """Renders templates. `lang` is the language of every page, "auto" for that of the reader."""

    def __init__(self, front: Front, lang: str) -> None:
        self.front = front
        self.forced = lang if lang in LANGUAGES else None
        self.version = _version()
        self._path = lru_cache(MOST_PATHS)(_path)

    def chosen(self) -> str | None:
        """The language that somebody has set or chosen by a link, None for none."""
        asked = _asked_language()
        return self.forced or (asked if asked in LANGUAGES else None)

    def lang(self) -> str:
        """The language of this request's page."""
        if len(request.headers.get("Accept-Language", "")) > LONGEST_WISH:
            return self.chosen() or "ja"
        return self.chosen() or request.accept_languages.best_match(LANGUAGES) or "ja"

    def to(self, page: str, anchor: str = "", **values: Any) -> str:
        """The address of a page; a language that was chosen by a link goes on."""
        return self._addresses()(page, anchor, **values)

    def _addresses(self) -> Callable[..., str]:
        """`to` for many addresses of one request."""
        chosen = _asked_language() if not self.forced else None

        def to(page: str, anchor: str = "", **values: Any) -> str:
            if chosen in LANGUAGES:
                values.setdefault("lang", chosen)
            elif values.get("lang") == "ja":  # as it is without saying so
                del values["lang"]
            path = {name: values.pop(name) for name in IN_PATH if name in values}
            found = self._path(request.script_root, page, **path)
            asked = urlencode([each for each in values.items() if each[1] is not None], safe=PLAIN)
            return f"{found}{'?' if asked else ''}{asked}{'#' if anchor else ''}{anchor}"

        return to

    def shaper(self, year: str = "") -> Shaper:
        """Shapes texts for the plan as it is now, of a year (its code): the newest where none is given."""
        own = year or self.front.years()[0]
        to, has = self._addresses(), cache(self.front.measures_of)

        def link(code: str, number: int | str) -> str:
            return to("measure", code=code or own, number=number) if has(code or own)(number) else ""

        return Shaper(self.front.ratings(), link)

    def html(self, template: str, lang: str, **values: Any) -> str:
        """A template with what all of them use."""

        def label(key: str) -> str:
            return say.label(lang, key)

        return render(
            template, lang=lang, t=label, say=say, chat=chat_wording, to=self._addresses(), readable=readable,
            slots=slots, version=self.version, **values,
        )  # fmt: skip

    def page(self, template: str, lang: str | None = None, status: int = 200, **values: Any) -> Response:
        """A whole page."""
        lang = lang or self.lang()
        shape = self.shaper(values.get("year", ""))
        content = self.html(template, lang, shape=shape, other=self._other_language(lang), **values)
        return Response(content, status, mimetype="text/html")

    def trouble(self, status: int, sentence: str = "", near: Sequence[tuple[str, str]] = ()) -> Response:
        """A friendly page in place of what went wrong; needs no index.

        `near`: names with their addresses that may have been meant. What is not there can be searched for.
        """
        lang = self.lang()
        text = sentence or say.trouble(lang, status)
        other, search = self._other_language(lang), status == NOT_FOUND
        html = self.html("trouble.html", lang, sentence=text, near=near, search=search, other=other)
        return Response(html, status, mimetype="text/html")

    def _other_language(self, lang: str) -> str:
        """The address of the same page in the other language, "" where one language is set for all."""
        if self.forced:
            return ""
        other = LANGUAGES[lang == "ja"]
        if request.endpoint is None or request.method != "GET":
            return url_for("home", lang=other)
        # What was asked is no argument of url_for: it has names of its own there (_external, endpoint, …).
        asked = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
        return (
            f"{url_for(request.endpoint, **(request.view_args or {}))}?{urlencode([*asked, ('lang', other)])}"
        )


def _path(root: str, page: str, **parts: Any) -> str:
    """An address without its query. `root`: what stands before all addresses of the page."""
    del root  # Flask knows it; kept with it
    return url_for(page, **parts)


def _asked_language() -> str | None:
    """`lang` of the address, else of the form; a form that cannot be read asks for nothing."""
    try:
        return request.values.get("lang")
    except HTTPException:
        return request.args.get("lang")


def _version() -> str:
    """A short name of the static files as they are: browsers keep them until it changes."""
    files = sorted((FOLDER / "static").iterdir())
    return hashlib.sha256(b"".join(each.read_bytes() for each in files)).hexdigest()[:10]


def add(app: Flask, path: str, name: str, view: Callable[..., Any], method: str = "GET") -> None:
    """One address of the page."""
    app.add_url_rule(path, name, view, methods=[method])

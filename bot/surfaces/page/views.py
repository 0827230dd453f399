"""Pages to look at: the year in numbers, a measure, a department, the findings; and what is taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Flask, Response, abort, request

from bot.surfaces.page.chrome import Chrome, add
from bot.wording import page as say

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from bot.chat import Front
    from bot.composing.views import Views

MOST_KEYS = 5000
LONGEST = 2000  # characters of the question that is kept in an Excel file


class ViewPages:
    """The pages without a question."""

    def __init__(self, front: Front, chrome: Chrome) -> None:
        self.front = front
        self.chrome = chrome

    def register(self, app: Flask) -> None:
        """Its addresses."""
        add(app, "/overview", "overview", self.overview)
        add(app, "/measure/<code>/<number>", "measure", self.measure)
        add(app, "/department/<code>/<path:name>", "department", self.department)
        add(app, "/findings", "findings", self.findings)
        add(app, "/export.<form>", "export", self.export)

    def overview(self) -> Response:
        """The city, its policies and departments, and every measure."""
        views = self._views(request.args.get("year", ""))
        return self.chrome.page(
            "overview.html", overview=views.overview(), measures=views.measures(), year=views.year.code,
            forms=self.front.download_forms(),
        )  # fmt: skip

    def measure(self, code: str, number: str) -> Response:
        """One measure with its items, by its number as printed."""
        return self._one("measure", code, lambda views: views.measure(number))

    def department(self, code: str, name: str) -> Response:
        """One department beside the city."""
        return self._one("department", code, lambda views: views.department(name))

    def _one(self, what: str, code: str, find: Callable[[Views], Any]) -> Response:
        views = self._views(code)
        found = find(views)
        if found is None:
            abort(404)
        return self.chrome.page(
            f"{what}.html", year=code, year_name=views.say.year(views.year),
            forms=self.front.download_forms(), keys=" ".join(item.key for item in found.items),
            **{what: found},
        )  # fmt: skip

    def findings(self) -> Response:
        """Damage and doubts of the source, line by line."""
        views = self._views(request.args.get("year", ""))
        return self.chrome.page(
            "findings.html", findings=views.findings(), year=views.year.code,
            year_name=views.say.year(views.year),
        )  # fmt: skip

    def export(self, form: str) -> Response:
        """The items of an answer or of a page as a file; every one where none is named."""
        keys = request.args.get("items", "").split()[:MOST_KEYS]
        question = request.args.get("q", "")[:LONGEST]
        made = self.front.download(form, keys, question, self.chrome.lang())
        if made is None:
            abort(404)
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(made.name)}"}
        return Response(made.content, mimetype=made.media_type, headers=headers)

    def _views(self, code: str) -> Views:
        lang = self.chrome.lang()
        views = self.front.views(lang, code)
        if views is None:
            abort(self.chrome.trouble(404, say.year_missing(lang, code[:20])))
        return views

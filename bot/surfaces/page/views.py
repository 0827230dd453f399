"""Pages to look at: the year in numbers, a measure, a department, the findings; and what is taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Flask, Response, abort, request

from bot.surfaces.page.chrome import Chrome, add
from bot.wording import page as say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from bot.chat import Front
    from bot.composing.views import ItemView, Views

MOST_KEYS = 5000
LONGEST_NAME = 40  # characters of what was looked for and is not there
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
            forms=self.front.download_forms(), years=views.years(),
        )  # fmt: skip

    def measure(self, code: str, number: str) -> Response:
        """One measure with its items, by its number as printed."""
        views = self._views(code)
        measure = views.measure(number)
        if measure is None:
            abort(self.chrome.trouble(404, views.no_measure(number[:LONGEST_NAME])))
        return self._one(
            "measure", views, measure.items, measure=measure, years=views.measure_in_years(measure.number)
        )

    def department(self, code: str, name: str) -> Response:
        """One department beside the city."""
        views = self._views(code)
        department = views.department(name)
        if department is None:
            sentence, names = views.no_department(name[:LONGEST_NAME])
            near = [(each, self.chrome.to("department", code=code, name=each)) for each in names]
            abort(self.chrome.trouble(404, sentence, near))
        return self._one(
            "department", views, department.items, department=department,
            years=views.department_in_years(name),
        )  # fmt: skip

    def _one(self, what: str, views: Views, items: Sequence[ItemView], **values: Any) -> Response:
        return self.chrome.page(
            f"{what}.html", year=views.year.code, overview_name=views.say.year(views.year),
            forms=self.front.download_forms(), keys=" ".join(item.key for item in items), **values,
        )  # fmt: skip

    def findings(self) -> Response:
        """Damage and doubts of the source, line by line."""
        views = self._views(request.args.get("year", ""))
        return self.chrome.page(
            "findings.html", findings=views.findings(), year=views.year.code,
            year_name=views.say.year(views.year), overview_name=views.say.year(views.year),
            years=views.years(),
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
            newest = self.front.views(lang)
            loaded = [each.name for each in newest.years()] if newest else []
            abort(self.chrome.trouble(404, say.year_missing(lang, code[:LONGEST_NAME], loaded)))
        return views

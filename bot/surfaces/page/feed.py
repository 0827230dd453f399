"""What changed, as an Atom feed (RFC 4287), behind the page's door like everything else."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

from flask import Flask, Response, request

from bot.surfaces.page.chrome import Chrome, add

if TYPE_CHECKING:
    from datetime import date

    from bot.chat import Front

ATOM = "http://www.w3.org/2005/Atom"
TYPE = "application/atom+xml"


class FeedPage:
    """One address for feed readers."""

    def __init__(self, front: Front, chrome: Chrome) -> None:
        self.front = front
        self.chrome = chrome

    def register(self, app: Flask) -> None:
        """Its address."""
        add(app, "/feed.atom", "feed", self.feed)

    def feed(self) -> Response:
        """The whole feed; a reader that has it as it is gets 304."""
        lang = self.chrome.lang()
        news = self.front.news(lang)
        base = self.front.page or request.url_root
        root = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": lang})
        _text(root, "title", news.title)
        _text(root, "id", _urn(base, f"feed/{lang}"))
        _text(root, "updated", _moment(max(entry.day for entry in news.entries)))
        author = ElementTree.SubElement(root, "author")
        _text(author, "name", news.title)
        here = urljoin(base, self.chrome.to("feed").lstrip("/"))
        ElementTree.SubElement(root, "link", {"rel": "self", "type": TYPE, "href": here})
        ElementTree.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": base})
        for entry in news.entries:
            own = ElementTree.SubElement(root, "entry")
            _text(own, "title", entry.title)
            _text(own, "id", _urn(base, f"{lang}/{entry.key}"))
            _text(own, "updated", _moment(entry.day))
            asked = ("home", {"q": entry.asks}) if entry.asks else ("overview", {"year": entry.code})
            shown = urljoin(base, self.chrome.to(asked[0], **asked[1]).lstrip("/"))
            ElementTree.SubElement(own, "link", {"rel": "alternate", "type": "text/html", "href": shown})
            content = ElementTree.SubElement(own, "content", {"type": "text"})
            content.text = entry.text
        body = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
        response = Response(body, mimetype=TYPE)
        response.add_etag()
        response.make_conditional(request)
        return response


def _text(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = text


def _urn(base: str, key: str) -> str:
    """The same name for the same entry, for ever."""
    return uuid5(NAMESPACE_URL, f"{base}{key}").urn


def _moment(day: date) -> str:
    """The beginning of a day in Japan."""
    return f"{day.isoformat()}T00:00:00+09:00"

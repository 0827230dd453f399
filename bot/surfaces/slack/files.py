"""A file that somebody dropped into a direct message → the disk: from Slack alone, no larger than allowed.

What a message says of a file is not trusted: its address must be Slack's own (or the API's, where that is
another one), redirects are not followed, its size is counted while it arrives, its name never names a path.
"""

from __future__ import annotations

import time
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.orders import NotFetchedError

TIMEOUT, LONGEST = 20, 300.0  # seconds without a byte, for the whole file
CHUNK = 1 << 16
HOSTS = frozenset({"files.slack.com", "files.slack-gov.com"})


class _NoRedirect(HTTPRedirectHandler):
    """Slack sends to its sign-in page whoever may not read a file."""

    def redirect_request(self, *told: Any) -> None:
        """Never followed; the second of what is told is the answer."""
        told[1].close()
        raise NotFetchedError("scope")


def fetch(client: WebClient, file: dict[str, Any], path: str, most: int) -> None:
    """Write a file of a message to `path`. Raises NotFetchedError; OSError where the disk is full."""
    url = _address(client, file)
    if int(file.get("size") or 0) > most:
        raise NotFetchedError("size")
    request = Request(url, headers={"Authorization": f"Bearer {client.token}"})
    try:
        with build_opener(_NoRedirect).open(request, timeout=TIMEOUT) as answer:
            if answer.headers.get_content_type() == "text/html":
                raise NotFetchedError("scope")
            if int(answer.headers.get("Content-Length") or 0) > most:
                raise NotFetchedError("size")
            _write(answer, path, most)
    except HTTPError as error:
        error.close()
        raise NotFetchedError("scope" if error.code in (401, 403) else "gone") from None
    except (HTTPException, TimeoutError, ValueError, ConnectionError) as error:
        raise NotFetchedError("gone") from error
    except OSError as error:
        if error.errno is not None and error.filename == path:
            raise
        raise NotFetchedError("gone") from error


def _write(answer: Any, path: str, most: int) -> None:
    until, size = time.monotonic() + LONGEST, 0
    with open(path, "wb") as out:
        while chunk := answer.read(CHUNK):
            size += len(chunk)
            if size > most:
                raise NotFetchedError("size")
            if time.monotonic() > until:
                raise NotFetchedError("gone")
            out.write(chunk)


def _address(client: WebClient, file: dict[str, Any]) -> str:
    """Where a file lies. Of one that is shared from elsewhere the message says only its id."""
    if file.get("file_access") == "check_file_info" or not _said(file):
        try:
            file = client.files_info(file=str(file.get("id") or "")).get("file") or {}
        except SlackApiError as error:
            lacking = error.response.get("error") == "missing_scope"
            raise NotFetchedError("scope" if lacking else "gone") from None
    url = _said(file)
    place, api = urlsplit(url), urlsplit(client.base_url)
    slack_own = place.scheme == "https" and place.hostname in HOSTS and place.port in (None, 443)
    same_as_api = (place.scheme, place.netloc) == (api.scheme, api.netloc)
    if file.get("is_external") or not (slack_own or same_as_api) or "@" in place.netloc:
        raise NotFetchedError("place")
    return url


def _said(file: dict[str, Any]) -> str:
    return str(file.get("url_private_download") or file.get("url_private") or "")

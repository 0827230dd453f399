"""A small Teams: its connector, its signing keys, its sign-in, on a local address; it answers as told."""

from __future__ import annotations

import itertools
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

APP, TENANT = "11111111-2222-3333-4444-555555555555", "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
ISSUER = "https://api.botframework.com"
KEY, OTHER_KEY = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
BOT = f"28:{APP}"


def jwk(key: rsa.RSAPrivateKey, name: str, **more: Any) -> dict[str, Any]:
    """A public key as Microsoft publishes it."""
    return {
        **json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key())),
        "kid": name,
        "use": "sig",
        **more,
    }


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """Whoever asked is gone."""


class Connector:
    """What was sent to it stands in `calls`; `says` are the next statuses, 0 for a broken line."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str, dict[str, Any]]] = []
        self.says: list[tuple[int, dict[str, str]]] = []
        self.members: dict[str, dict[str, Any]] = {}
        self.strangers: set[str] = set()  # chats in which the bot is not
        self.keys = [
            jwk(KEY, "k1", endorsements=["msteams"]),
            jwk(OTHER_KEY, "web", endorsements=["webchat"]),
        ]
        self.fetched = 0
        self.signed_in = 0
        self._open = threading.Event()
        self._open.set()
        self._numbers = itertools.count(1)
        self._server = _Quiet(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self.service = f"{self.url}/teams/"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self.go_on()
        self._server.shutdown()
        self._server.server_close()

    def hang(self) -> None:
        """Take posts from now on, and answer none until `go_on`."""
        self._open.clear()

    def go_on(self) -> None:
        self._open.set()

    def posts(self, method: str = "POST") -> list[dict[str, Any]]:
        """The messages that were taken or refused, in order."""
        return [body for verb, _, body in self.calls if verb == method]

    def token(
        self, key: rsa.RSAPrivateKey = KEY, kid: str = "k1", algorithm: str = "RS256", **more: Any
    ) -> str:
        """A token as Microsoft signs it; a claim of None is left out."""
        now = int(time.time())
        claims = {
            "iss": ISSUER, "aud": APP, "iat": now, "nbf": now - 1, "exp": now + 600,
            "serviceurl": self.service, **more,
        }  # fmt: skip
        given = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(
            given, key if algorithm == "RS256" else "", algorithm=algorithm, headers={"kid": kid}
        )

    def _answer(self, method: str, path: str, body: dict[str, Any]) -> tuple[int, dict[str, str], Any]:
        if path == "/keys":
            self.fetched += 1
            return 200, {}, {"keys": self.keys}
        if path.endswith("/oauth2/v2.0/token"):
            self.signed_in += 1
            return 200, {}, {"access_token": jwt.encode({"aud": ISSUER}, "x" * 32), "expires_in": 3600}
        if "/members/" in path:
            chat, _, user = path.removeprefix("/teams/v3/conversations/").partition("/members/")
            member = None if chat in self.strangers else self.members.get(user)
            return (
                (200, {}, member)
                if member
                else (404, {}, {"error": {"code": "MemberNotFoundInConversation"}})
            )
        self.calls.append((method, path, body))
        self._open.wait()
        status, headers = self.says.pop(0) if self.says else (200, {})
        return status, headers, {"id": f"m{next(self._numbers)}"}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        connector = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self._reply("GET", {})

            def do_POST(self) -> None:
                self._reply("POST", self._body())

            def do_PUT(self) -> None:
                self._reply("PUT", self._body())

            def _body(self) -> dict[str, Any]:
                raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                return dict(json.loads(raw)) if raw[:1] == b"{" else {}

            def _reply(self, method: str, body: dict[str, Any]) -> None:
                from urllib.parse import unquote

                status, headers, answer = connector._answer(method, unquote(self.path), body)
                self.close_connection = status == 0
                if status == 0:  # taken, and nothing comes back
                    return
                data = json.dumps(answer).encode()
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: Any) -> None:
                pass

        return Handler

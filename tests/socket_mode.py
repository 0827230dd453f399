"""Slack's end of Socket Mode: a WebSocket that says hello, sends envelopes, counts what is acknowledged."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import Server, ServerConnection, serve

PATIENCE = 10.0


class _Web(ThreadingHTTPServer):
    """With room for a burst, as Slack has: five connections that wait, and the system resets the sixth."""

    request_queue_size = 128


class SocketModeServer:
    """`apps.connections.open` and the few methods that answering needs, and the socket itself.

    `posted` are the messages that the bot posted, `private` what it answered to slash commands,
    `acknowledged` the ids of the envelopes that it has acknowledged, in order, `calls` all that it asked for.
    """

    def __init__(self) -> None:
        self.posted: list[dict[str, Any]] = []
        self.private: list[dict[str, Any]] = []
        self.acknowledged: list[str] = []
        self.people: dict[str, dict[str, Any]] = {}
        self.views: list[dict[str, Any]] = []
        self.completed: list[dict[str, Any]] = []
        self.files: dict[str, dict[str, Any]] = {}  # by id: what was announced, its bytes, where it was put
        self.refuse_files: list[tuple[int, str]] = []  # answers to the next files that are put somewhere
        self.unseen: set[str] = set()  # private channels that the bot is not in
        self.calls: list[tuple[str, dict[str, Any]]] = []  # methods in order, with what they were given
        self.tokens: dict[str, str] = {}  # of each method the last one that came with it
        self.refuse_connections = ""  # Slack's word for why there is no socket
        self.connections = 0
        self.refuse: list[tuple[int, dict[str, str], str]] = []  # answers to the next posts, first one first
        self._changed = threading.Condition()
        self._open: list[ServerConnection] = []
        self._web = _Web(("127.0.0.1", 0), self._handler())
        self._socket: Server = serve(self._serve, "127.0.0.1", 0)
        self._threads = [
            threading.Thread(target=self._web.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True),
            threading.Thread(target=self._socket.serve_forever, daemon=True),
        ]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.shutdown()
        self._web.shutdown()
        self._web.server_close()
        for thread in self._threads:
            thread.join(PATIENCE)

    @property
    def api_url(self) -> str:
        """The address that takes the place of Slack's."""
        return f"http://127.0.0.1:{self._web.server_port}/api/"

    @property
    def response_url(self) -> str:
        """Where private answers go."""
        return f"http://127.0.0.1:{self._web.server_port}/response"

    # -- the socket --------------------------------------------------------------------------------------

    def _serve(self, connection: ServerConnection) -> None:
        with self._changed:
            self.connections += 1
            self._open.append(connection)
            self._changed.notify_all()
        connection.send(
            json.dumps({"type": "hello", "num_connections": 1, "connection_info": {"app_id": "A1"}})
        )
        try:
            for message in connection:
                answer = json.loads(message)
                with self._changed:
                    self.acknowledged.append(answer["envelope_id"])
                    self._changed.notify_all()
        except ConnectionClosed:
            return

    def send(self, envelope: dict[str, Any], to: int = -1) -> None:
        """One envelope over a connection, the newest one unless another is named."""
        self._open[to].send(json.dumps(envelope))

    def disconnect(self) -> None:
        """What Slack does every few hours: it says so and closes the socket."""
        connection = self._open[-1]
        connection.send(json.dumps({"type": "disconnect", "reason": "refresh_requested"}))
        connection.close()

    def until(self, true: Any) -> bool:
        """Wait for something to be true."""
        deadline = time.monotonic() + PATIENCE
        with self._changed:
            return bool(self._changed.wait_for(true, timeout=max(0.0, deadline - time.monotonic())))

    # -- the Web API -------------------------------------------------------------------------------------

    def _answer(self, method: str, given: dict[str, Any]) -> tuple[int, dict[str, str], dict[str, Any]]:
        self.calls.append((method, given))
        if method == "apps.connections.open" and self.refuse_connections:
            return 200, {}, {"ok": False, "error": self.refuse_connections}
        if method == "apps.connections.open":
            return 200, {}, {"ok": True, "url": f"ws://127.0.0.1:{self._socket.socket.getsockname()[1]}/"}
        if method == "auth.test":
            return (
                200,
                {},
                {
                    "ok": True,
                    "team": "加東市",
                    "team_id": "T1",
                    "user": "plan-bot",
                    "user_id": "UBOT",
                    "bot_id": "B1",
                },
            )
        if method == "conversations.open":
            return 200, {}, {"ok": True, "channel": {"id": f"D{given.get('users')}"}}
        if method == "conversations.info" and given.get("channel") in self.unseen:
            return 200, {}, {"ok": False, "error": "channel_not_found"}
        if method == "users.info":
            person = {"id": given.get("user"), "team_id": "T1"}
            return 200, {}, {"ok": True, "user": self.people.get(str(given.get("user")), person)}
        if method == "chat.postMessage":
            with self._changed:
                if self.refuse:
                    status, headers, error = self.refuse.pop(0)
                    if error == "arrived":  # taken, but the answer to it is lost
                        self._keep(given)
                    return status, headers, {"ok": False, "error": error}
                self._keep(given)
                return 200, {}, {"ok": True, "ts": f"{len(self.posted)}.0", "channel": given.get("channel")}
        if method in ("conversations.replies", "conversations.history"):
            with self._changed:
                shared = [
                    {"files": [{"name": file["filename"]}]} for file in self.files.values() if "put" in file
                ]
                return 200, {}, {"ok": True, "messages": [*(dict(each) for each in self.posted), *shared]}
        if method == "files.getUploadURLExternal":
            with self._changed:
                name = f"F{len(self.files) + 1}"
                self.files[name] = given
                address = f"http://127.0.0.1:{self._web.server_port}/upload/{name}"
                return 200, {}, {"ok": True, "file_id": name, "upload_url": address}
        if method == "files.completeUploadExternal":
            return self._put(given)
        kept = {
            "views.open": self.views,
            "views.publish": self.views,
            "functions.completeSuccess": self.completed,
        }
        if method in kept:
            with self._changed:
                kept[method].append(given)
                self._changed.notify_all()
        return 200, {}, {"ok": True}

    def _put(self, given: dict[str, Any]) -> tuple[int, dict[str, str], dict[str, Any]]:
        (file,) = json.loads(given["files"]) if isinstance(given["files"], str) else given["files"]
        with self._changed:
            status, error = self.refuse_files.pop(0) if self.refuse_files else (200, "")
            if error in ("", "arrived"):  # arrived: taken, but the answer to it is lost
                self.files[file["id"]]["put"] = given
            self._changed.notify_all()
            return status, {}, {"ok": not error, "error": error, "files": [file]}

    def _keep(self, given: dict[str, Any]) -> None:
        metadata = given.get("metadata")
        self.posted.append(
            {**given, "metadata": json.loads(metadata) if isinstance(metadata, str) else metadata}
        )
        self._changed.notify_all()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                if self.path.startswith("/upload/"):
                    server.files[self.path.rpartition("/")[2]]["bytes"] = raw
                    raw = b""
                body = raw.decode()
                if "json" in (self.headers.get("Content-Type") or ""):
                    given = json.loads(body or "{}")
                else:
                    given = {name: values[0] for name, values in parse_qs(body).items()}
                if self.path == "/response":
                    with server._changed:
                        server.private.append(given)
                        server._changed.notify_all()
                    status, headers, answer = 200, {}, {"ok": True}
                else:
                    method = self.path.rpartition("/")[2]
                    server.tokens[method] = str(self.headers.get("Authorization"))
                    status, headers, answer = server._answer(method, given)
                payload = json.dumps(answer).encode()
                self.send_response(status)
                for name, value in {"Content-Type": "application/json", **headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(payload)))
                self.end_headers()
                self.wfile.write(payload)

            def log_message(self, *args: Any) -> None:
                """Tests print nothing."""

        return Handler

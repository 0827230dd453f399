"""The tools, and the two ways to reach them. The only importer of the protocol's SDK.

Over standard input a program on this machine starts `katou mcp` and speaks with it. Over HTTP (streamable,
/mcp) the door is that of every interface for programs (bot/surfaces/keys.py), before the SDK sees a request.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

import anyio
import uvicorn
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp_types import ToolAnnotations
from pydantic import Field

from bot.surfaces.keys import refusal
from bot.wording import tools as say
from katou_index.errors import KatouError

if TYPE_CHECKING:
    from bot.chat import Front
    from bot.composing.lookups import Lookups

PATH = "/mcp"
MOST_SESSIONS = 200
CLOSING = 5  # seconds for the last answers

Json = dict[str, Any]
Message = MutableMapping[str, Any]
Asgi = Callable[
    [Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]
]
Language = Literal["", "ja", "en"]


def _about(name: str) -> Any:
    return Field(description=say.ARGUMENTS[name])


Question = Annotated[str, _about("question"), Field(max_length=100_000)]
Talk = Annotated[str, _about("conversation"), Field(max_length=200)]
Lang = Annotated[Language, _about("lang")]
Words = Annotated[str, _about("words"), Field(max_length=10_000)]
Year = Annotated[str, _about("year"), Field(max_length=20)]


def tools_of(front: Front) -> MCPServer[Any]:
    """A server with every tool over one bot."""
    server: MCPServer[Any] = MCPServer("katou", instructions=say.INSTRUCTIONS, log_level="WARNING")

    def tool(function: Callable[..., Json]) -> None:
        server.add_tool(
            function,
            description=say.DESCRIPTIONS[function.__name__],
            annotations=ToolAnnotations(read_only_hint=True, open_world_hint=False),
            structured_output=True,
        )

    def looked_up(lang: str, look: Callable[[Lookups], Json]) -> Json:
        try:
            return look(front.lookups(lang or "ja"))
        except KatouError as error:
            raise ToolError(str(error)) from None

    def ask(question: Question, conversation: Talk = "", lang: Lang = "") -> Json:
        own = f"mcp:{conversation}" if conversation else None  # no program goes on with a person's talk
        return front.ask(question, own, place="mcp", lang=lang or None).as_json()

    def search(
        words: Words,
        year: Year = "",
        limit: Annotated[int, _about("limit"), Field(ge=1, le=50)] = 10,
        lang: Lang = "",
    ) -> Json:
        return looked_up(lang, lambda look: look.search(words, year, limit))

    def measure(number: Annotated[str | int, _about("number")], year: Year = "", lang: Lang = "") -> Json:
        return looked_up(lang, lambda look: look.measure(str(number), year))

    def department(name: Annotated[str, _about("name")], year: Year = "", lang: Lang = "") -> Json:
        return looked_up(lang, lambda look: look.department(name, year))

    def counts(by: Annotated[str, _about("by")] = "", year: Year = "", lang: Lang = "") -> Json:
        return looked_up(lang, lambda look: look.counts(by, year))

    def compare_years(
        before: Annotated[str, _about("before")], after: Annotated[str, _about("after")], lang: Lang = ""
    ) -> Json:
        return looked_up(lang, lambda look: look.compare_years(before, after))

    def plan(lang: Lang = "") -> Json:
        return looked_up(lang, lambda look: look.plan())

    for each in (ask, search, measure, department, counts, compare_years, plan):
        tool(each)
    return server


def over_standard_input(front: Front) -> None:
    """Serve whoever started this process, until they close its input."""
    anyio.run(tools_of(front).run_stdio_async)


def application(front: Front, key: str) -> Asgi:
    """The tools as an ASGI application behind the door."""
    inner = tools_of(front).streamable_http_app(
        streamable_http_path=PATH,
        json_response=True,
        max_sessions=MOST_SESSIONS,
        # Names of hosts are looked at by the door, for every interface alike.
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )

    async def behind_the_door(
        scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
    ) -> None:
        status = refusal(_environ(scope), key) if scope["type"] == "http" else None
        if status is None:
            await inner(scope, receive, send)
            return
        headers = [(b"content-type", b"text/plain; charset=utf-8")]
        if status == 401:
            headers.append((b"www-authenticate", b"Bearer"))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": say.needs_the_key().encode()})

    return behind_the_door


def _environ(scope: Message) -> dict[str, Any]:
    """A request of ASGI as WSGI describes it, as far as the door looks."""
    headers = {
        "HTTP_" + name.decode("latin-1").upper().replace("-", "_"): value.decode("latin-1")
        for name, value in scope["headers"]
    }
    address = (scope.get("client") or ("",))[0]
    return {**headers, "REMOTE_ADDR": address, "SERVER_PROTOCOL": f"HTTP/{scope.get('http_version', '')}"}


def over_http(front: Front, key: str, host: str, port: int, started: Callable[[str], None]) -> None:
    """Serve until Ctrl-C or SIGTERM; `started` is called with the address once it listens. Raises OSError."""

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[Any] | None = None) -> None:
            await super().startup(sockets)
            for each in self.servers:
                for listening in each.sockets:
                    name, number = listening.getsockname()[:2]
                    started(f"http://{f'[{name}]' if ':' in name else name}:{number}{PATH}")

    config = uvicorn.Config(
        application(front, key), host=host, port=port, log_level="warning", access_log=False,
        proxy_headers=False,  # nobody believes them
        server_header=False, timeout_graceful_shutdown=CLOSING,
    )  # fmt: skip
    Server(config).run()

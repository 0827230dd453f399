"""Teams as its tests see it: activities in, as Teams sends them; out, what a local connector was sent."""

from __future__ import annotations

import io
import itertools
import json
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from bot.chat import Front
from bot.conversation import Conversations
from bot.memory import Memory
from bot.surfaces.teams.access import TeamsPolicy
from bot.surfaces.teams.app import PATH, Setup, Teams, TeamsDoor
from bot.weekly.dialogue import WeeklyDialogue
from bot.weekly.service import WeeklyService
from tests.bot_fixtures import ROOT, bot
from tests.teams_connector import APP, BOT, TENANT, Connector

ALICE, ALICE_ID = "29:1alice", "00000000-aaaa-0000-0000-000000000001"
PERSONAL, GROUP = "a:1personal", "19:group@thread.v2"
CHANNEL = "19:channel@thread.tacv2;messageid=1700000000000"
_numbers = itertools.count(1)


def member(**more: Any) -> dict[str, Any]:
    """Alice as Teams knows her."""
    return {
        "id": ALICE, "objectId": ALICE_ID, "name": "Alice", "tenantId": TENANT, "userRole": "user",
        "userPrincipalName": "alice@city.example", **more,
    }  # fmt: skip


class Driver:
    """The surface with a connector. `waits` are the seconds that it would have waited."""

    def __init__(
        self,
        connector: Connector,
        memory: Memory,
        policy: TeamsPolicy | None = None,
        page: str = "",
        front: Front | None = None,
        teams: TeamsDoor | None = None,
    ) -> None:
        self.connector, self.memory = connector, memory
        self.waits: list[float] = []
        for user in (ALICE, ALICE_ID):
            connector.members.setdefault(user, member())
        setup = Setup(APP, "s3cret", TENANT, f"{connector.url}/keys", f"{connector.url}/login/")
        policy = policy or TeamsPolicy(frozenset({TENANT}), hosts=frozenset({"127.0.0.1"}))
        self.kit = WeeklyService(bot(), memory, str(ROOT / "data"))
        front = front or Front(bot(), memory, page, WeeklyDialogue(self.kit))
        self.teams: TeamsDoor = teams or Teams(front, memory, setup, policy, self._wait)
        self._begun: list[Future[Any]] = []
        submit = self.teams.workers.submit

        def begin(work: Callable[[], None]) -> Future[None]:
            self._begun.append(submit(work))
            return self._begun[-1]

        self.teams.workers.submit = begin  # type: ignore[assignment,method-assign]
        bot().conversations = Conversations()  # nothing of another test is remembered
        self._wsgi = self.teams.paths()[PATH]

    async def _wait(self, seconds: float) -> None:
        self.waits.append(seconds)

    def close(self) -> None:
        self.teams.close()

    # -- requests ----------------------------------------------------------------------------------------

    def send(self, body: bytes, token: str | None = "", **more: str) -> tuple[int, Any]:
        """One request: its status and its answer. `token`: "" for a good one, None for none."""
        token = self.connector.token() if token == "" else token
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": PATH,
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "127.0.0.1:3978",
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
            **({} if token is None else {"HTTP_AUTHORIZATION": f"Bearer {token}"}),
            **more,
        }
        statuses: list[str] = []
        answer = b"".join(self._wsgi(environ, lambda status, headers: statuses.append(status)))
        return int(statuses[0].split()[0]), json.loads(answer) if answer else None

    def activity(self, kind: str, chat: str = PERSONAL, **more: Any) -> dict[str, Any]:
        """An activity with everything that Teams puts into it."""
        scope = {PERSONAL: "personal", GROUP: "groupChat"}.get(chat, "channel")
        team = {"team": {"id": "19:team@thread.tacv2"}, "channel": {"id": chat.partition(";")[0]}}
        return {
            "type": kind,
            "id": f"{next(_numbers)}",
            "timestamp": "2026-11-22T00:00:00.000Z",
            "localTimestamp": "2026-11-22T09:00:00.000+09:00",
            "serviceUrl": self.connector.service,
            "channelId": "msteams",
            "from": {"id": ALICE, "name": "Alice", "aadObjectId": ALICE_ID},
            "conversation": {
                "id": chat, "conversationType": scope, "tenantId": TENANT, "isGroup": scope != "personal",
            },
            "recipient": {"id": BOT, "name": "プランBot"},
            "channelData": {
                "tenant": {"id": TENANT}, "source": {"name": "message"},
                **(team if scope == "channel" else {}),
            },
            "locale": "ja-JP",
            **more,
        }  # fmt: skip

    def message(
        self, text: str, chat: str = PERSONAL, *, mention: bool = True, **more: Any
    ) -> dict[str, Any]:
        """A message of Alice; in a group with a mention of the bot."""
        entities: list[dict[str, Any]] = [{"type": "clientInfo", "locale": "ja-JP", "platform": "Windows"}]
        if chat != PERSONAL and mention:
            text = f"<at>プランBot</at>&nbsp;{text}"
            entities.append({
                "type": "mention", "text": "<at>プランBot</at>",
                "mentioned": {"id": BOT, "name": "プランBot"},
            })  # fmt: skip
        return self.activity("message", chat, text=text, textFormat="plain", entities=entities, **more)

    def hear(self, activity: dict[str, Any]) -> tuple[int, Any]:
        """Send an activity and wait for everything that comes of it."""
        answer = self.send(json.dumps(activity).encode())
        self.settle()
        return answer

    def settle(self) -> None:
        """Wait until nothing is being answered: all work is handed in before a request is answered."""
        while self._begun:
            self._begun.pop().result(timeout=60)

    # -- what people do ----------------------------------------------------------------------------------

    def ask(self, text: str, chat: str = PERSONAL, **more: Any) -> list[dict[str, Any]]:
        """Alice asks; the messages that come."""
        before = len(self.connector.calls)
        assert self.hear(self.message(text, chat, **more))[0] == 200
        return [body for _, _, body in self.connector.calls[before:]]

    def press(self, data: dict[str, Any], **more: Any) -> Any:
        """Alice presses a button of a card; what is answered at once."""
        value = {"action": {"type": "Action.Execute", "title": "x", "verb": data.get("action"), "data": data},
                 "trigger": "manual"}  # fmt: skip
        status, answer = self.hear(
            self.activity(
                "invoke", name="adaptiveCard/action", value=value, replyToId="1700000000001", **more
            )
        )
        assert status == 200
        return answer

    def find(self, words: str, **more: Any) -> Any:
        """Alice searches while she writes."""
        first = {"name": "initialRun", "value": "true"}
        value = {"commandId": "find", "parameters": [{"name": "topic", "value": words} if words else first],
                 "queryOptions": {"skip": 0, "count": 25}}  # fmt: skip
        status, answer = self.hear(
            self.activity("invoke", name="composeExtension/query", value=value, **more)
        )
        assert status == 200
        return answer["composeExtension"]


def card_of(message: dict[str, Any]) -> dict[str, Any]:
    """The card of a message."""
    (attachment,) = message["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    return dict(attachment["content"])


def rated(part: Any, rating: str) -> int:
    """How many items are drawn with a rating: in a line, or as a text of its own in a column."""
    said = words(part)
    return said.count(f"{rating}｜") + said.splitlines().count(rating)


def words(part: Any) -> str:
    """Every text of a card, without backslashes."""
    if isinstance(part, dict):
        return "\n".join(
            value.replace("\\", "")
            if key in ("text", "title", "value") and isinstance(value, str)
            else words(value)
            for key, value in part.items()
        )
    return "\n".join(map(words, part)) if isinstance(part, list) else ""

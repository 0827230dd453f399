"""Slack on this machine: an emulator of its Web API, and Slack's own types to hold blocks against.

The emulator answers, keeps what was posted and refuses missing scopes. It sends no events, knows no Socket
Mode, lets unknown tokens in and takes any blocks, which is what `block_validator` is for. `make setup-node`
installs both.
"""

from __future__ import annotations

import fcntl
import functools
import json
import os
import subprocess
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator
from slack_sdk import WebClient

from tests.ports import PortTakenError, on_a_free_port
from tests.schemas import typed_validator

NODE = Path(__file__).parent / "node"
MODULES = NODE / "node_modules"
LOCK = NODE / "package-lock.json"
SCHEMA = NODE / "known_block.json"
PATIENCE = 30.0  # seconds for what takes a quarter of one on an idle machine
BOT_SCOPES = (
    "app_mentions:read", "assistant:write", "channels:history", "channels:read", "chat:write", "commands",
    "files:read", "files:write", "groups:history", "groups:read", "im:history", "im:read", "im:write",
    "mpim:history", "usergroups:read", "users:read",
)  # fmt: skip
USER_SCOPES = (
    "channels:history", "channels:manage", "channels:read", "channels:write", "chat:write", "files:read",
    "files:write", "groups:history", "groups:read", "groups:write", "im:history", "im:read", "im:write",
    "mpim:history", "mpim:read", "mpim:write", "reactions:write", "users:read",
)  # fmt: skip


class SlackEmulator:
    """A workspace with alice, bob, #general, #plan and the bot in both, empty at every start.

    Bot and user names lead to ids in `users`, channel names in `channels`; `user_token` is alice's.
    """

    bot_token = "xoxb-local-test"
    user_token = "xoxp-alice"
    signing_secret = "test-signing-secret"
    client_id = "111.222"
    client_secret = "csecret"
    app_id = "A01APP"
    bot_id = "B01BOT"
    bot_user_id = "U01BOT"
    base_url: str
    team_id: str
    users: dict[str, str]
    channels: dict[str, str]

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Returns when the workspace is there."""
        self._folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        seed = Path(self._folder.name) / "seed.yaml"
        seed.write_text(json.dumps(self._seed(), ensure_ascii=False), encoding="utf-8")
        try:
            self._start(seed)
        except BaseException:
            self._folder.cleanup()
            raise
        try:
            self._furnish()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._folder.cleanup()

    def client(self, token: str | None = None) -> WebClient:
        """Slack's own client, as the bot unless told otherwise."""
        return WebClient(token or self.bot_token, base_url=self.base_url)

    def _start(self, seed: Path) -> None:
        def on(port: int) -> int:
            log = seed.with_name(f"{port}.log")
            with log.open("wb") as output:
                self._process = subprocess.Popen(
                    [
                        *(_node(), MODULES / "emulate/dist/index.js", "start", "--service", "slack"),
                        *("--host", "127.0.0.1", "--port", str(port), "--seed", seed),
                        *("--base-url", f"http://127.0.0.1:{port}"),
                    ],
                    stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                )  # fmt: skip
            if not self._is_ready(log):
                told = log.read_text(encoding="utf-8", errors="replace")
                if "EADDRINUSE" in told:
                    raise PortTakenError(told)
                raise RuntimeError(f"The Slack emulator did not start: {told}")
            return port

        self.base_url = f"http://127.0.0.1:{on_a_free_port(on)}/api/"

    def _is_ready(self, log: Path) -> bool:
        """Asks the log, not the port: there somebody else's emulator might answer."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if b"Ready." in log.read_bytes():
                return True
            if self._process.poll() is not None:
                return False
            time.sleep(0.01)
        self._process.kill()
        self._process.wait()
        return False

    def _furnish(self) -> None:
        """Looks up the ids and takes everybody into both channels; the seed cannot say that of #general."""
        bot, alice = self.client(), self.client(self.user_token)
        self.team_id = bot.auth_test()["team_id"]
        self.users = {user["name"]: user["id"] for user in bot.users_list()["members"]}
        self.channels = {channel["name"]: channel["id"] for channel in bot.conversations_list()["channels"]}
        alice.conversations_join(channel=self.channels["general"])
        alice.conversations_invite(channel=self.channels["general"], users=[self.users["bob"]])
        for name in ("general", "plan"):
            alice.conversations_invite(channel=self.channels[name], users=[self.bot_user_id])

    def _seed(self) -> dict[str, Any]:
        app = {"client_id": self.client_id, "app_id": self.app_id}
        # With the ids given the token is the bot's; without them the emulator takes it for the admin's.
        bot = {"bot_id": self.bot_id, "bot_user_id": self.bot_user_id}
        return {
            "slack": {
                "team": {"name": "加東市", "domain": "kato"},
                "signing_secret": self.signing_secret,
                "strict_scopes": True,
                "users": [{"name": "alice"}, {"name": "bob"}],
                "channels": [{"name": "general"}, {"name": "plan"}],
                "oauth_apps": [
                    {
                        **app,
                        **bot,
                        "client_secret": self.client_secret,
                        "name": "plan-bot",
                        "bot_name": "plan-bot",
                        "redirect_uris": ["http://127.0.0.1:4000/slack/oauth_redirect"],
                        "scopes": BOT_SCOPES,
                    }
                ],
                "tokens": [
                    {
                        **app,
                        **bot,
                        "token": self.bot_token,
                        "type": "bot",
                        "user_id": self.bot_user_id,
                        "scopes": BOT_SCOPES,
                    },
                    {"token": self.user_token, "type": "user", "user": "alice", "scopes": USER_SCOPES},
                ],
            }
        }


@functools.cache
def block_validator() -> Validator:
    """Holds one block against Slack's type KnownBlock: names and kinds of fields, not their lengths."""
    return typed_validator(json.loads(_schema().read_text(encoding="utf-8")))


def block_faults(blocks: Iterable[dict[str, Any]]) -> list[str]:
    """What is wrong with blocks, a line each; the validator alone says only “not valid under any”."""
    return [
        f"block {number}: {path}: {message}"
        for number, block in enumerate(blocks)
        for path, message in _faults_of(json.dumps(block))
    ]


@functools.lru_cache(5_000)
def _faults_of(block: str) -> list[tuple[str, str]]:
    """Path and message of each fault of a block; most blocks are sent more than once."""
    errors = block_validator().iter_errors(json.loads(block))
    return [(fault.json_path, fault.message) for error in errors for fault in _causes(error)]


def _causes(error: ValidationError) -> list[ValidationError]:
    """Of the many types a thing is not, the faults against the one that it says it is."""
    meant = [faults for faults in _branches(error) if not any(map(_is_another_type, faults))]
    return [cause for fault in min(meant, key=len) for cause in _causes(fault)] if meant else [error]


def _branches(error: ValidationError) -> list[list[ValidationError]]:
    """The faults against each of the types that were tried."""
    branches: dict[Any, list[ValidationError]] = {}
    for fault in error.context or ():
        branches.setdefault(fault.schema_path[0], []).append(fault)
    return [*branches.values()]


def _is_another_type(fault: ValidationError) -> bool:
    """The field `type` says something else, be it that the type tried has types of its own."""
    if fault.relative_path:
        return fault.validator == "const" and [*fault.relative_path] == ["type"]
    branches = _branches(fault)
    return bool(branches) and all(any(map(_is_another_type, faults)) for faults in branches)


def _schema() -> Path:
    """The file, made once for all test processes."""
    with (NODE / "known_block.json.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not SCHEMA.exists() or SCHEMA.stat().st_mtime < LOCK.stat().st_mtime:
            made = SCHEMA.with_name(f"known_block.json.{os.getpid()}")
            subprocess.run(
                [
                    *(_node(), MODULES / "ts-json-schema-generator/bin/ts-json-schema-generator.js"),
                    *("--path", MODULES / "@slack/types/dist/index.d.ts"),
                    *("--type", "KnownBlock", "--no-type-check", "-o", made),
                ],
                check=True,
            )  # fmt: skip
            made.replace(SCHEMA)
    return SCHEMA


def _node() -> Path:
    """The pinned Node; the machine's own is too old for the emulator, if there is one."""
    for found in MODULES.glob("node-*/bin/node"):
        return found
    raise RuntimeError("tests/node is not set up: run make setup-node")

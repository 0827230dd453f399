"""`katou serve` with Teams as a process: what it says, that it answers, that it ends cleanly."""

from __future__ import annotations

import json
import os
import subprocess
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.bot_fixtures import ROOT, index_path
from tests.commands import run_command
from tests.teams_connector import APP, BOT, TENANT, Connector
from tests.teams_driver import ALICE, card_of, member, words
from tests.test_slack_commands import PATIENCE, get, line, running

SET = {
    "KATOU_TEAMS_CLIENT_ID": APP,
    "KATOU_TEAMS_CLIENT_SECRET": "s3cret",
    "KATOU_TEAMS_TENANT_ID": TENANT.upper(),
}


def post(address: str, body: dict[str, Any], token: str) -> int:
    request = urllib.request.Request(
        f"{address}/api/messages", json.dumps(body).encode(), {"Authorization": f"Bearer {token}"}
    )
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def failing(tmp_path: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    environ = {
        "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "KATOU_DATA": str(ROOT / "data"),
        "KATOU_INDEX": str(index_path()), "KATOU_STATE": str(tmp_path / "state.db"), "KATOU_MEANING": "off",
        **settings,
    }  # fmt: skip
    return run_command("katou", *words, env=environ, cwd=tmp_path)


def is_healthy(said: str) -> bool:
    """Whether it answers at the address that it has told."""
    return get(f"{said.removeprefix('待ち受け: ')}/healthz")[0] == 200


def test_serve_takes_signed_activities_and_ends_cleanly(tmp_path: Path) -> None:
    connector = Connector()
    connector.members[ALICE] = member()
    (tmp_path / ".env").write_text("CLIENT_ID=another\nDANGEROUSLY_ALLOW_UNAUTHENTICATED_REQUESTS=1\n")
    settings = {
        **SET, "KATOU_TEAMS_SERVICE_HOSTS": "127.0.0.1", "KATOU_TEAMS_KEYS_URL": f"{connector.url}/keys",
        "KATOU_TEAMS_LOGIN_URL": f"{connector.url}/login/",
    }  # fmt: skip
    message = {
        "type": "message", "id": "1", "text": "No.21", "channelId": "msteams",
        "serviceUrl": connector.service,
        "from": {"id": ALICE}, "recipient": {"id": BOT}, "channelData": {"tenant": {"id": TENANT}},
        "conversation": {"id": "a:1", "conversationType": "personal"},
    }  # fmt: skip
    with running(tmp_path, "serve", "--port", "0", **settings) as process:
        assert line(process).startswith("Slack: 使いません")
        assert line(process) == "Teams: /api/messages で受け付けます。"
        assert line(process).startswith("ページ: 使いません（KATOU_PAGE_PASSWORD")
        address = line(process).removeprefix("待ち受け: ")
        assert post(address, message, "forged") == 401
        assert post(address, message, connector.token()) == 200
        assert post(address, message, connector.token()) == 200
    assert process.returncode == 0
    connector.close()
    (answer,) = connector.posts()  # what was begun was finished
    assert "802,964,000円" in words(card_of(answer))


def test_without_signatures_it_serves_this_machine_only(tmp_path: Path) -> None:
    done = failing(tmp_path, "serve", "--host", "0.0.0.0", "--port", "0", KATOU_TEAMS_UNAUTHENTICATED="on")
    assert done.returncode == 1
    assert "KATOU_TEAMS_UNAUTHENTICATED" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    with running(tmp_path, "serve", "--port", "0", KATOU_TEAMS_UNAUTHENTICATED="on") as process:
        line(process)
        assert "署名を確かめません" in line(process)
        assert is_healthy(line(process))
    assert process.returncode == 0


@pytest.mark.parametrize("missing", SET)
def test_a_missing_setting_switches_it_off_with_its_name(tmp_path: Path, missing: str) -> None:
    with running(tmp_path, "serve", "--port", "0", **{**SET, missing: ""}) as process:
        line(process)
        assert line(process) == f"Teams: 使いません（{missing} が未設定）。"


@pytest.mark.parametrize("package", ["microsoft_teams", "jwt", "httpx"])
def test_missing_packages_switch_it_off(tmp_path: Path, package: str) -> None:
    (tmp_path / "shadow").mkdir()
    (tmp_path / "shadow" / f"{package}.py").write_text(f"raise ModuleNotFoundError(name={package!r})\n")
    environ = {**SET, "PYTHONPATH": str(tmp_path / "shadow"), "KATOU_PAGE_PASSWORD": "correct horse"}
    with running(tmp_path, "serve", "--port", "0", **environ) as process:
        line(process)
        assert (
            line(process) == "Teams: 使いません（必要なパッケージが入っていません。make teams で入ります）。"
        )
        assert is_healthy(line(process))
    assert process.returncode == 0

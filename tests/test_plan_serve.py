"""`katou serve` and `katou slack` as processes over a folder of plans: one address, many hosts."""

from __future__ import annotations

import http.client
import re
from pathlib import Path
from urllib.parse import quote

from tests.plan_folders import KASUMI, SHIRASE, TOWNS, folder_of
from tests.plan_house import leaks
from tests.socket_mode import SocketModeServer
from tests.test_slack_commands import PATIENCE, line, running, until_it_says

BINDINGS = """
[[binding]]
hosts = ["localhost"]
plans = ["kasumi", "midori"]
[[binding]]
hosts = ["127.0.0.1"]
slack = ["T1"]
plans = ["shirase"]
"""


def get(port: int, host: str, path: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", path, headers={"Host": f"{host}:{port}"})
    answer = connection.getresponse()
    found = answer.status, answer.read().decode()
    connection.close()
    return found


def test_two_workers_answer_for_every_host(tmp_path: Path) -> None:
    home = folder_of(tmp_path / "plans", BINDINGS)
    with running(tmp_path, "serve", "--port", "0", "--workers", "2", KATOU_PLANS=str(home)) as process:
        said = line(process)
        while "待ち受け" not in said:
            said = line(process)
        port = int(re.findall(r"\d+", said.partition("127.0.0.1:")[2])[0])
        for _ in range(4):  # whichever worker takes it
            for host, town in (("localhost", KASUMI), ("127.0.0.1", SHIRASE)):
                status, shown = get(port, host, f"/?q={quote('RPAは？')}")
                assert status == 200
                assert town.rows[0][1] in shown
                assert leaks(shown, town) == []
        compared = get(port, "localhost", f"/?q={quote('他市のテレワークは？')}")[1]
        assert "緑浦総務課" in compared
        assert "白瀬人事課" not in compared  # it is not bound beside this one
        assert get(port, "elsewhere.example", "/")[0] == 404
        assert get(port, "127.0.0.1", "/readyz") == (200, "200 OK")
        numbers = get(port, "127.0.0.1", "/metrics")[1]
        assert "katou_plans 3.0" in numbers
        assert not [town.name for town in TOWNS if town.name in numbers]
    assert process.returncode == 0


def test_slack_over_a_socket_answers_from_the_plan_of_its_workspace(tmp_path: Path) -> None:
    home = folder_of(tmp_path / "plans", BINDINGS)
    with SocketModeServer() as server:
        settings = {
            "SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "SLACK_API_URL": server.api_url,
            "KATOU_PLANS": str(home),
        }  # fmt: skip
        with running(tmp_path, "slack", **settings) as process:
            until_it_says(process, "Slack")
            assert server.until(lambda: server.connections == 1)
            for team, says in (("T1", "白瀬政策課"), ("T2", "No plan is bound")):
                event = {"type": "message", "channel_type": "im", "channel": "D1", "user": "U1",
                         "text": "RPAは？", "ts": f"{team[1]}.0", "event_ts": f"{team[1]}.0"}  # fmt: skip
                bot = {"team_id": team, "user_id": "UBOT", "is_bot": True}
                payload = {"type": "event_callback", "team_id": team, "event_id": team, "event": event}
                server.send({
                    "type": "events_api", "envelope_id": team,
                    "payload": {**payload, "authorizations": [bot]},
                })  # fmt: skip
                assert server.until(lambda says=says: any(says in each["text"] for each in server.posted))
            assert not [each for each in server.posted if leaks(each["text"], SHIRASE)]
        assert process.returncode == 0

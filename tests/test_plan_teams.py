"""Teams where several plans are answered from: each organisation and channel gets its own plan alone."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.commands.many_plans import ManyPlans
from bot.settings import Settings
from bot.surfaces.teams.tenants import Tenants
from bot.wording import city
from tests.plan_folders import KASUMI, MIDORI, SHIRASE, Town, folder_of
from tests.plan_house import leaks
from tests.teams_connector import APP, TENANT, Connector
from tests.teams_driver import ALICE, ALICE_ID, PERSONAL, Driver, member

OTHER, NOWHERE = "ffffffff-bbbb-cccc-dddd-eeeeeeeeeeee", "00000000-bbbb-cccc-dddd-eeeeeeeeeeee"
CHANNEL = "19:midori@thread.tacv2"
BINDINGS = f"""
[[binding]]
teams = ["{TENANT}"]
plans = ["kasumi"]
[[binding]]
teams = ["{OTHER}"]
plans = ["shirase"]
[[binding]]
teams = ["{TENANT}/{CHANNEL}"]
plans = ["midori"]
"""


class Organisations(Driver):
    """Alice of several organisations."""

    def of(self, tenant: str, activity: dict[str, Any]) -> dict[str, Any]:
        """An activity as it comes from another organisation, where Alice is a member too."""
        for user in (ALICE, ALICE_ID):
            self.connector.members[user] = member(tenantId=tenant)
        activity["conversation"]["tenantId"] = tenant
        activity["channelData"]["tenant"] = {"id": tenant}
        activity["conversation"]["id"] += "" if tenant == TENANT else tenant[:4]
        return activity

    def asks(self, tenant: str, text: str, chat: str = PERSONAL) -> str:
        """What comes of a question."""
        before = len(self.connector.calls)
        assert self.hear(self.of(tenant, self.message(text, chat)))[0] == 200
        return json.dumps([body for _, _, body in self.connector.calls[before:]], ensure_ascii=False)


@pytest.fixture
def teams(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Organisations]:
    connector = Connector()
    home = folder_of(tmp_path / "plans", BINDINGS)
    (home / "kasumi" / "settings.toml").write_text(f'KATOU_TEAMS_OFFICE = "{ALICE_ID}"\n', encoding="utf-8")
    for name, value in {
        "KATOU_PLANS": str(home), "KATOU_MEANING": "off", "KATOU_TEAMS_CLIENT_ID": APP,
        "KATOU_TEAMS_CLIENT_SECRET": "s3cret", "KATOU_TEAMS_TENANT_ID": TENANT,
        "KATOU_TEAMS_SERVICE_HOSTS": "127.0.0.1", "KATOU_TEAMS_KEYS_URL": f"{connector.url}/keys",
        "KATOU_TEAMS_LOGIN_URL": f"{connector.url}/login/",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    plans = ManyPlans(Settings.read(os.environ), "ja")
    door = plans.teams()
    assert isinstance(door, Tenants)
    driver = Organisations(connector, memory_of(plans), teams=door)
    yield driver
    driver.close()
    plans.close()
    plans.threads.close()
    connector.close()
    city._asked.clear()


def memory_of(plans: ManyPlans) -> Any:
    """The state file of one plan: the driver wants one."""
    with plans._open.entered(("kasumi",)) as house:
        return house.front.memory


@pytest.mark.parametrize(
    ("tenant", "chat", "town"),
    [(TENANT, PERSONAL, KASUMI), (OTHER, PERSONAL, SHIRASE), (TENANT, f"{CHANNEL};messageid=1", MIDORI)],
    ids=["kasumi", "shirase", "midori"],
)
def test_an_organisation_or_channel_gets_its_own_plan(
    teams: Organisations, tenant: str, chat: str, town: Town
) -> None:
    said = teams.asks(tenant, f"{town.rows[0][0]}は？", chat)
    assert town.rows[0][1] in said
    assert leaks(said, town) == []
    for question in ("雪椿号の評価は？", "鶴亀管理課の事業は？", "波瑠音アプリの評価は？", "No.1"):
        said = teams.asks(tenant, question, chat)
        assert said != "[]"
        assert leaks(said, town, question) == []


def test_where_no_plan_is_bound_it_is_said(teams: Organisations) -> None:
    said = teams.asks(NOWHERE, "RPAは？")
    assert "No plan is bound" in said
    assert not any(leaks(said, town) for town in (KASUMI, SHIRASE, MIDORI))


def test_a_search_while_writing_finds_the_own_plan(teams: Organisations) -> None:
    def found(tenant: str) -> str:
        value = {"commandId": "find", "parameters": [{"name": "topic", "value": "RPA"}],
                 "queryOptions": {"skip": 0, "count": 25}}  # fmt: skip
        activity = teams.activity("invoke", name="composeExtension/query", value=value)
        return json.dumps(teams.hear(teams.of(tenant, activity))[1], ensure_ascii=False)

    assert "情報推進室" in found(TENANT)
    assert leaks(found(TENANT), KASUMI) == []
    assert "白瀬政策課" in found(OTHER)
    assert leaks(found(OTHER), SHIRASE) == []
    assert "No plan is bound" in found(NOWHERE)


def test_the_office_of_one_plan_is_nobody_in_another(teams: Organisations) -> None:
    teams.asks(OTHER, "宇宙人の評価は？")
    teams.asks(TENANT, "深海魚の評価は？")
    assert "深海魚" in teams.asks(TENANT, "見つからなかった質問")
    refused = teams.asks(OTHER, "見つからなかった質問")
    assert refused != "[]"
    assert "宇宙人" not in refused

"""The door of Teams: forged tokens, malformed activities, addresses that answers may not go to."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from bot.memory import Memory
from bot.surfaces.bodies import depth
from bot.surfaces.teams import guard, tokens
from bot.surfaces.teams.access import TeamsPolicy, may_send_to
from tests.teams_connector import APP, BOT, OTHER_KEY, TENANT, Connector, jwk
from tests.teams_driver import Driver

HOUR = 3600


@pytest.fixture(scope="module")
def connector() -> Iterator[Connector]:
    running = Connector()
    yield running
    running.close()


@pytest.fixture(scope="module")
def teams(connector: Connector, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Driver]:
    driver = Driver(connector, Memory(tmp_path_factory.mktemp("teams") / "state.db"))
    yield driver
    driver.close()


def knock(teams: Driver, token: str | None = "", **more: Any) -> int:
    """The status of a message with this token; nothing may come of one that is refused."""
    before = len(teams.connector.calls)
    status, _ = teams.send(json.dumps({**teams.message("No.21"), **more}).encode(), token)
    teams.settle()
    assert (len(teams.connector.calls) > before) == (status == 200)
    return status


STRANGER = rsa.generate_private_key(public_exponent=65537, key_size=2048)


FORGED: dict[str, dict[str, Any]] = {
    "another's key": {"key": STRANGER},
    "unknown key": {"kid": "unknown"},
    "Microsoft's key for web chat": {"key": OTHER_KEY, "kid": "web"},
    "no signature": {"algorithm": "none"},
    "for another bot": {"aud": "another"},
    "for bots alike": {"aud": [APP + "0"]},
    "for nobody": {"aud": None},
    "another issuer": {"iss": "https://sts.windows.net/x/"},
    "no issuer": {"iss": None},
    "expired": {"exp": -10 * 60},
    "without end": {"exp": None},
    "an end that is none": {"exp": "soon"},
    "not yet": {"nbf": HOUR},
    "no address": {"serviceurl": None},
    "an empty address": {"serviceurl": ""},
    "an address that is none": {"serviceurl": ["x"]},
    "another address": {"serviceurl": "https://smba.trafficmanager.net/teams/"},
}


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_token_is_refused(teams: Driver, name: str) -> None:
    now = int(time.time())
    claims = {key: now + value if isinstance(value, int) else value for key, value in FORGED[name].items()}
    assert knock(teams, teams.connector.token(**claims)) == 401


@pytest.mark.parametrize("token", [None, "", "x", "a.b.c", "e30.e30.", "Ω", "." * 5000], ids=str)
def test_what_is_no_token_is_refused(teams: Driver, token: str | None) -> None:
    message = json.dumps(teams.message("No.21")).encode()
    header = {} if token is None else {"HTTP_AUTHORIZATION": f"Bearer {token}"}
    assert teams.send(message, None, **header)[0] == 401
    assert teams.send(message, None, HTTP_AUTHORIZATION=f"Basic {teams.connector.token()}")[0] == 401


def test_a_token_signed_with_the_public_key_as_a_password_is_refused(teams: Driver) -> None:
    import base64
    import hashlib
    import hmac

    def part(value: bytes) -> bytes:
        return base64.urlsafe_b64encode(value).rstrip(b"=")

    head = part(json.dumps({"alg": "HS256", "typ": "JWT", "kid": "k1"}).encode())
    claims = part(json.dumps({
        "iss": tokens.ISSUER, "aud": APP, "exp": int(time.time()) + HOUR,
        "serviceurl": teams.connector.service,
    }).encode())  # fmt: skip
    signed = head + b"." + claims
    signature = hmac.new(teams.connector.keys[0]["n"].encode(), signed, hashlib.sha256).digest()
    assert knock(teams, (signed + b"." + part(signature)).decode()) == 401


def test_a_good_token_opens_also_a_little_late(teams: Driver) -> None:
    assert knock(teams) == 200
    assert knock(teams, teams.connector.token(exp=int(time.time()) - 60)) == 200
    assert knock(teams, teams.connector.token(serviceurl=teams.connector.service.rstrip("/"))) == 200


def test_tokens_of_unknown_keys_fetch_nothing_while_somebody_waits(teams: Driver) -> None:
    assert knock(teams) == 200
    before = teams.connector.fetched
    assert {knock(teams, teams.connector.token(kid=f"x{number}")) for number in range(20)} == {401}
    assert teams.connector.fetched <= before + 1


def test_a_new_key_is_taken_when_the_keys_are_fetched_again(teams: Driver) -> None:
    new = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    token = teams.connector.token(new, "k2")
    assert knock(teams, token) == 401
    teams.connector.keys.append(jwk(new, "k2", endorsements=["msteams"]))
    assert teams.teams.keys is not None
    assert teams.teams.keys.fetch()
    assert knock(teams, token) == 200


def test_a_token_that_was_taken_is_refused_once_its_key_is_withdrawn(
    teams: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = teams.connector.token()
    assert [knock(teams, token) for _ in range(3)] == [200, 200, 200]
    renamed = [{**each, "kid": "another"} for each in teams.connector.keys]
    monkeypatch.setattr(teams.connector, "keys", renamed)
    assert teams.teams.keys is not None
    assert teams.teams.keys.fetch()
    assert knock(teams, token) == 401


def test_keys_that_cannot_be_fetched_leave_the_ones_before(
    teams: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = teams.teams.keys
    assert keys is not None
    for answer in ([], [{"kid": "k1", "kty": "RSA"}], None, [7]):
        with monkeypatch.context() as patched:
            patched.setattr(teams.connector, "keys", answer)
            assert keys.fetch() is (answer == [])
            if answer == []:
                patched.undo()
                assert keys.fetch()
    assert knock(teams) == 200


def test_without_keys_teams_is_asked_to_try_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "FIRST_WAIT", 0.0)
    keys = tokens.SigningKeys("http://127.0.0.1:9/keys")
    assert not keys.fetch()
    with pytest.raises(tokens.NoKeys):
        keys.of("k1")


def test_the_keys_are_fetched_beside_the_answers(connector: Connector) -> None:
    """Also while they are fetched, and however long that takes, tokens of known keys are checked."""
    keys = tokens.SigningKeys(f"{connector.url}/keys")
    assert keys.fetch()
    hold = threading.Event()
    asked = threading.Event()
    answer = connector._answer

    def slow(method: str, path: str, body: dict[str, Any]) -> tuple[int, dict[str, str], Any]:
        if path == "/keys":
            asked.set()
            hold.wait()
        return answer(method, path, body)

    connector._answer = slow  # type: ignore[method-assign]
    keys.start()
    asked.wait()
    assert tokens.service_of(f"Bearer {connector.token()}", APP, keys) == connector.service
    hold.set()
    keys.close()
    connector._answer = answer  # type: ignore[method-assign]


# -- malformed activities -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [b"", b"x", b"[]", b"1", b"null", b'"x"', b"{", b"\xff\xfe", b"[" * 100_000, b"{}", b'{"type": 1}'],
    ids=lambda body: repr(body[:9]),
)
def test_what_is_no_activity_is_a_bad_request(teams: Driver, body: bytes) -> None:
    assert teams.send(body)[0] == 400


def test_brackets_in_a_text_are_no_depth(teams: Driver) -> None:
    assert depth('{"text": "[[[[ \\" {{{{", "a": [{"b": []}]}') == 4
    assert teams.send(json.dumps(teams.message("RPA" + "[" * 200)).encode())[0] == 200
    assert teams.send(json.dumps({**teams.message("RPA"), "value": [[{}] * 3] * 3}).encode())[0] == 200
    assert teams.send(b'{"a":' * 200 + b"1" + b"}" * 200)[0] == 400


@pytest.mark.parametrize(
    "more",
    [
        {"from": None}, {"from": "Alice"}, {"from": {}}, {"from": {"id": 7}}, {"from": {"id": ""}},
        {"from": {"id": "../../x"}}, {"recipient": None}, {"conversation": None}, {"conversation": {}},
        {"conversation": {"id": "a/../b"}}, {"conversation": {"id": "a?b"}}, {"conversation": {"id": ".."}},
        {"conversation": {"id": "a", "conversationType": 1}}, {"conversation": {"id": "x" * 5000}},
        {"serviceUrl": None}, {"serviceUrl": 7}, {"channelId": "webchat"}, {"channelId": None},
        {"id": None}, {"id": 7}, {"id": "a/b"}, {"text": 7}, {"text": ["x"]}, {"channelData": "x"},
        {"type": ""}, {"type": None}, {"type": "invoke"}, {"type": "installationUpdate"},
        {"replyToId": "../x"},
        {"type": "invoke", "name": "adaptiveCard/action", "value": {"action": "x"}},
        {"type": "conversationUpdate", "membersAdded": [7]},
        {"entities": [{"type": "mention", "mentioned": {}}]},
    ],
    ids=repr,
)  # fmt: skip
def test_an_activity_of_the_wrong_form_is_a_bad_request(teams: Driver, more: dict[str, Any]) -> None:
    status, answer = teams.send(json.dumps({**teams.message("RPA"), **more}).encode())
    assert status == 400
    assert answer["error"]


def test_an_unknown_invoke_is_told_so(teams: Driver) -> None:
    assert teams.hear(teams.activity("invoke", name="task/fetch"))[0] == 501


def test_other_methods_and_too_large_bodies_are_refused(teams: Driver) -> None:
    assert teams.send(b"", REQUEST_METHOD="GET")[0] == 405
    assert teams.send(b"{}", CONTENT_LENGTH=str(guard.LARGEST + 1))[0] == 413
    assert teams.send(b"{}", CONTENT_LENGTH="9" * 5000)[0] == 413
    assert teams.send(b"{}", CONTENT_LENGTH="-1")[0] == 400


def test_what_takes_too_long_is_ended(teams: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    hold = threading.Event()
    monkeypatch.setattr("bot.surfaces.teams.library.HEARING", 0.05)
    monkeypatch.setattr(teams.teams.library, "_hear", lambda activity: hold.wait() and None)
    status, _ = teams.send(json.dumps(teams.message("RPA")).encode())
    hold.set()
    assert status == 504


# -- where answers may go -----------------------------------------------------------------------------------

HOSTS = frozenset({"smba.trafficmanager.net", "*.botframework.com", "localhost"})


@pytest.mark.parametrize(
    ("service", "may"),
    [
        ("https://smba.trafficmanager.net/jp/", True),
        ("https://SMBA.trafficmanager.net/jp/", True),
        ("https://a.b.botframework.com", True),
        ("http://localhost:56150/_connector", True),
        ("http://smba.trafficmanager.net/jp/", False),
        ("https://botframework.com.evil.example/", False),
        ("https://evilbotframework.com/", False),
        ("https://.botframework.com/", False),
        ("https://x@smba.trafficmanager.net/", False),
        ("https://smba.trafficmanager.net@evil.example/", False),
        ("https://smba.trafficmanager.net:x/", False),
        ("https://smba.trafficmanager.net/?a", False),
        ("http://169.254.169.254/", False),
        ("https://[::1/", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_answers_go_only_to_hosts_that_are_listed(service: str, may: bool) -> None:
    assert may_send_to(service, HOSTS) is may


def test_a_signed_address_that_is_not_listed_is_refused(teams: Driver) -> None:
    service = "http://169.254.169.254/latest/"
    assert knock(teams, teams.connector.token(serviceurl=service), serviceUrl=service) == 401


# -- without signatures -------------------------------------------------------------------------------


def test_only_where_it_is_set_no_token_is_asked_for(connector: Connector, tmp_path: Path) -> None:
    driver = Driver(connector, Memory(tmp_path / "state.db"), TeamsPolicy(frozenset(), open_locally=True))
    assert driver.send(json.dumps(driver.message("No.21")).encode(), None)[0] == 200
    driver.settle()
    driver.close()
    with pytest.raises(ValueError, match="no keys"):
        guard.Guard(driver.teams.library, TeamsPolicy(frozenset({TENANT})), APP, None)
    assert BOT.endswith(APP)


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"CONTENT_TYPE": "application/json; charset=utf-8"}, 200),
        ({"HTTP_HOST": "localhost:3978", "HTTP_ORIGIN": "http://localhost:56150"}, 200),
        ({"REMOTE_ADDR": "::1", "HTTP_HOST": "[::1]:3978"}, 200),
        (
            {"CONTENT_TYPE": "text/plain"},
            415,
        ),  # what a page elsewhere has a browser send without asking first
        ({"CONTENT_TYPE": "application/x-www-form-urlencoded"}, 415),
        ({"CONTENT_TYPE": "multipart/form-data; boundary=application/json"}, 415),
        ({"CONTENT_TYPE": ""}, 415),
        ({"REMOTE_ADDR": "192.0.2.1"}, 403),
        ({"REMOTE_ADDR": ""}, 403),
        ({"HTTP_HOST": "evil.example:3978"}, 403),  # a name of another's that leads here
        ({"HTTP_HOST": ""}, 403),
        ({"HTTP_HOST": "[::1"}, 403),
        ({"HTTP_ORIGIN": "https://evil.example"}, 403),
        ({"HTTP_ORIGIN": "http://localhost.evil.example"}, 403),
        ({"HTTP_ORIGIN": "null"}, 403),
        ({"HTTP_ORIGIN": ""}, 403),
        ({"HTTP_X_FORWARDED_FOR": "192.0.2.1"}, 403),
        ({"SERVER_PROTOCOL": "HTTP/1.0"}, 403),
    ],
)
def test_without_signatures_only_a_tool_of_this_machine_is_heard(
    connector: Connector, tmp_path: Path, more: dict[str, str], status: int
) -> None:
    driver = Driver(connector, Memory(tmp_path / "state.db"), TeamsPolicy(frozenset(), open_locally=True))
    before = len(connector.calls)
    assert driver.send(json.dumps(driver.message("No.21")).encode(), None, **more)[0] == status
    driver.settle()
    driver.close()
    assert (len(connector.calls) > before) == (status == 200)

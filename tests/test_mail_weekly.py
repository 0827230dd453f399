"""The weekly post by mail, against a real mail server: once only, refusals, TLS, how it is stopped."""

from __future__ import annotations

import io
import os
import re
import subprocess
import threading
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot import clock
from bot.card import Card, Choice, Section, as_text
from bot.chat import Front
from bot.memory.subscriptions import Ledger
from bot.subscription import Progress, Standing, Subscription, is_mail_address
from bot.surfaces import page as page_surface
from bot.surfaces.mail.message import MailHead, mail
from bot.surfaces.mail.weekly import MailPlatform, MailServer
from bot.surfaces.page.access import PageKeys
from bot.surfaces.page.app import make_app
from bot.weekly.platforms import Address, Gone, Later, Sent, Unclear
from bot.weekly.sending import Poster, cards_of, settle
from bot.weekly.unsubscribing import stop_address
from tests.bot_fixtures import ROOT
from tests.commands import run_command
from tests.mail_server import PASSWORD, USER, Box, certificate_for, mail_server
from tests.ports import free_port
from tests.weekly_fixtures import City

SENDER, READER = "weekly@city.example.jp", "kacho@city.example.jp"
MONDAY, BEFORE = "2026-11-30 09:00", "2026-11-29 12:00"
PAGE = "https://katou.example.jp/"


def server(port: int, **other: str) -> MailServer:
    """Without TLS: another test looks at that."""
    set_here = {"tls": "off", "user": "", "password": "", "sender": SENDER, **other}
    return MailServer("127.0.0.1", port, **set_here)


class Mailing:
    """A city, one manager who gets mails, and the mail server."""

    def __init__(self, folder: Path, box: Box, port: int, page: str = PAGE) -> None:
        self.city = City(folder, BEFORE)
        self.box = box
        self.ledger: Ledger = self.city.kit.ledger
        self.subscription = self.city.kit.subscribe(
            Subscription("mail", "", READER, since=self.city.clock(), time="09:00")
        )
        self.platform = MailPlatform(
            server(port, page=page), lambda number: stop_address(self.ledger, page, number)
        )

    def tick(self) -> None:
        kit = self.city.kit
        Poster(kit.ledger, kit.composer, kit.calendar, {"mail": self.platform}, self.city.clock).tick()

    def at(self, moment: str) -> None:
        self.city.clock.set(moment)
        self.tick()

    @property
    def states(self) -> list[tuple[str, str]]:
        return [(post.state, post.why) for post in self.ledger.posts()]


@pytest.fixture
def mailing(tmp_path: Path) -> Iterator[Mailing]:
    with mail_server() as (box, port):
        yield Mailing(tmp_path, box, port)


# -- what it is ---------------------------------------------------------------------------------------------


class Words(HTMLParser):
    """The text of HTML, its links and pictures."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.links, self.pictures = "", [""], [{"": ""}]
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.append(found["href"])
        if tag == "img":
            self.pictures.append(found)


def test_a_mail_is_the_card_as_text_and_as_html_with_the_picture_in_it(mailing: Mailing) -> None:
    mailing.at(MONDAY)
    (found,) = mailing.box.mails
    (post,) = mailing.ledger.posts()
    card, _ = cards_of(post.content)
    assert (found["To"], found["Subject"]) == (READER, card.headline)
    assert found["From"].addresses[0].addr_spec == SENDER
    assert found["Auto-Submitted"] == "auto-generated"
    assert parsedate_to_datetime(found["Date"]).tzinfo is not None
    text = found.get_body(("plain",))
    html = found.get_body(("html",))
    assert text is not None
    assert html is not None
    assert as_text(card.but(choices=())) in text.get_content().replace("\r\n", "\n")
    words = Words(html.get_content())
    squeezed = re.sub(r"\s", "", words.text)
    for line in as_text(card.but(choices=())).splitlines():
        assert re.sub(r"\s", "", line) in squeezed, line
    for choice in card.choices:
        assert choice.label in words.text
        assert any(link.startswith(PAGE) for link in words.links)
    (picture,) = words.pictures[1:]
    (part,) = (each for each in found.walk() if each.get_content_type() == "image/png")
    assert picture["src"] == f"cid:{part['Content-ID'][1:-1]}"
    assert "二重丸" in picture["alt"]
    image = Image.open(io.BytesIO(part.get_content()))
    assert image.width > 300
    assert picture["alt"].replace("\r", "") == image.info["Description"]
    tokens = (Path(page_surface.__file__).parent / "static" / "page.css").read_text("utf-8")
    assert set(re.findall(r"#[0-9a-f]{6}\b", html.get_content())) <= set(
        re.findall(r"#[0-9a-f]{6}\b", tokens)
    )
    assert mailing.box.raw[0].isascii()
    assert max(map(len, mailing.box.raw[0].split(b"\r\n"))) <= 998


def test_no_picture_again_while_the_data_are_the_same(mailing: Mailing) -> None:
    mailing.at(MONDAY)
    mailing.at("2026-12-07 09:00")
    kinds = [[part.get_content_type() for part in each.walk()] for each in mailing.box.mails]
    assert ["image/png" in each for each in kinds] == [True, False]
    assert len({each["Message-ID"] for each in mailing.box.mails}) == 2


# -- once only ----------------------------------------------------------------------------------------------


def test_a_mail_is_sent_once_whoever_looks_at_the_clock(mailing: Mailing) -> None:
    mailing.city.clock.set(MONDAY)
    threads = [threading.Thread(target=mailing.tick) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    mailing.tick()
    assert len(mailing.box.mails) == 1
    assert mailing.states == [(Progress.SENT.value, "")]
    (post,) = mailing.ledger.posts()
    assert post.place == mailing.box.mails[0]["Message-ID"]


def test_a_line_that_breaks_after_the_mail_leaves_it_to_a_person(mailing: Mailing) -> None:
    mailing.box.breaks = True
    mailing.at(MONDAY)
    mailing.at("2026-11-30 10:00")
    assert len(mailing.box.mails) == 1
    assert mailing.states == [(Progress.UNCLEAR.value, "no_history")]
    mailing.box.breaks = False
    assert settle(mailing.ledger, mailing.subscription.id, "2026-W49", mailing.city.clock(), arrived=False)
    mailing.at("2026-11-30 10:05")
    first, second = mailing.box.mails
    assert first["Message-ID"] == second["Message-ID"]  # so that a mailbox shows it once


def test_a_server_that_is_away_is_waited_for(tmp_path: Path) -> None:
    away = Mailing(tmp_path, Box(), free_port())
    away.at(MONDAY)
    (post,) = away.ledger.posts()
    assert (post.state, post.begun) == (Progress.PENDING.value, 0)
    assert "ConnectionRefusedError" in post.trouble


# -- refusals -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["says_of_recipient", "says_of_mail"])
def test_greylisting_is_tried_again(mailing: Mailing, where: str) -> None:
    getattr(mailing.box, where).append(f"451 4.7.1 <{READER}>: greylisted, come back later")
    mailing.at(MONDAY)
    assert mailing.box.mails == []
    (post,) = mailing.ledger.posts()
    assert post.state == Progress.PENDING.value
    assert "greylisted" in post.trouble
    assert READER not in post.trouble
    mailing.at("2026-11-30 09:10")
    assert len(mailing.box.mails) == 1
    assert mailing.states == [(Progress.SENT.value, "")]


@pytest.mark.parametrize("where", ["says_of_recipient", "says_of_mail"])
def test_a_refusal_for_good_stops_with_its_reason(mailing: Mailing, where: str) -> None:
    getattr(mailing.box, where).append(f"550 5.1.1 <{READER}>: no such mailbox")
    mailing.at(MONDAY)
    mailing.at("2026-12-07 09:00")
    assert mailing.box.mails == []
    assert mailing.ledger.subscription(mailing.subscription.id).state == Standing.GONE.value  # type: ignore[union-attr]
    listed = "\n".join(mailing.city.kit.listed(mailing.city.clock(), "ja"))
    assert "550 5.1.1" in listed
    assert "no such mailbox" in listed


def test_what_is_wrong_with_the_account_switches_nobody_off() -> None:
    with mail_server() as (box, port):
        box.says_of_recipient.append("530 5.7.0 authentication required")
        told = MailPlatform(server(port)).send(Address(READER), Card("ja", "週報"), "1:2026-W49")
    assert isinstance(told, Later)
    assert told.why.startswith("530")


# -- TLS ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("from_start", [False, True])
def test_over_tls_it_signs_in(tmp_path: Path, *, from_start: bool) -> None:
    own = certificate_for(tmp_path, "127.0.0.1")
    with mail_server(certificate=own, from_start=from_start) as (box, port):
        tls = "tls" if from_start else "starttls"
        told = MailPlatform(server(port, tls=tls, ca=str(own[0]))).send(
            Address(READER), Card("ja", "週報"), "1:2026-W49"
        )
        assert isinstance(told, Sent), told
        assert len(box.mails) == 1


def test_it_signs_in_and_a_wrong_password_waits(tmp_path: Path) -> None:
    own = certificate_for(tmp_path, "127.0.0.1")
    with mail_server(certificate=own, signed_in=True) as (box, port):
        secure = server(port, tls="starttls", ca=str(own[0]), user=USER)
        wrong = MailPlatform(secure.but(password="wrong")).send(Address(READER), Card("ja", "週報"), "1:w")
        right = MailPlatform(secure.but(password=PASSWORD)).send(Address(READER), Card("ja", "週報"), "1:w")
        assert isinstance(wrong, Later)
        assert "535" in wrong.why
        assert isinstance(right, Sent), right
        assert box.signed_in == [True]


def test_a_certificate_of_nobody_or_of_another_name_is_refused(tmp_path: Path) -> None:
    own, other = (certificate_for(tmp_path, name) for name in ("127.0.0.1", "mail.other.example.jp"))
    for certificate, ca in ((own, ""), (other, str(other[0]))):
        with mail_server(certificate=certificate) as (box, port):
            told = MailPlatform(server(port, tls="starttls", ca=ca, user=USER, password=PASSWORD)).send(
                Address(READER), Card("ja", "週報"), "1:w"
            )
            assert isinstance(told, Later), told
            assert "certificate" in told.why
            assert box.mails == []


def test_nothing_goes_in_the_clear_where_tls_is_asked_for() -> None:
    with mail_server() as (box, port):
        told = MailPlatform(server(port, tls="starttls")).send(Address(READER), Card("ja", "週報"), "1:w")
        assert isinstance(told, Later)
        assert "STARTTLS" in told.why
        open_line = MailPlatform(server(port, user=USER, password=PASSWORD))
        assert isinstance(open_line.send(Address(READER), Card("ja", "週報"), "1:w"), Later)
        assert box.mails == []


# -- what a head holds ---------------------------------------------------------------------------------------


@given(st.text(max_size=200), st.text(max_size=60), st.text(max_size=60))
def test_no_text_gets_into_the_head(headline: str, line: str, asks: str) -> None:
    hostile = f"週報\r\nBcc: all@example.jp\r\n\r\n{headline}"
    card = Card("ja", hostile, blocks=(Section(line, lines=(line,)),), choices=(Choice(line, asks),))
    head = MailHead(SENDER, READER, "a1", f"{PAGE}weekly/stop?n=1&k=2", PAGE)
    made = mail(card, None, None, head, clock.now())
    names = [name.lower() for name, _ in made.items()]
    assert "bcc" not in names
    assert names.count("to") == names.count("subject") == names.count("from") == 1
    top = made.as_bytes().partition(b"\r\n\r\n")[0]
    assert not re.search(rb"(?im)^bcc:", top)
    html = made.get_body(("html",))
    assert html is not None
    assert "<script" not in html.get_content().lower()


@pytest.mark.parametrize(
    "text",
    ["a@b.jp\r\nBcc: x@y.jp", "a b@c.jp", "a@b", "@b.jp", "a@", "a@b.jp,c@d.jp", "<a@b.jp>", "a@-b.jp",
     "課長@b.jp", "a..b@c.jp", ""],
)  # fmt: skip
def test_what_is_no_address_is_refused(text: str) -> None:
    assert not is_mail_address(text)


@given(st.text(max_size=40))
def test_an_address_is_one_word(text: str) -> None:
    if is_mail_address(text):
        assert not set(text) & set(' \r\n\t,;<>"()[]:\\')
    assert is_mail_address(READER)


def katou(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """The real command in a folder of its own."""
    environ = {
        **{name: text for name, text in os.environ.items() if not name.startswith("KATOU_")},
        "KATOU_DATA": str(ROOT / "data"), "KATOU_INDEX": str(folder / "katou.db"),
        "KATOU_STATE": str(folder / "state.db"), "KATOU_LANG": "ja", **settings,
    }  # fmt: skip
    return run_command("katou", *arguments, env=environ, cwd=folder)


def test_a_manager_is_entered_by_command(tmp_path: Path) -> None:
    wrong = katou(tmp_path, "weekly", "subscribe", "mail:somebody")
    assert (wrong.returncode, "mail:name@example.jp" in wrong.stderr) == (1, True), wrong.stderr
    entered = katou(tmp_path, "weekly", "subscribe", f"mail:{READER}", "--weekday", "tue", "--time", "10:00")
    assert entered.returncode == 0, entered.stderr
    listed = katou(tmp_path, "weekly", "list")
    assert f"mail {READER}" in listed.stdout
    set_up = {"KATOU_SMTP_HOST": "127.0.0.1", "KATOU_SMTP_FROM": SENDER, "KATOU_SMTP_PASSWORD": PASSWORD}
    assert "未設定" in katou(tmp_path, "tick").stdout
    assert "未設定" not in katou(tmp_path, "tick", **set_up).stdout
    shown = katou(tmp_path, "settings", **set_up).stdout
    assert PASSWORD not in shown
    assert SENDER in shown


# -- how it is stopped ---------------------------------------------------------------------------------------


def page_of(mailing: Mailing) -> FlaskClient:
    """The page behind its password, as it stands on the internet."""
    front = Front(mailing.city.bot, mailing.city.memory, PAGE)
    return make_app(front, "0.0.0.0", PageKeys(url=PAGE, password="open sesame")).test_client()


def stop_link(mailing: Mailing) -> str:
    mailing.at(MONDAY)
    link, by_reply = mailing.box.mails[0]["List-Unsubscribe"].split(", ")
    assert by_reply.startswith(f"<mailto:{SENDER}?subject=")
    return str(link[1:-1])


def test_one_click_of_a_mail_program_stops_it_without_a_password(mailing: Mailing) -> None:
    link = stop_link(mailing)
    assert mailing.box.mails[0]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link.startswith(f"{PAGE}weekly/stop?")
    page = page_of(mailing)
    path = link.removeprefix(PAGE[:-1])
    assert page.get("/overview", base_url=PAGE).status_code == 401
    looked = page.get(path, base_url=PAGE)
    assert looked.status_code == 200
    assert mailing.ledger.subscriptions() != []  # looking stops nothing
    for _ in range(2):
        stopped = page.post(path, data={"List-Unsubscribe": "One-Click"}, base_url=PAGE)
        assert (stopped.status_code, "止めました" in stopped.text) == (200, True)
    assert mailing.ledger.subscriptions() == []
    mailing.at("2026-12-07 09:00")
    assert len(mailing.box.mails) == 1


def test_a_link_that_is_not_ours_stops_nothing(mailing: Mailing) -> None:
    path = stop_link(mailing).removeprefix(PAGE[:-1])
    other = mailing.city.kit.subscribe(Subscription("mail", "", "bucho@city.example.jp"))
    page = page_of(mailing)
    forged = [
        path[:-1] + ("0" if path[-1] != "0" else "1"),
        path.replace(f"n={mailing.subscription.id}&", f"n={other.id}&"),
        "/weekly/stop", "/weekly/stop?n=1&k=", "/weekly/stop?n=x&k=%E8%AA%B2",
    ]  # fmt: skip
    for each in forged:
        assert page.post(each, base_url=PAGE).status_code == 404, each
        assert page.get(each, base_url=PAGE).status_code == 404, each
    assert len(mailing.ledger.subscriptions()) == 2


def test_without_a_page_a_reply_stops_it(tmp_path: Path) -> None:
    with mail_server() as (box, port):
        mailing = Mailing(tmp_path, box, port, page="")
        mailing.at(MONDAY)
        (found,) = box.mails
        assert found["List-Unsubscribe"].startswith(f"<mailto:{SENDER}?subject=")
        assert found["List-Unsubscribe-Post"] is None
        text = found.get_body(("plain",))
        assert text is not None
        assert "返信" in text.get_content()


def test_an_outcome_is_one_of_four() -> None:
    """Whatever a server says to a recipient: sent, later, for good; never a second try on a guess."""
    with mail_server() as (box, port):
        platform = MailPlatform(server(port))
        for code, kind in ((421, Later), (450, Later), (452, Later), (550, Gone), (554, Gone), (250, Sent)):
            if code != 250:
                box.says_of_recipient.append(f"{code} said so")
            told = platform.send(Address(READER), Card("ja", "週報"), f"1:{code}")
            assert isinstance(told, kind), (code, told)
            assert not isinstance(told, Unclear)

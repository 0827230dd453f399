"""katou weekly | tick | clock | report | backup: their arguments, and the lines that each prints."""

from __future__ import annotations

import re
import signal
import threading
import time
from collections.abc import Callable, Container, Iterator, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot import clock
from bot.card import as_text
from bot.subscription import MAIL, Standing, Subscription, is_mail_address
from bot.weekly.calendar import week_of
from bot.weekly.platforms import Platform
from bot.weekly.report import last_week, monday_of, report
from bot.weekly.schedule import following, local
from bot.weekly.sending import Poster, Ticked, preview, settle
from bot.weekly.service import WeeklyService
from bot.wording import console as help_of
from bot.wording import weekly as say
from katou_index.errors import KatouError
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from typing import Any

EVERY = 60.0  # seconds between two looks of the clock
WEEKDAYS = {
    **{name: number for number, name in enumerate(("mon", "tue", "wed", "thu", "fri"))},
    **dict(zip("月火水木金", range(5), strict=True)),
}
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_ZONE = re.compile(r"[A-Za-z_+-]+(/[A-Za-z_+-]+)*")


def add(commands: argparse._SubParsersAction[Any]) -> None:
    """The commands of this package."""
    told = {key: help_of.help_of(key) for key in help_of.HELP}
    weekly = commands.add_parser("weekly", help=told["weekly"], description=told["weekly"])
    weekly.add_argument("--preview", action="store_true", help=told["preview"])
    weekly.add_argument("--date", metavar="YYYY-MM-DD", help=told["date"])
    weekly.add_argument("--department", default="", metavar="X", help=told["department"])
    weekly.add_argument("--channel", metavar="C", help=told["channel"])
    weekly.add_argument("--lang", choices=("ja", "en"), help=told["lang"])
    does = weekly.add_subparsers(dest="action", metavar="ACTION")
    does.add_parser("list", help=told["weekly_list"], description=told["weekly_list"])
    subscribe = does.add_parser(
        "subscribe", help=told["weekly_subscribe"], description=told["weekly_subscribe"]
    )
    subscribe.add_argument("to", metavar="CHANNEL", help=told["channel"])
    subscribe.add_argument("--department", dest="of", default="", metavar="X", help=told["department"])
    subscribe.add_argument("--weekday", default="mon", metavar="mon", help=told["weekday"])
    subscribe.add_argument("--time", default="9:00", metavar="9:00", help=told["time"])
    subscribe.add_argument("--zone", default=say.JAPAN, metavar="ZONE", help=told["zone"])
    subscribe.add_argument("--platform", default="slack", metavar="slack", help=told["platform"])
    subscribe.add_argument("--team", default="", metavar="ID", help=told["team"])
    subscribe.add_argument("--lang", dest="in_lang", choices=("ja", "en"), default="ja", help=told["lang"])
    for name in ("pause", "resume", "stop"):
        does.add_parser(name, help=told[f"weekly_{name}"], description=told[f"weekly_{name}"]).add_argument(
            "number", type=int, metavar="N"
        )
    settle = does.add_parser("settle", help=told["weekly_settle"], description=told["weekly_settle"])
    settle.add_argument("number", type=int, metavar="N")
    settle.add_argument("week", metavar="YYYY-Www", help=told["settled_week"])
    settle.add_argument("saw", choices=("arrived", "again"), help=told["saw"])
    lead = does.add_parser("lead", help=told["weekly_lead"], description=told["weekly_lead"])
    lead.add_argument("text", metavar="TEXT", help=told["weekly_lead"])
    lead.add_argument("--number", type=int, metavar="N", help=told["number"])
    tick = commands.add_parser("tick", help=told["tick"], description=told["tick"])
    tick.add_argument("--clock-is-right", action="store_true", help=told["clock_is_right"])
    commands.add_parser("clock", help=told["clock"], description=told["clock"])
    commands.add_parser("report", help=told["report"], description=told["report"]).add_argument(
        "--week", metavar="YYYY-Www", help=told["week"]
    )
    commands.add_parser("backup", help=told["backup"], description=told["backup"]).add_argument(
        "file", metavar="FILE"
    )


def run(
    arguments: argparse.Namespace,
    kit: WeeklyService,
    platforms: Container[str],
    lang: str,
    now: Callable[[], float] = time.time,
) -> Iterator[str]:
    """`weekly` and `report`: what is printed. `platforms` are those that are set up. Raises KatouError."""
    if arguments.command == "report":
        today = clock.at(now()).date()
        monday = monday_of(arguments.week, lang) if arguments.week else last_week(today)
        yield as_text(report(kit, monday, lang))
        return
    match arguments.action:
        case "list":
            yield from kit.listed(now(), lang)
            known = {each.id for each in kit.ledger.subscriptions()}
            yield from (
                say.unclear(lang, post.subscription, post.week)
                for post in kit.ledger.unclear()
                if post.subscription in known
            )
        case "subscribe":
            added = kit.subscribe(_wanted(arguments, kit, lang, now()))
            yield say.done(lang, "subscribe", added, kit.next_post(added, now(), lang))
            if added.platform not in platforms:
                yield say.waits_for_set_up(lang, added.platform)
        case "pause" | "resume" | "stop" as action:
            yield stand(kit, arguments.number, action, lang, now())
        case "settle":
            week = week_of(monday_of(arguments.week, lang))
            arrived = arguments.saw == "arrived"
            yield settled(kit, arguments.number, week, lang, now(), arrived=arrived)
        case "lead":
            text = " ".join(arguments.text.split())
            for_whom = kit.ledger.lead(text, arguments.number)
            if not for_whom and arguments.number is not None:
                raise KatouError(say.no_number(lang, arguments.number))
            yield say.lead_set(lang, for_whom, text) if for_whom else say.no_subscriptions(lang)
        case _:
            yield from _preview(arguments, kit, lang, now())


def stand(kit: WeeklyService, number: int, action: str, lang: str, now: float) -> str:
    """Pause, resume or stop one subscription; what to say. Raises KatouError where there is none."""
    state = {"pause": Standing.PAUSED, "resume": Standing.ACTIVE, "stop": Standing.STOPPED}[action]
    if kit.ledger.subscription(number) is None:
        raise KatouError(say.no_number(lang, number))
    kit.ledger.stand(number, state, now)
    changed = kit.ledger.subscription(number)
    assert changed is not None
    return say.done(lang, action, changed, kit.next_post(changed, now, lang))


def settled(kit: WeeklyService, number: int, week: str, lang: str, now: float, *, arrived: bool) -> str:
    """Settle an unclear post; what to say. Raises KatouError where there is none."""
    if not settle(kit.ledger, number, week, now, arrived=arrived):
        raise KatouError(say.nothing_unclear(lang, number, week))
    return say.settled(lang, week, arrived=arrived)


def weekday(text: str, lang: str) -> int:
    """`mon`, `Monday`, `月`, `月曜日` → 0. Raises KatouError for anything but Monday to Friday."""
    name = text.strip().lower()
    found = WEEKDAYS.get(name[:3], WEEKDAYS.get(name[:1]))
    if found is None:
        raise KatouError(say.bad_option(lang, "weekday", text))
    return found


def time_of_day(text: str, lang: str) -> str:
    """`9:00` → `09:00`. Raises KatouError."""
    match = _TIME.fullmatch(text.strip())
    if not match:
        raise KatouError(say.bad_option(lang, "time", text))
    return f"{int(match[1]):02}:{match[2]}"


def _wanted(arguments: argparse.Namespace, kit: WeeklyService, lang: str, now: float) -> Subscription:
    try:
        zone = ZoneInfo(arguments.zone if _ZONE.fullmatch(arguments.zone) else "")
    except (KeyError, ValueError, OSError):
        raise KatouError(say.bad_option(lang, "zone", arguments.zone)) from None
    platform, to = arguments.platform, arguments.to.strip()
    if to.startswith(f"{MAIL}:"):
        platform, to = MAIL, to.removeprefix(f"{MAIL}:").strip()
    if not to:
        raise KatouError(say.bad_option(lang, "channel", arguments.to))
    if platform == MAIL and not is_mail_address(to):
        raise KatouError(say.bad_option(lang, "mail", to))
    if platform == "teams" and kit.memory.chat(to) is None:
        raise KatouError(say.not_here(lang, to))
    return Subscription(
        platform, arguments.team, to, kit.department(arguments.of, lang),
        arguments.in_lang, weekday(arguments.weekday, lang), time_of_day(arguments.time, lang), zone.key,
        since=now,
    )  # fmt: skip


def _preview(arguments: argparse.Namespace, kit: WeeklyService, lang: str, now: float) -> Iterator[str]:
    """The posts of a day: of the subscriptions to a channel, else of one that is not there yet."""
    kept = [each for each in kit.ledger.subscriptions() if each.channel == arguments.channel]
    wanted = Subscription("", "", "", kit.department(arguments.department, lang), arguments.lang or "ja")
    for each in kept or [wanted]:
        paper = preview(kit.composer, each, _moment(arguments.date, each, kit, lang, now))
        yield as_text(paper.card)
        if paper.more:
            yield ""
            yield as_text(paper.more)


def _moment(text: str | None, each: Subscription, kit: WeeklyService, lang: str, now: float) -> datetime:
    """When the post goes out: on the day that was given, else the next time."""
    if text is None:
        return following(each, kit.calendar, now) or local(each, now)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise KatouError(say.bad_option(lang, "date", text)) from None
    hour, minute = map(int, each.time.split(":"))
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(each.zone))


def poster(
    kit: WeeklyService, platforms: Mapping[str, Platform], now: Callable[[], float] = time.time
) -> Poster:
    """What sends the posts of this memory by these platforms."""
    return Poster(kit.ledger, kit.composer, kit.calendar, platforms, now)


def tick(
    kit: WeeklyService, platforms: Mapping[str, Platform], lang: str, now: Callable[[], float] = time.time
) -> str:
    """Do what is due; a line that says what was done. Raises KatouError."""
    done: Ticked = poster(kit, platforms, now).tick()
    if done.planned:
        kit.forget(now())
    wanted = {s.platform for s in kit.ledger.subscriptions() if s.state == Standing.ACTIVE.value}
    off = sorted(wanted - set(platforms))
    return say.ticked(lang, done.as_dict()) + (say.not_set_up(lang, off) if off else "")


def run_clock(make: Callable[[], str], tell: Callable[[str], None], started: str) -> None:
    """`make` every minute until SIGTERM or Ctrl-C; what it says is told where it did something.

    Trouble is told and tried again in the next minute.
    """
    ended = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: ended.set())
    tell(started)
    while True:
        try:
            line = make()
            if re.search(r" [1-9]", line):
                tell(line)
        except (KatouError, OSError) as error:
            tell(str(error))
        if ended.wait(EVERY - time.time() % EVERY):
            return

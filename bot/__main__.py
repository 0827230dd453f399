"""katou ask | chat | serve | …: the wiring between settings, index, bot and terminal.

Exit codes: 0 done; 1 a known trouble, told in one line on standard error; 2 wrong use. No traceback reaches
a user.

`katou ask` is to answer at once, so what one command alone needs is imported by it, and a plain question does
without a parser of options, garbage collection and the tidying up at the end: together a third of its time.
"""

from __future__ import annotations

import gc
import json
import os
import sys

import katou_index
from bot import console_wording as say
from bot.settings import Settings, describe
from katou_index.errors import KatouError
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence
    from typing import Any, NoReturn

    from bot import Bot
    from bot.card import Card
    from bot.front import Front
    from bot.reply import Reply
    from bot.surfaces.slack.app import Slack
    from bot.surfaces.teams.app import Teams
    from bot.surfaces.teams.connecting import Setup
    from bot.weekly.kit import Kit
    from bot.weekly.platforms import Platform

INTERRUPTED = 130  # as shells count a Ctrl-C


def run() -> NoReturn:
    """Run the command of this process and end it without tidying up: nothing is open for writing."""
    gc.disable()  # until something runs for longer than one answer
    code = main()
    sys.stderr.flush()
    os._exit(code)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    _speak_utf8()
    lang = say.console_language("auto", os.environ)
    try:
        settings = Settings.read(os.environ)
        lang = say.console_language(settings.lang, os.environ)
        code = _run(sys.argv[1:] if argv is None else argv, settings, lang)
        sys.stdout.flush()
    except KatouError as error:
        return _trouble(str(error))
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has seen enough. Nothing may be written any more, not even at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        return _trouble(say.cannot(lang, str(error)))
    except Exception as error:
        if sys.flags.dev_mode:
            raise
        return _trouble(say.unexpected(lang, f"{type(error).__name__}: {error}"))
    return code


def _speak_utf8() -> None:
    """Everything is UTF-8, whatever the locale; what is not becomes a replacement sign, never an error."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _trouble(line: str) -> int:
    print(f"katou: {' '.join(line.split())}", file=sys.stderr)
    return 1


def _run(argv: Sequence[str], settings: Settings, lang: str) -> int:
    if len(argv) > 1 and argv[0] == "ask" and not any(word.startswith("-") for word in argv):
        return _ask(argv[1:], settings, lang)
    arguments = _arguments(argv)
    gc.enable()
    match arguments.command:
        case "settings":
            return _settings(lang)
        case "chat":
            return _chat(settings, lang)
        case "slack":
            return _slack(settings, lang)
        case "teams-package":
            return _teams_package(settings, lang, arguments.out, arguments.base_url)
        case "serve":
            return _serve(settings, lang, arguments.host, arguments.port)
        case "export-site":
            return _export_site(settings, lang, arguments.out, arguments.year, arguments.lang)
        case "unanswered":
            return _unanswered(settings, lang, arguments.since, as_json=arguments.json)
        case "word":
            return _word(settings, lang, arguments.new, arguments.same_as)
        case "words":
            return _words(settings, lang)
        case "approve":
            return _approve(settings, lang, " ".join(arguments.text))
        case "weekly" | "report":
            return _weekly(settings, lang, arguments)
        case "tick":
            return _tick(settings, lang)
        case "clock":
            return _clock(settings, lang)
        case "backup":
            return _backup(settings, lang, arguments.file)
        case _ if arguments.jsonl:
            return _ask_lines(settings, arguments.lang, lang)
        case _:
            return _ask(
                arguments.text,
                settings,
                lang,
                asked=arguments.lang,
                as_json=arguments.json,
                explain=arguments.explain,
            )


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    import argparse  # here: a plain question does without

    parser = argparse.ArgumentParser(prog="katou", description=say.HELP["katou"])
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    ask = commands.add_parser("ask", help=say.HELP["ask"])
    ask.add_argument("text", nargs="*", metavar="TEXT", help=say.HELP["text"])
    ask.add_argument("--json", action="store_true", help=say.HELP["json"])
    ask.add_argument("--jsonl", action="store_true", help=say.HELP["jsonl"])
    ask.add_argument("--lang", choices=("ja", "en"), help=say.HELP["lang"])
    ask.add_argument("--explain", action="store_true", help=say.HELP["explain"])
    for name in ("chat", "settings", "words"):
        commands.add_parser(name, help=say.HELP[name])
    commands.add_parser("slack", help=say.HELP["slack"])
    serve = commands.add_parser("serve", help=say.HELP["serve"])
    serve.add_argument("--host", default="127.0.0.1", metavar="HOST", help=say.HELP["host"])
    serve.add_argument("--port", type=int, default=8000, metavar="PORT", help=say.HELP["port"])
    package = commands.add_parser("teams-package", help=say.HELP["teams-package"])
    package.add_argument("--out", default="katou-teams.zip", metavar="FILE", help=say.HELP["out"])
    package.add_argument("--base-url", metavar="URL", help=say.HELP["base_url"])
    site = commands.add_parser("export-site", help=say.HELP["export_site"])
    site.add_argument("--out", default="katou.html", metavar="FILE", help=say.HELP["site_file"])
    site.add_argument("--year", default="", metavar="R2", help=say.HELP["site_year"])
    site.add_argument("--lang", choices=("ja", "en"), help=say.HELP["lang"])
    unanswered = commands.add_parser("unanswered", help=say.HELP["unanswered"])
    unanswered.add_argument("--json", action="store_true", help=say.HELP["json"])
    unanswered.add_argument("--since", type=int, metavar="DAYS", help=say.HELP["since"])
    word = commands.add_parser("word", help=say.HELP["word"])
    word.add_argument("new", metavar="NEW", help=say.HELP["new_word"])
    word.add_argument("same_as", metavar="SAME_AS", help=say.HELP["same_as"])
    approve = commands.add_parser("approve", help=say.HELP["approve"])
    approve.add_argument("text", nargs="+", metavar="TEXT", help=say.HELP["text"])
    if argv and argv[0] != "ask":
        from bot.weekly import commands as weekly  # here: it loads more than answering one question

        weekly.add(commands)
    arguments = parser.parse_args(argv)
    if arguments.command == "ask" and bool(arguments.text) == arguments.jsonl:
        ask.error(say.HELP["either"])
    return arguments


def _bot(settings: Settings, lang: str) -> Bot:
    """The bot over an index that matches the data; over the old one where it cannot be rebuilt."""
    from datetime import timedelta  # here, as the next ones: `katou settings` needs no bot

    from bot import Bot
    from bot.conversation import Conversations
    from bot.memory import Memory

    index = katou_index.open_if_fresh(settings.data, settings.index)
    if index is None:
        try:
            for sentence in katou_index.build_index(settings.data, settings.index).put_back:
                _trouble(sentence)
        except (KatouError, OSError) as error:
            if not os.path.exists(settings.index):
                raise
            _trouble(say.old_index_answers(lang, str(error)))
        index = katou_index.open_index(settings.index)
    conversations = Conversations(timedelta(minutes=settings.context_minutes))
    memory = Memory(settings.state, settings.keep_days)
    return Bot(index, conversations, memory=memory)


def _lang(settings: Settings, asked: str | None) -> str | None:
    return asked or (None if settings.lang == "auto" else settings.lang)


def _ask(
    words: Sequence[str],
    settings: Settings,
    lang: str,
    *,
    asked: str | None = None,
    as_json: bool = False,
    explain: bool = False,
) -> int:
    text = os.fsencode(" ".join(words)).decode("utf-8", errors="replace")  # whatever the locale took it for
    bot = _bot(settings, lang)
    reply = bot.ask(text, lang=_lang(settings, asked))
    if explain:
        print("\n".join(reply.explain), file=sys.stderr)
    if as_json:
        print(_as_line(reply.as_json()))
        return 0
    reply = reply.but(card=_with_file(bot, reply, settings))
    if sys.stdout.isatty():
        from bot.surfaces import terminal  # here: only a terminal needs shaping

        print(terminal.render(reply.card, terminal.style_of_stdout(no_color=settings.no_color)))
    else:
        print(reply.text)
    return 0


def _with_file(bot: Bot, reply: Reply, settings: Settings) -> Card:
    """The card; a file that was asked for lies in the current folder."""
    if reply.takeaway is None:
        return reply.card
    from bot import saving  # here: few questions ask for a file

    return saving.saved(reply, bot.library.vocabulary, settings.page)


def _as_line(answer: dict[str, Any] | list[dict[str, Any]]) -> str:
    return json.dumps(answer, ensure_ascii=False)


def _ask_lines(settings: Settings, asked: str | None, lang: str) -> int:
    bot = _bot(settings, lang)
    for text, conversation in _questions(lang):
        answer = bot.ask(text, conversation=conversation, lang=_lang(settings, asked)).as_json()
        print(_as_line(answer), flush=True)
    return 0


def _questions(lang: str) -> Iterator[tuple[str, str | None]]:
    """The text and conversation of each line. Raises KatouError at the first line that holds none."""
    for number, line in enumerate(sys.stdin.buffer, 1):
        if not line.strip():
            continue
        try:
            asked = json.loads(line.decode("utf-8-sig", errors="replace"))
        except (ValueError, RecursionError):
            asked = None
        if not isinstance(asked, dict):
            raise KatouError(say.bad_line(lang, number, say.not_json(lang)))
        text, conversation = asked.get("text"), asked.get("conversation")
        if not isinstance(text, str):
            raise KatouError(say.bad_line(lang, number, say.no_text(lang)))
        if not isinstance(conversation, str | None):
            raise KatouError(say.bad_line(lang, number, say.no_conversation(lang)))
        yield text, conversation


def _chat(settings: Settings, lang: str) -> int:
    from bot import hosting  # here, as the next one: only a conversation needs it
    from bot.surfaces import terminal

    bot = _bot(settings, lang)
    hosting.tell(hosting.beside_chat(bot, settings, lang))

    def answer(text: str, lang: str | None) -> Card:
        return _with_file(bot, bot.ask(text, conversation="terminal", lang=_lang(settings, lang)), settings)

    terminal.Chat(answer, lang, no_color=settings.no_color).run(settings.history)
    return 0


def _slack(settings: Settings, lang: str) -> int:
    from bot import chat_wording as chat  # here, as the next one: Slack's libraries take long to import
    from bot.surfaces.slack import app as slack

    for name, value in (
        ("SLACK_BOT_TOKEN", settings.slack_bot_token),
        ("SLACK_APP_TOKEN", settings.slack_app_token),
    ):
        if not value:
            raise KatouError(chat.setting_missing(lang, name, "katou slack"))
    surface = _slack_surface(settings, _front(settings, lang), by_oauth=False)
    try:
        print("\n".join(slack.introduction(surface.keys, lang)), flush=True)
        surface.run_socket()
    except slack.NotConnected as error:
        raise KatouError(chat.slack_refused(lang, str(error))) from None
    return 0


def _front(settings: Settings, lang: str) -> Front:
    from bot.front import Front  # here, as the next ones: only chats need them
    from bot.importing.desk import ImportDesk
    from bot.memory import Memory
    from bot.weekly.desk import Desk
    from bot.weekly.kit import Kit

    bot, memory = _bot(settings, lang), Memory(settings.state, settings.keep_days)
    imports = ImportDesk(memory, settings.data, settings.index)
    return Front(bot, memory, settings.page, Desk(Kit(bot, memory, settings.data)), imports)


def _slack_surface(settings: Settings, front: Front, *, by_oauth: bool) -> Slack:
    from bot.surfaces.slack import app as slack  # here, as the next one: only Slack needs them
    from bot.surfaces.slack.access import Policy

    keys = slack.Keys(
        settings.slack_bot_token, settings.slack_api_url, settings.slack_signing_secret,
        settings.slack_app_token, settings.slack_client_id if by_oauth else "",
        settings.slack_client_secret, settings.slack_installations,
    )  # fmt: skip
    policy = Policy(
        settings.slack_teams, settings.slack_channels, settings.slack_shared_channels,
        settings.slack_guests, settings.slack_office, by_oauth,
    )  # fmt: skip
    return slack.Slack(front, front.memory, keys, policy)


def _teams_surface(settings: Settings, front: Front, lang: str, host: str) -> Teams | None:
    """Teams, after a line that says it is on; None after one that says why it is off."""
    from bot import chat_wording as chat  # here, as the next ones: only a server needs them

    locally = settings.teams_unauthenticated
    needed = {
        "KATOU_TEAMS_CLIENT_ID": settings.teams_client_id,
        "KATOU_TEAMS_CLIENT_SECRET": settings.teams_client_secret,
        "KATOU_TEAMS_TENANT_ID": settings.teams_tenant_id,
    }
    missing = [name for name, value in needed.items() if not value]
    if missing and not locally:
        print(chat.surface_off(lang, "Teams", "、".join(missing)), flush=True)
        return None
    if locally and host not in ("127.0.0.1", "::1", "localhost"):
        raise KatouError(chat.only_on_loopback(lang, host))
    try:
        from bot.surfaces.teams import app as teams
        from bot.surfaces.teams.access import Policy
    except ModuleNotFoundError as error:
        if str(error.name).startswith("bot"):
            raise
        print(chat.teams_not_installed(lang), flush=True)
        return None
    own = {settings.teams_tenant_id} - {""}
    policy = Policy(
        settings.teams_tenants | own, settings.teams_guests, settings.teams_service_hosts,
        settings.teams_office, locally,
    )  # fmt: skip
    surface = teams.Teams(front, front.memory, _teams_setup(settings), policy)
    print(chat.teams_open_locally(lang) if locally else chat.teams_on(lang, teams.PATH), flush=True)
    return surface


def _teams_setup(settings: Settings) -> Setup:
    from bot.surfaces.teams.connecting import Setup  # here: only where Teams is set up

    return Setup(
        settings.teams_client_id, settings.teams_client_secret, settings.teams_tenant_id,
        settings.teams_keys_url, settings.teams_login_url,
    )  # fmt: skip


def _teams_package(settings: Settings, lang: str, out: str, base_url: str | None) -> int:
    from bot import chat_wording as chat  # here, as the next one: only this command needs them
    from bot.surfaces.teams import package

    if not settings.teams_client_id:
        raise KatouError(chat.setting_missing(lang, "KATOU_TEAMS_CLIENT_ID", "katou teams-package"))
    url = base_url or settings.page
    if not url:
        raise KatouError(chat.base_url_needed(lang))
    if not url.lower().startswith("https://") or len(url) <= len("https://"):
        raise KatouError(chat.https_needed(lang, url))
    package.write(out, settings.teams_client_id, url)
    print(chat.package_written(lang, out))
    return 0


def _serve(settings: Settings, lang: str, host: str, port: int) -> int:
    from bot import chat_wording as chat  # here, as the next ones: only a server needs them
    from bot import hosting
    from bot.surfaces import serving
    from bot.surfaces.slack import app as slack

    surfaces: dict[str, serving.Wsgi] = {}
    by_oauth = bool(settings.slack_client_id and settings.slack_client_secret)
    if by_oauth and not settings.slack_teams:
        raise KatouError(chat.teams_needed(lang))
    front = _front(settings, lang)
    surface = _slack_surface(settings, front, by_oauth=by_oauth)
    needed = {"SLACK_SIGNING_SECRET": settings.slack_signing_secret}
    if not surface.keys.by_oauth:
        needed["SLACK_BOT_TOKEN"] = settings.slack_bot_token
    if missing := [name for name, value in needed.items() if not value]:
        print(chat.surface_off(lang, "Slack", "、".join(missing)), flush=True)
    else:
        try:
            print("\n".join(slack.introduction(surface.keys, lang)), flush=True)
        except slack.NotConnected as error:
            raise KatouError(chat.slack_refused(lang, str(error))) from None
        surfaces.update(surface.paths())
    teams = _teams_surface(settings, front, lang, host)
    surfaces.update(teams.paths() if teams else {})
    page = hosting.page(surface.front, settings, lang, host, alone=not surfaces)
    try:
        server = serving.Server(serving.Router(surfaces, surface.ready, page), host, port)
    except OSError as error:
        raise KatouError(chat.cannot_listen(lang, f"{host}:{port}", str(error))) from None
    print(chat.serving(lang, server.address), flush=True)
    server.run()
    surface.close()
    if teams:
        teams.close()
    return 0


def _export_site(settings: Settings, lang: str, out: str, year: str, asked: str | None) -> int:
    from bot import hosting  # here: only this command and a server need it

    print(hosting.export_site(_bot(settings, lang), settings, out, year.upper(), asked or lang))
    return 0


def _unanswered(settings: Settings, lang: str, days: int | None, *, as_json: bool) -> int:
    from datetime import timedelta  # here, as the next ones: no answer needs them

    from bot.memory import Memory
    from bot.reply import today

    since = today() - timedelta(days=days) if days else None
    groups = Memory(settings.state, settings.keep_days).missed(since)
    if as_json:
        print(_as_line([group.as_json() for group in groups]))
        return 0
    for group in groups:
        print(
            say.missed(
                lang, group.times, group.last.isoformat(), group.words or group.text, group.near, group.kind
            )
        )
    print(say.how_to_add(lang) if groups else say.nothing_missed(lang))
    return 0


def _word(settings: Settings, lang: str, word: str, same_as: str) -> int:
    from pathlib import Path  # here, as the next ones: only the office needs them

    from bot import office
    from bot.reply import today
    from bot.vocabulary import Vocabulary

    vocabulary = Vocabulary(_bot(settings, lang).index)
    office.add_word(Path(settings.data), word, same_as, vocabulary, today())
    print(say.word_added(lang, word, same_as, os.path.join(settings.data, office.WORDS)))
    print(_bot(settings, lang).ask(word).text)
    return 0


def _words(settings: Settings, lang: str) -> int:
    from bot import office  # here, as the next one: only the office needs it
    from bot.vocabulary import Vocabulary

    vocabulary = Vocabulary(_bot(settings, lang).index)
    doubts = list(office.doubtful_words(vocabulary))
    for entry, key in doubts:
        print(say.doubt(lang, entry, key))
    if not doubts:
        tables = vocabulary.tables
        print(say.words_are_fine(lang, len(tables.same), len(tables.names), len(tables.glossary)))
    return 1 if doubts else 0


def _approve(settings: Settings, lang: str, text: str) -> int:
    from pathlib import Path  # here, as the next ones: only the office needs them

    from bot import office
    from bot.reply import today

    reply = _bot(settings, lang).ask(text)
    print(reply.text)
    office.approve(Path(settings.data), reply, today())
    print(say.example_kept(lang, os.path.join(settings.data, office.EXAMPLES)))
    return 0


def _kit(settings: Settings, lang: str) -> Kit:
    """The weekly post's parts over a bot and its memory."""
    from bot.memory import Memory  # here, as the next one: no answer needs them
    from bot.weekly.kit import Kit

    memory = Memory(settings.state, settings.keep_days)
    return Kit(_bot(settings, lang), memory, settings.data)


def _platforms(settings: Settings) -> dict[str, Platform]:
    """The platforms that are set up, by the names that subscriptions have for them."""
    from importlib.util import find_spec  # here, as the next one: only posting needs them

    from bot.weekly.platforms import OnDemand

    platforms: dict[str, Platform] = {}
    if settings.slack_bot_token or (settings.slack_client_id and settings.slack_client_secret):
        platforms["slack"] = OnDemand(lambda: _slack_platform(settings))
    signed = settings.teams_client_id and settings.teams_client_secret and settings.teams_tenant_id
    if (signed or settings.teams_unauthenticated) and find_spec("microsoft_teams"):
        platforms["teams"] = OnDemand(lambda: _teams_platform(settings))
    return platforms


def _slack_platform(settings: Settings) -> Platform:
    from bot.surfaces.slack.weekly import SlackPlatform, tokens_of  # here: only where something is posted

    by_oauth = bool(settings.slack_client_id and settings.slack_client_secret)
    tokens = tokens_of(settings.slack_installations, settings.slack_client_id) if by_oauth else None
    return SlackPlatform(settings.slack_bot_token, settings.slack_api_url, tokens)


def _teams_platform(settings: Settings) -> Platform:
    from bot.memory import Memory  # here, as the next one: only where something is posted
    from bot.surfaces.teams.weekly import TeamsPlatform

    return TeamsPlatform(Memory(settings.state, settings.keep_days), _teams_setup(settings))


def _weekly(settings: Settings, lang: str, arguments: argparse.Namespace) -> int:
    from bot.weekly import commands  # here: only this command needs it

    for line in commands.run(arguments, _kit(settings, lang), lang):
        print(line)
    return 0


def _tick(settings: Settings, lang: str) -> int:
    from bot.weekly import commands  # here: only this command needs it

    print(commands.tick(_kit(settings, lang), _platforms(settings), lang))
    return 0


def _clock(settings: Settings, lang: str) -> int:
    from bot import weekly_wording  # here, as the next one: only this command needs them
    from bot.weekly import commands

    platforms = _platforms(settings)

    def tick() -> str:
        kit = _kit(settings, lang)  # anew each time: it notices changed data
        try:
            return commands.tick(kit, platforms, lang)
        finally:
            kit.close()

    commands.run_clock(tick, lambda line: print(line, flush=True), weekly_wording.clock_started(lang))
    return 0


def _backup(settings: Settings, lang: str, target: str) -> int:
    from bot import weekly_wording  # here, as the next one: no answer needs them
    from bot.memory import Memory

    Memory(settings.state, settings.keep_days).backup(target)
    print(weekly_wording.backed_up(lang, settings.state, target))
    return 0


def _settings(lang: str) -> int:
    for setting, value in list(describe(os.environ)):
        print(f"{setting.name}={value}")
        help_text = setting.en if lang == "en" else setting.ja
        print(f"    {say.setting(lang, help_text, setting.default)}")
    return 0


if __name__ == "__main__":
    run()

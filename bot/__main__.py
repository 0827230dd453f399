"""katou ask | chat | serve | …: the wiring between settings, index, bot and terminal.

Exit codes: 0 done; 1 a known trouble, told in one line on standard error; 2 wrong use. No traceback reaches
a user.

`katou ask` is to answer at once, so what one command alone needs is imported by its own module in
bot/commands/, and a plain question does without a parser of options, garbage collection and the tidying up at
the end: together a third of its time.
"""

from __future__ import annotations

import gc

gc.disable()  # here: looking for garbage that importing does not make takes a twentieth of `katou ask`
# Once a large block was given back, glibc keeps smaller ones: else it returns the memory of each file that is
# read, and touching it anew for the next one is two hundred page faults.
bytes(1 << 20)

from bot.commands.compiled import use_compiled  # noqa: E402

use_compiled()

import os  # noqa: E402
import sys  # noqa: E402

from bot.commands import questions, wiring  # noqa: E402
from bot.settings import Settings  # noqa: E402
from katou_index import language  # noqa: E402
from katou_index.errors import KatouError, package_lacking  # noqa: E402
from katou_index.records import TYPE_CHECKING  # noqa: E402

gc.freeze()  # what is imported stays: it is not looked through again and again
gc.enable()

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence
    from typing import NoReturn

    from bot.checkup.symptom import Symptom

SERVING, HELPING = frozenset({"serve", "slack", "tick", "clock", "mcp"}), frozenset({"-h", "--help"})
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
    lang = language.of_console("auto", os.environ)
    argv = sys.argv[1:] if argv is None else argv
    try:
        if argv and argv[0] == "doctor":
            with language.speaking(language.named_by(os.environ)):
                code = _doctor(argv, lang)  # it tells of settings that are wrong
            sys.stdout.flush()
            return code
        with language.speaking(language.named_by(os.environ)):
            settings = Settings.read(os.environ)
        lang = language.of_console(settings.lang, os.environ)
        with language.speaking(_of_errors(argv, settings)):
            code = _run(argv, settings, lang)
        sys.stdout.flush()
    except KatouError as error:
        return wiring.trouble(str(error))
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has seen enough. Nothing may be written any more, not even at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        from bot.wording import console as say  # here, as below: most questions are answered

        return wiring.trouble(say.cannot(lang, str(error)))
    except Exception as error:
        if sys.flags.dev_mode:
            raise
        from bot.wording import console as say

        if isinstance(error, ImportError) and (package := package_lacking(error)):
            return wiring.trouble(say.not_installed(lang, package))
        return wiring.trouble(say.unexpected(lang, f"{type(error).__name__}: {error}"))
    finally:
        wiring.let_go()
    return code


def _of_errors(argv: Sequence[str], settings: Settings) -> str:
    """The language that errors are told in, "" for both: whoever is answered in a chat may have another."""
    if argv and argv[0] in SERVING and not HELPING.intersection(argv):
        return ""
    return settings.lang if settings.lang != "auto" else language.named_by(os.environ)


def _speak_utf8() -> None:
    """Everything is UTF-8, whatever the locale; what is not becomes a replacement sign, never an error."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _run(argv: Sequence[str], settings: Settings, lang: str) -> int:
    named, words = _named(argv[1:]) if argv and argv[0] == "ask" else ("", [])
    if words and not any(word.startswith("-") for word in words):
        return questions.ask(words, _of_plan("ask", named, settings), lang)  # it does without what follows
    from bot.commands.options import arguments_of  # here, as all below: each command loads its own

    arguments = arguments_of(argv)
    gc.enable()
    settings = _of_plan(arguments.command, arguments.plan, settings)
    match arguments.command:
        case "ask" if arguments.jsonl:
            return questions.ask_lines(settings, arguments.lang, lang)
        case "ask":
            return questions.ask(
                arguments.text, settings, lang,
                asked=arguments.lang, as_json=arguments.json, explain=arguments.explain,
            )  # fmt: skip
        case "chat":
            return questions.chat(settings, lang)
        case "slack":
            from bot.commands.slack import slack

            return slack(settings, lang)
        case "teams-package":
            from bot.commands.teams import write_package

            return write_package(settings, lang, arguments.out, arguments.base_url)
        case "serve" | "export-site":
            return _serve(arguments, settings, lang)
        case "mcp":
            from bot.commands import tools

            return tools.mcp(settings, lang, arguments.host, arguments.port)
        case "weekly" | "report" | "tick" | "clock" | "backup":
            return _weekly(arguments, settings, lang)
        case _:
            return _office(arguments, settings, lang)


def _named(words: Sequence[str]) -> tuple[str, Sequence[str]]:
    """The plan that is named first, "" for none, and the words behind it."""
    if len(words) > 1 and words[0] == "--plan":
        return words[1], words[2:]
    return "", words


def _of_plan(command: str, named: str, settings: Settings) -> Settings:
    """The settings of the plan that a command is about. Raises KatouError."""
    if not settings.plans and not named:
        return settings
    from bot.commands.plans import settings_for  # here: most installations hold one plan

    return settings_for(command, named, settings)


def _doctor(argv: Sequence[str], lang: str) -> int:
    from bot.commands.doctor import doctor
    from bot.commands.options import arguments_of

    named = arguments_of(argv).plan
    gc.enable()
    if not named and not os.environ.get("KATOU_PLANS"):
        return doctor(os.environ, lang)
    from bot.commands.doctor import examined
    from bot.commands.many_doctor import examined_plans
    from bot.commands.plans import settings_for

    def look(settings: Settings, lang: str) -> Iterator[Symptom]:
        settings = settings_for("doctor", named, settings)
        return (examined_plans if settings.several else examined)(settings, lang)

    return doctor(os.environ, lang, look)


def _serve(arguments: argparse.Namespace, settings: Settings, lang: str) -> int:
    workers = (arguments.workers or settings.workers) if arguments.command == "serve" else 1
    if workers > 1:
        from bot.commands import workers as several  # here: before anything that it loads

        return several.serve(settings, lang, arguments.host, arguments.port, workers)
    from bot.commands import server

    if arguments.command == "serve":
        return server.serve(settings, lang, arguments.host, arguments.port)
    return server.export_site(settings, lang, arguments.out, arguments.year, arguments.lang)


def _weekly(arguments: argparse.Namespace, settings: Settings, lang: str) -> int:
    if settings.several:  # tick and clock: the others are about one plan
        from bot.commands.many_weekly import WeeklyOfMany

        of_all = WeeklyOfMany(settings, lang)
        return of_all.tick(right=arguments.clock_is_right) if arguments.command == "tick" else of_all.clock()
    from bot.commands import weekly

    match arguments.command:
        case "tick":
            return weekly.tick(settings, lang, right=arguments.clock_is_right)
        case "clock":
            return weekly.clock(settings, lang)
        case "backup":
            return weekly.backup(settings, lang, arguments.file)
    return weekly.weekly(settings, lang, arguments)


def _office(arguments: argparse.Namespace, settings: Settings, lang: str) -> int:
    from bot.commands import office

    match arguments.command:
        case "copy":
            from bot.commands.copying import copy

            return copy(settings, lang, arguments.index, arguments.state)
        case "restore":
            from bot.commands.doctor import restore

            return restore(settings, lang, arguments.file)
        case "unanswered":
            return office.unanswered(settings, lang, arguments.since, as_json=arguments.json)
        case "word":
            return office.word(settings, lang, arguments.new, arguments.same_as)
        case "words":
            return office.words(settings, lang)
        case "forget":
            return office.forget(settings, lang, arguments.text)
        case "approve":
            return office.approve(settings, lang, " ".join(arguments.text))
    return office.show_settings(settings, lang)


if __name__ == "__main__":
    run()

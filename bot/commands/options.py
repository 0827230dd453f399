"""The options of every command."""

from __future__ import annotations

import argparse

from bot.settings import workers_in
from bot.weekly import console as weekly
from bot.wording import console as say
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any


def arguments_of(argv: Sequence[str]) -> argparse.Namespace:
    """What was typed, understood; ends the process with code 2 for wrong use."""
    parser = argparse.ArgumentParser(prog="katou", description=say.help_of("katou"))
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    ask = _command(commands, "ask", "ask")
    ask.add_argument("text", nargs="*", metavar="TEXT", help=say.help_of("text"))
    ask.add_argument("--json", action="store_true", help=say.help_of("json"))
    ask.add_argument("--jsonl", action="store_true", help=say.help_of("jsonl"))
    ask.add_argument("--lang", choices=("ja", "en"), help=say.help_of("lang"))
    ask.add_argument("--explain", action="store_true", help=say.help_of("explain"))
    for name in ("chat", "settings", "words", "doctor"):
        _command(commands, name, name)
    _command(commands, "slack", "slack")
    serve = _command(commands, "serve", "serve")
    serve.add_argument("--host", default="127.0.0.1", metavar="HOST", help=say.help_of("host"))
    serve.add_argument("--port", type=int, default=8000, metavar="PORT", help=say.help_of("port"))
    serve.add_argument("--workers", type=_workers, metavar="N", help=say.help_of("workers"))
    tools = _command(commands, "mcp", "mcp")
    tools.add_argument("--host", default="127.0.0.1", metavar="HOST", help=say.help_of("host"))
    tools.add_argument("--port", type=int, metavar="PORT", help=say.help_of("mcp_port"))
    package = _command(commands, "teams-package", "teams-package")
    package.add_argument("--out", default="katou-teams.zip", metavar="FILE", help=say.help_of("out"))
    package.add_argument("--base-url", metavar="URL", help=say.help_of("base_url"))
    site = _command(commands, "export-site", "export_site")
    site.add_argument("--out", default="katou.html", metavar="FILE", help=say.help_of("site_file"))
    site.add_argument("--year", default="", metavar="R2", help=say.help_of("site_year"))
    site.add_argument("--lang", choices=("ja", "en"), help=say.help_of("lang"))
    unanswered = _command(commands, "unanswered", "unanswered")
    unanswered.add_argument("--json", action="store_true", help=say.help_of("json"))
    unanswered.add_argument("--since", type=int, metavar="DAYS", help=say.help_of("since"))
    word = _command(commands, "word", "word")
    word.add_argument("new", metavar="NEW", help=say.help_of("new_word"))
    word.add_argument("same_as", metavar="SAME_AS", help=say.help_of("same_as"))
    approve = _command(commands, "approve", "approve")
    approve.add_argument("text", nargs="+", metavar="TEXT", help=say.help_of("text"))
    copied = _command(commands, "copy", "copy")
    copied.add_argument("--index", metavar="TO", default="", help=say.help_of("copy_index"))
    copied.add_argument("--state", metavar="TO", default="", help=say.help_of("copy_state"))
    restore = _command(commands, "restore", "restore")
    restore.add_argument("file", metavar="FILE", help=say.help_of("restore_file"))
    forget = _command(commands, "forget", "forget")
    forget.add_argument("text", metavar="TEXT", help=say.help_of("forget_text"))
    weekly.add(commands)
    for each in commands.choices.values():
        each.add_argument("--plan", default="", metavar="NAME", help=say.help_of("plan"))
    arguments = parser.parse_args(argv)
    if arguments.command == "ask" and bool(arguments.text) == arguments.jsonl:
        ask.error(say.help_of("either"))
    return arguments


def _workers(text: str) -> int:
    """A number of processes. Raises argparse's own error."""
    try:
        return workers_in(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(" / ".join(map(str, error.args))) from None


def _command(commands: argparse._SubParsersAction[Any], name: str, key: str) -> argparse.ArgumentParser:
    added: argparse.ArgumentParser = commands.add_parser(
        name, help=say.help_of(key), description=say.help_of(key)
    )
    return added

"""The options of every command."""

from __future__ import annotations

import argparse

from bot.weekly import console as weekly
from bot.wording import console as say
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def arguments_of(argv: Sequence[str]) -> argparse.Namespace:
    """What was typed, understood; ends the process with code 2 for wrong use."""
    parser = argparse.ArgumentParser(prog="katou", description=say.HELP["katou"])
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    ask = commands.add_parser("ask", help=say.HELP["ask"])
    ask.add_argument("text", nargs="*", metavar="TEXT", help=say.HELP["text"])
    ask.add_argument("--json", action="store_true", help=say.HELP["json"])
    ask.add_argument("--jsonl", action="store_true", help=say.HELP["jsonl"])
    ask.add_argument("--lang", choices=("ja", "en"), help=say.HELP["lang"])
    ask.add_argument("--explain", action="store_true", help=say.HELP["explain"])
    for name in ("chat", "settings", "words", "doctor"):
        commands.add_parser(name, help=say.HELP[name])
    commands.add_parser("slack", help=say.HELP["slack"])
    serve = commands.add_parser("serve", help=say.HELP["serve"])
    serve.add_argument("--host", default="127.0.0.1", metavar="HOST", help=say.HELP["host"])
    serve.add_argument("--port", type=int, default=8000, metavar="PORT", help=say.HELP["port"])
    tools = commands.add_parser("mcp", help=say.HELP["mcp"])
    tools.add_argument("--host", default="127.0.0.1", metavar="HOST", help=say.HELP["host"])
    tools.add_argument("--port", type=int, metavar="PORT", help=say.HELP["mcp_port"])
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
    restore = commands.add_parser("restore", help=say.HELP["restore"])
    restore.add_argument("file", metavar="FILE", help=say.HELP["restore_file"])
    weekly.add(commands)
    arguments = parser.parse_args(argv)
    if arguments.command == "ask" and bool(arguments.text) == arguments.jsonl:
        ask.error(say.HELP["either"])
    return arguments

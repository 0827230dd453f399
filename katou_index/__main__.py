"""katou-index build | check | findings | export | search | import | start | undo.

Exit codes: 0 done; 1 a known trouble, told in one line on standard error; 2 wrong use. Never a traceback.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable, Sequence

import katou_index
from katou_index import command_sentences as say
from katou_index import table_sentences
from katou_index.address import masked, of_plan
from katou_index.errors import EncoderMissingError, KatouError, YearNotLoadedError, package_lacking
from katou_index.index.reading import Index, check_index, open_index
from katou_index.language import ENGLISH, JAPANESE, named_by, of_console, speaking
from katou_index.meaning import encoder
from katou_index.plan import Finding, FiscalYear, measure_of
from katou_index.plans import PlanFolder, plan_folder, plan_names, sole_plan
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path
    from typing import TextIO

    from katou_index.exporting import Pair


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; wrong use leaves by SystemExit(2), as argparse does."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(
                encoding="utf-8", errors="surrogateescape" if stream is sys.stdin else "replace"
            )
    if arguments is None:
        _clears_up_when_ended()
        arguments = sys.argv[1:]
    with speaking(_locale()):
        options = _parser(arguments).parse_args(arguments)
    asked = options.lang
    options.lang = asked or of_console(os.environ.get("KATOU_LANG", ""), os.environ)
    with speaking(asked or _locale()):
        return _done(options)


def _clears_up_when_ended() -> None:
    """A terminal that is closed, or a service that is stopped, ends the command as an exception does, so that
    nothing half made is left; under nohup it goes on as before."""

    def ended(number: int, _: object) -> None:
        sys.exit(128 + number)

    for name in ("SIGHUP", "SIGTERM"):  # Windows has no SIGHUP
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, ended)


def _done(options: argparse.Namespace) -> int:
    try:
        code = _on_plans(options)
        sys.stdout.flush()
    except KatouError as error:
        return _trouble(str(error))
    except BrokenPipeError:  # katou-index findings | head
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return _trouble(say.interrupted())
    except ImportError as error:
        package = package_lacking(error)
        return _trouble(say.not_installed(package) if package else say.unexpected(str(error)))
    except Exception as error:
        return _trouble(say.unexpected(f"{type(error).__name__}: {error}"))
    return code


def _on_plans(options: argparse.Namespace) -> int:
    """The command over the plan that is meant; `build` and `check` over each, where none is named.

    A file or folder that is given counts over that of the plan.
    """
    home, name = os.environ.get("KATOU_PLANS", ""), options.plan or os.environ.get("KATOU_PLAN", "")
    if options.plan and not home:
        raise KatouError(table_sentences.plans_unset())
    given = any(getattr(options, each) is not None for each in options.needs)
    if not home or (given and not options.plan):
        return _run(options, _set("KATOU_DATA", "data"), _set("KATOU_INDEX", "katou.db"))
    home, name = os.path.expanduser(home), name.partition(",")[0].strip()
    if name or not options.each:
        begins = options.run is _start and bool(name)
        plan = plan_folder(home, name, new=True) if begins else sole_plan(home, name)
        return _run(options, plan.data, _index_of(plan))
    codes = []
    for plan in (plan_folder(home, each) for each in plan_names(home)):
        print(f"[{plan.name}]", flush=True)
        try:
            codes.append(_run(options, plan.data, _index_of(plan)))
        except KatouError as error:  # the others are looked at all the same
            codes.append(_trouble(f"[{plan.name}] {error}"))
    return max(codes, default=0)


def _index_of(plan: PlanFolder) -> str:
    return of_plan(os.environ.get("KATOU_INDEX", ""), plan.name) or plan.index


def _path(text: str) -> Path:
    from pathlib import Path  # here: a search takes a twentieth longer with it, and needs none

    return Path(text)


def _run(options: argparse.Namespace, data: str, index: str) -> int:
    """The command, with the files that were named, else these."""
    given = argparse.Namespace(**vars(options))
    given.index = index if options.index is None else options.index
    if options.run not in (_findings, _export, _search):  # these read the index alone
        given.data = options.data or _path(data)
    elif options.data is not None:
        _is_of(given.index, given.data)
    code: int = given.run(given)
    return code


def _is_of(index: str, data: Path) -> None:
    """Raises KatouError where an index is read that was not built from the data that were named."""
    if differing := check_index(data, index):
        raise KatouError(say.differs(masked(index), str(data), differing))


def _locale() -> str:
    """The language that errors and help are told in, "" for both."""
    chosen = os.environ.get("KATOU_LANG", "")
    return chosen if chosen in (JAPANESE, ENGLISH) else named_by(os.environ)


def _trouble(sentence: str) -> int:
    with contextlib.suppress(OSError):
        print("katou-index:", " ".join(sentence.split()), file=sys.stderr)
    return 1


# -- commands ------------------------------------------------------------------------------------------


def _build(options: argparse.Namespace) -> int:
    meaning = encoder() if _wants_meaning() else None
    report = katou_index.build_index(options.data, options.index, meaning, options.processes)
    for sentence in report.told:
        _trouble(sentence)
    for year in report.years:
        counts = year.measures, year.items, year.rated, year.findings, year.open_findings
        print(say.built(options.lang, year.year, *counts))
    print(say.index_at(options.lang, report.path))
    return 0


def _wants_meaning() -> bool:
    return os.environ.get("KATOU_MEANING") != "off"


def _check(options: argparse.Namespace) -> int:
    from katou_index import loading  # here: only this command and a build need them
    from katou_index.importing import history, sentences

    for entry in history.unfinished(options.data):
        raise KatouError(sentences.cut_short(str(options.data), entry.year, entry.file))
    if check_index(options.data, options.index):
        loading.check(options.data)  # what keeps a build from working is told first
        _is_of(options.index, options.data)
    print(say.whole(options.lang, masked(options.index), str(options.data)))
    return 0


def _findings(options: argparse.Namespace) -> int:
    with open_index(options.index) as index:
        found = [finding for year in _years(index, options.year) for finding in index.findings(year)]
    if options.json:
        print(json.dumps([_finding_record(finding) for finding in found], ensure_ascii=False, indent=2))
        return 0
    for finding in found:
        print(say.finding(options.lang, finding))
    return 0


def _finding_record(finding: Finding) -> dict[str, object]:
    return {
        "year": finding.year.code,
        "file": finding.file,
        "line": finding.line,
        "cell": finding.cell,
        "kind": finding.kind,
        "measure": finding.measure,
        "item": finding.item,
        "status": finding.status.value,
        "was": finding.was,
        "now": finding.now,
        "text": finding.text,
    }


def _export(options: argparse.Namespace) -> int:
    # Here, as below: it knows all of reading, and a search needs none of it.
    from katou_index.exporting import VERSION, pairs

    if options.format == "xlsx" and options.out is None:
        options.parser.error(say.xlsx_needs_file())
    with open_index(options.index) as index:
        years = _years(index, options.year)
        rows = list(pairs(index.plan(year) for year in years))
        about = [
            ("年度", "、".join(year.japanese for year in years)),
            ("項目", f"{len(rows)}件"),
            ("取込日", "、".join(index.imported_at(year).isoformat() for year in years)),
            *((f"{VERSION} {year.code}", index.digest(year)) for year in years),
            (
                "直せる列",
                "見出しに色のある列を直し、katou-index import FILE --year R2 で訂正として取り込めます",
            ),
        ]
    try:
        _write_export(options.format, options.out, rows, about)
    except OSError as error:
        raise KatouError(say.cannot_write(str(options.out), error.strerror or "")) from None
    return 0


def _write_export(form: str, out: Path | None, rows: list[Pair], about: list[tuple[str, str]]) -> None:
    from katou_index.exporting import as_csv, as_json, write_xlsx  # here, as the next: few commands write
    from katou_index.wholefiles import write_whole

    if form == "xlsx":
        assert out is not None
        made = io.BytesIO()
        write_xlsx(made, rows, about)
        write_whole(out, made.getvalue())
        return
    text = as_csv(rows) if form == "csv" else as_json(rows)
    if out is not None:
        write_whole(out, text.encode("utf-8"))
    else:
        sys.stdout.write(text)


def _import(options: argparse.Namespace) -> int:
    from katou_index.importing.deciding import Wish
    from katou_index.importing.desk import Person, run_import  # here: only this command loads a year

    wish = Wish(
        options.file, options.year, options.data, options.dry_run, options.yes, options.anyway,
        tuple(options.decide), options.by, options.reason, options.lang,
    )  # fmt: skip
    return run_import(wish, Person(there=sys.stdin.isatty()))


def _start(options: argparse.Namespace) -> int:
    from katou_index.importing.desk import Person  # here: only this command begins a city
    from katou_index.importing.starting import NewCity, run_start

    wish = NewCity(options.file, options.data, options.year, options.yes, options.anyway, options.lang)
    person = Person(there=sys.stdin.isatty())
    if missing := wish.needs(person):
        options.parser.error(missing)
    return run_start(wish, person)


def _undo(options: argparse.Namespace) -> int:
    from katou_index.importing.desk import Person, run_undo  # here: as above

    return run_undo(options.data, options.lang, Person(there=sys.stdin.isatty()), anyway=options.anyway)


def _search(options: argparse.Namespace) -> int:
    if options.jsonl == (options.text is not None):
        options.parser.error(say.text_or_lines())
    with open_index(options.index) as index:
        if options.jsonl:
            _search_many(index, sys.stdin, options.limit)
            return 0
        began = index.search(options.text, options.limit)
        found = [(hit, *_pair(index, hit.id)) for hit in began]
    if options.json:
        from katou_index.exporting import record

        records = [{"key": hit.id, "score": round(hit.score, 4), **record(m, i)} for hit, m, i in found]
        print(json.dumps(records, ensure_ascii=False, indent=2))
        return 0
    for hit, measure, item in found:
        mark, owners = item.rating.mark or say.unrated(options.lang), "、".join(item.owners)
        print(f"{hit.id}	{hit.score:.2f}	{mark}	{measure.title}	{owners}")
    if not found:
        print(say.nothing_found(options.lang))
    return 0


def _search_many(index: Index, lines: Iterable[str], limit: int) -> None:
    """Many questions are worth the second that the encoder takes to load; one is not."""
    if _wants_meaning():
        with contextlib.suppress(EncoderMissingError):
            _ = encoder().name
            index.encoder = encoder()
    _search_lines(index, lines, limit)


def _search_lines(index: Index, lines: Iterable[str], limit: int) -> None:
    """A JSON line in, a JSON line out, at once."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            asked = json.loads(line)
            name, text = asked["id"], asked["text"]
        except (ValueError, KeyError, TypeError, RecursionError):
            name = text = None
        if not isinstance(text, str):
            raise KatouError(say.no_json_line(number))
        began = time.perf_counter()
        hits = [hit.id for hit in index.search(text, limit, meaning=True)]
        taken = round((time.perf_counter() - began) * 1000, 3)
        _print_line({"id": name, "hits": hits, "ms": taken}, sys.stdout)


def _print_line(value: dict[str, object], out: TextIO) -> None:
    """One line of JSON, readable; in ASCII where a text holds what UTF-8 cannot write."""
    line = json.dumps(value, ensure_ascii=False)
    if any("\ud800" <= sign <= "\udfff" for sign in line):
        line = json.dumps(value)
    print(line, file=out, flush=True)


# -- what the commands share -----------------------------------------------------------------------------


def _pair(index: Index, key: str) -> Pair:
    code, _, number = key.partition("/")
    measure = index.plan(FiscalYear.from_code(code)).by_number[measure_of(number)]
    return measure, next(item for item in measure.items if item.key == key)


def _years(index: Index, wanted: FiscalYear | None) -> tuple[FiscalYear, ...]:
    """The year asked for, or all."""
    if wanted is None:
        return index.years
    if wanted not in index.years:
        raise YearNotLoadedError(say.year_not_loaded(wanted, [year.code for year in index.years]))
    return (wanted,)


def _set(name: str, default: str) -> str:
    """A path from the environment, as the bot reads the same settings."""
    return os.path.expanduser(os.environ.get(name) or default)


def _limit(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def _parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    """All commands, or the one that comes first; only that which is called has what can follow it: all of
    them with it take as long as a search."""
    parser = argparse.ArgumentParser(prog="katou-index", description=say.help_of("katou-index"))
    commands = parser.add_subparsers(required=True, metavar=say.word("commands"))
    called = next((each for each in arguments if each in _COMMANDS), "")
    for name in _COMMANDS if [*arguments[:1]] != [called] else (called,):
        run, takes, needs = _COMMANDS[name]
        text = say.help_of(name)
        added = commands.add_parser(name, help=text, description=text, add_help=name == called)
        each = run in (_build, _check)
        added.set_defaults(run=run, parser=added, lang=None, data=None, index=None, needs=needs, each=each)
        if name == called:
            added.add_argument("--plan", default="", metavar="NAME", help=say.help_of("plan"))
            takes(added)
    return parser


def _takes_index(added: argparse.ArgumentParser) -> None:
    added.add_argument("--out", dest="index", metavar="FILE", help=say.help_of("index"))


def _takes_year(added: argparse.ArgumentParser) -> None:
    added.add_argument("--year", type=FiscalYear.from_code, metavar="R2", help=say.help_of("year"))


def _takes_data(added: argparse.ArgumentParser, key: str = "data") -> None:
    added.add_argument("--data", type=_path, metavar="DIR", help=say.help_of(key))


def _takes_both(added: argparse.ArgumentParser) -> None:
    _takes_index(added)
    _takes_data(added)


def _build_takes(added: argparse.ArgumentParser) -> None:
    _takes_both(added)
    added.add_argument("--processes", type=_limit, metavar="N", help=say.help_of("processes"))


def _findings_takes(added: argparse.ArgumentParser) -> None:
    _takes_index(added)
    _takes_data(added, "data_of_index")
    _takes_year(added)
    added.add_argument("--json", action="store_true", help=say.help_of("json"))


def _export_takes(added: argparse.ArgumentParser) -> None:
    _takes_data(added, "data_of_index")
    _takes_year(added)
    added.add_argument(
        "--format", choices=("json", "csv", "xlsx"), default="json", help=say.help_of("format")
    )
    added.add_argument("--out", type=_path, metavar="FILE", help=say.help_of("export_out"))


def _search_takes(added: argparse.ArgumentParser) -> None:
    _takes_index(added)
    _takes_data(added, "data_of_index")
    added.add_argument("text", nargs="?", metavar="TEXT", help=say.help_of("text"))
    added.add_argument("--limit", type=_limit, default=10, metavar="N", help=say.help_of("limit"))
    added.add_argument("--json", action="store_true", help=say.help_of("json"))
    added.add_argument("--jsonl", action="store_true", help=say.help_of("jsonl"))


def _import_takes(added: argparse.ArgumentParser) -> None:
    added.add_argument("file", type=_path, metavar="FILE", help=".xlsx、.xls、.ods、.pdf、.csv、.tsv、.txt")
    added.add_argument(
        "--year", type=FiscalYear.from_code, metavar="R3", required=True, help=say.help_of("which_year")
    )
    added.add_argument("--dry-run", action="store_true", help=say.help_of("dry_run"))
    added.add_argument("--yes", action="store_true", help=say.help_of("yes"))
    added.add_argument("--anyway", action="store_true", help=say.help_of("anyway"))
    added.add_argument(
        "--decide", action="append", default=[], metavar=say.word("pair"),
        help=say.help_of("decide"),
    )  # fmt: skip
    added.add_argument("--by", default="", metavar="NAME", help=say.help_of("by"))
    added.add_argument("--reason", default="", metavar="TEXT", help=say.help_of("reason"))
    _takes_data(added)
    _lang(added)


def _start_takes(added: argparse.ArgumentParser) -> None:
    added.add_argument("file", type=_path, metavar="FILE", help=".xlsx、.xls、.ods、.pdf、.csv、.tsv、.txt")
    added.add_argument("--year", type=FiscalYear.from_code, metavar="R7", help=say.help_of("title_year"))
    added.add_argument("--yes", action="store_true", help=say.help_of("proposals"))
    added.add_argument("--anyway", action="store_true", help=say.help_of("start_anyway"))
    _takes_data(added)
    _lang(added)


def _undo_takes(added: argparse.ArgumentParser) -> None:
    added.add_argument("--anyway", action="store_true", help=say.help_of("undo_anyway"))
    _takes_data(added)
    _lang(added)


def _lang(added: argparse.ArgumentParser) -> None:
    added.add_argument("--lang", choices=(JAPANESE, ENGLISH), help=say.help_of("lang"))


# Name → what runs it, what can follow it, which of a plan's files it uses.
_COMMANDS: dict[
    str, tuple[Callable[..., int], Callable[[argparse.ArgumentParser], None], tuple[str, ...]]
] = {
    "build": (_build, _build_takes, ("data", "index")),
    "check": (_check, _takes_both, ("data", "index")),
    "findings": (_findings, _findings_takes, ("data", "index")),
    "export": (_export, _export_takes, ("data", "index")),
    "search": (_search, _search_takes, ("data", "index")),
    "import": (_import, _import_takes, ("data",)),
    "start": (_start, _start_takes, ("data",)),
    "undo": (_undo, _undo_takes, ("data",)),
}


if __name__ == "__main__":
    raise SystemExit(main())

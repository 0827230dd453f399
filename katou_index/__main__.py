"""katou-index build | check | findings | export | search | import | start | undo.

Exit codes: 0 done; 1 a known trouble, told in one line on standard error; 2 wrong use. Never a traceback.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TextIO

import katou_index
from katou_index.errors import KatouError, YearNotLoadedError
from katou_index.exporting import VERSION, Pair, as_csv, as_json, pairs, record, write_xlsx
from katou_index.index.reading import Index, check_index, open_index
from katou_index.meaning import encoder
from katou_index.plan import Finding, FiscalYear, Status, measure_of
from katou_index.wholefiles import write_whole

STATUS = {Status.REPAIRED: "補正済み", Status.CORRECTED: "訂正済み", Status.OPEN: "要確認"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; wrong use leaves by SystemExit(2), as argparse does."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(
                encoding="utf-8", errors="surrogateescape" if stream is sys.stdin else "replace"
            )
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except KatouError as error:
        return _trouble(str(error))
    except BrokenPipeError:  # katou-index findings | head
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return _trouble("中断しました")
    except Exception as error:
        return _trouble(f"予期しない問題で止まりました（{type(error).__name__}: {error}）")
    return code


def _trouble(sentence: str) -> int:
    with contextlib.suppress(OSError):
        print("katou-index:", " ".join(sentence.split()), file=sys.stderr)
    return 1


# -- commands ------------------------------------------------------------------------------------------


def _build(options: argparse.Namespace) -> int:
    wanted = os.environ.get("KATOU_MEANING") != "off"
    report = katou_index.build_index(options.data, options.out, encoder() if wanted else None)
    for sentence in report.told:
        _trouble(sentence)
    for year in report.years:
        print(
            f"{year.year.code} {year.year.japanese}: 事業 {year.measures}、項目 {year.items}"
            f"（評価あり {year.rated}）、所見 {year.findings}（要確認 {year.open_findings}）"
        )
    print(f"索引: {report.path}")
    return 0


def _check(options: argparse.Namespace) -> int:
    from katou_index import loading  # here: only this command and a build need them
    from katou_index.importing import history, sentences

    for entry in history.unfinished(options.data):
        raise KatouError(sentences.cut_short(str(options.data), entry.year, entry.file))
    differing = check_index(options.data, options.out)
    if differing:
        loading.check(options.data)  # what keeps a build from working is told first
        shown = "、".join(differing[:5]) + (f" ほか{len(differing) - 5}件" if len(differing) > 5 else "")
        raise KatouError(
            f"{options.out}: {options.data} と合いません（{shown}）。katou-index build で作り直してください"
        )
    print(f"{options.out}: 壊れておらず、{options.data} と一致しています")
    return 0


def _findings(options: argparse.Namespace) -> int:
    with open_index(options.out) as index:
        found = [finding for year in _years(index, options.year) for finding in index.findings(year)]
    if options.json:
        print(json.dumps([_finding_record(finding) for finding in found], ensure_ascii=False, indent=2))
        return 0
    for finding in found:
        line = f" {finding.line}行目" if finding.line else ""
        cell = f" [{finding.cell}]" if finding.cell else ""
        place = f"{finding.year.code} {finding.file}{line}{cell}"
        print(f"{place} {finding.kind}（{STATUS[finding.status]}）: {finding.text}")
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
    if options.format == "xlsx" and options.out is None:
        options.parser.error("xlsx には --out FILE が要ります")
    with open_index(_set("KATOU_INDEX", "katou.db")) as index:
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
        raise KatouError(f"{options.out}: 書けません（{error.strerror}）") from None
    return 0


def _write_export(form: str, out: Path | None, rows: list[Pair], about: list[tuple[str, str]]) -> None:
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
        options.parser.error("探す言葉か --jsonl のどちらか一方を指定してください")
    with open_index(options.out) as index:
        if options.jsonl:
            _search_lines(index, sys.stdin, options.limit)
            return 0
        began = index.search(options.text, options.limit)
        found = [(hit, *_pair(index, hit.id)) for hit in began]
    if options.json:
        records = [{"key": hit.id, "score": round(hit.score, 4), **record(m, i)} for hit, m, i in found]
        print(json.dumps(records, ensure_ascii=False, indent=2))
        return 0
    for hit, measure, item in found:
        owners = "、".join(item.owners)
        print(f"{hit.id}\t{hit.score:.2f}\t{item.rating.mark or '評価なし'}\t{measure.title}\t{owners}")
    if not found:
        print("該当する項目はありません")
    return 0


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
            raise KatouError(f'標準入力 {number}行目: {{"id":…, "text":"…"}} の形ではありません')
        began = time.perf_counter()
        hits = [hit.id for hit in index.search(text, limit)]
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
        loaded = "、".join(year.code for year in index.years)
        raise YearNotLoadedError(
            f"{wanted.code}（{wanted.japanese}）は読み込まれていません。あるのは {loaded} です"
        )
    return (wanted,)


def _set(name: str, default: str) -> Path:
    """A path from the environment, as the bot reads the same settings."""
    return Path(os.path.expanduser(os.environ.get(name) or default))


def _limit(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="katou-index", description="評価表を読み、索引を作り、探します。")
    commands = parser.add_subparsers(required=True, metavar="命令")

    def command(name: str, run: object, text: str, *, index: bool = True) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=text)
        added.set_defaults(run=run, parser=added)
        if index:
            added.add_argument("--out", type=Path, default=_set("KATOU_INDEX", "katou.db"), metavar="FILE",
                               help="索引（既定: 環境変数 KATOU_INDEX、なければ katou.db）")  # fmt: skip
        return added

    def year(added: argparse.ArgumentParser) -> None:
        added.add_argument(
            "--year", type=FiscalYear.from_code, metavar="R2", help="この年度だけ（既定: すべて）"
        )

    def data(added: argparse.ArgumentParser) -> None:
        added.add_argument(
            "--data", type=Path, default=_set("KATOU_DATA", "data"), metavar="DIR",
            help="データ（既定: 環境変数 KATOU_DATA、なければ data）",
        )  # fmt: skip

    for name, run, text in (
        ("build", _build, "すべての年度を読み、訂正を重ね、索引を作ります"),
        ("check", _check, "索引が壊れておらず、データと1バイトも違わないかを確かめます"),
    ):
        data(command(name, run, text))

    added = command("findings", _findings, "原本の傷みと疑わしい点を、どう扱ったかとともに並べます")
    year(added)
    added.add_argument("--json", action="store_true", help="JSON の配列で書きます")

    added = command("export", _export, "項目を1件1行で書き出します", index=False)
    year(added)
    added.add_argument("--format", choices=("json", "csv", "xlsx"), default="json", help="形式（既定: json）")
    added.add_argument("--out", type=Path, metavar="FILE", help="書き出す先（既定: 標準出力。xlsx では必須）")

    added = command("search", _search, "項目を探します。よく合うものが先です")
    added.add_argument("text", nargs="?", metavar="TEXT", help="探す言葉や質問")
    added.add_argument("--limit", type=_limit, default=10, metavar="N", help="何件まで（既定: 10）")
    added.add_argument("--json", action="store_true", help="JSON の配列で書きます")
    added.add_argument(
        "--jsonl", action="store_true", help='{"id":…, "text":…} を1行ずつ読み、1行ずつ答えます'
    )

    added = command("import", _import, "年度の評価表を取り込みます / loads a year", index=False)
    added.add_argument("file", type=Path, metavar="FILE", help=".xlsx、.pdf、.csv、.txt")
    added.add_argument(
        "--year", type=FiscalYear.from_code, metavar="R3", required=True, help="どの年度か / which year"
    )
    added.add_argument("--dry-run", action="store_true", help="見るだけで、何も変えません / only show")
    added.add_argument("--yes", action="store_true", help="聞かずに反映します / apply without asking")
    added.add_argument(
        "--anyway", action="store_true", help="止まる理由があっても取り込みます / load all the same"
    )
    added.add_argument(
        "--decide", action="append", default=[], metavar="前=後",
        help="前の年度との組（5=6 同じ、7= 後継なし、課の名前も可）/ OLD=NEW, or OLD= for ended",
    )  # fmt: skip
    added.add_argument(
        "--by", default="", metavar="NAME", help="決めた人・訂正した人 / who decides or corrects"
    )
    added.add_argument("--reason", default="", metavar="TEXT", help="訂正の理由 / why it is corrected")
    data(added)
    _lang(added)

    added = command("start", _start, "新しい市町村を始めます / begins a new city", index=False)
    added.add_argument("file", type=Path, metavar="FILE", help=".xlsx、.pdf、.csv")
    added.add_argument(
        "--year", type=FiscalYear.from_code, metavar="R7", help="どの年度か（既定: 表題から）/ which year"
    )
    added.add_argument("--yes", action="store_true", help="提案のとおりにします / take what is proposed")
    added.add_argument(
        "--anyway", action="store_true", help="止まる理由があっても始めます / start all the same"
    )
    data(added)
    _lang(added)

    added = command("undo", _undo, "最後の取り込みを取り消します / takes the last import back", index=False)
    added.add_argument(
        "--anyway", action="store_true", help="あとで変わったファイルがあっても戻します / all the same"
    )
    data(added)
    _lang(added)
    return parser


def _lang(added: argparse.ArgumentParser) -> None:
    added.add_argument("--lang", choices=("ja", "en"), default="ja", help="言葉 / language")


if __name__ == "__main__":
    raise SystemExit(main())

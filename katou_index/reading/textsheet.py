"""The text sheet: one line a table row, its nine cells parted by tabs, a header row at the top of each page.

    基本方針⇥取組⇥事業No.⇥アクションプラン第2章で定めた取組内容⇥担当課⇥令和2年度取組内容⇥取組結果・取組成果⇥根拠（…）⇥評価（◎,○,△,×
    ⇥⇥2 非常時における電算システムの業務継続性の向上⇥総務財政課情報管理室⇥⇥・電算システムBCPの実践と検証⇥…⇥⇥×

Blank lines part the pages and mean nothing. Cells may be empty, shifted or hold HTML; none of that is judged
here. What cannot be such a sheet at all raises SourceError with its place.
"""

from __future__ import annotations

from pathlib import Path

from katou_index.errors import SourceError
from katou_index.reading import sentences as say
from katou_index.reading.encodings import encodings_of
from katou_index.reading.sheet import COLUMNS, Cell, Sheet, SheetRow, is_header

_SIGNATURES = {
    b"PK\x03\x04": "Excelなどの圧縮ファイル",
    b"%PDF": "PDF",
    b"\xd0\xcf\x11\xe0": "古い形式のExcelファイル",
    b"\x89PNG": "画像",
    b"\xff\xd8\xff": "画像",
}


def read_text_sheet(path: Path) -> Sheet:
    """The sheet in `path`. Raises SourceError (file, line, what to do) where it is not such a sheet."""
    headers: list[SheetRow] = []
    rows: list[SheetRow] = []
    for number, line in enumerate(_decoded(path).split("\n"), 1):
        line = line.removesuffix("\r")
        if not line.strip():
            continue
        texts = line.split("\t")
        if _is_heading(line):
            headers.append(_row(number, len(headers) + 1, texts))
        elif headers:
            _check_width(path, number, texts)
            rows.append(_row(number, len(headers), texts))
        elif len(texts) > 1:
            raise SourceError(str(path), say.line(number), say.no_header_before())
    if not headers:
        raise SourceError(str(path), "", say.no_header_line())
    if not rows:
        raise SourceError(str(path), say.line(headers[-1].line), say.no_measure_lines())
    return Sheet(path.name, tuple(headers), tuple(rows))


def is_text_sheet(path: Path) -> bool:
    """Whether a text has the headings of such a sheet anywhere. Raises SourceError as `read_text_sheet`."""
    return any(map(_is_heading, _decoded(path).split("\n")))


def _row(line: int, page: int, texts: list[str]) -> SheetRow:
    return SheetRow(line, page, tuple(Cell(line, column, text) for column, text in enumerate(texts)))


def _check_width(path: Path, line: int, texts: list[str]) -> None:
    if len(texts) != len(COLUMNS):
        raise SourceError(
            str(path),
            say.line(line),
            say.wrong_width(len(texts), len(COLUMNS)),
        )


def _decoded(path: Path) -> str:
    """The file's text: of the encodings that fit, the one in which the headings can be read."""
    try:
        raw = path.read_bytes()
        encodings = list(encodings_of(path))
    except OSError as error:
        raise SourceError(str(path), "", say.cannot_open(error.strerror or "")) from None
    if not raw.strip():
        raise SourceError(str(path), "", say.only_blanks(len(raw)))
    for signature, name in _SIGNATURES.items():
        if raw.startswith(signature):
            raise SourceError(str(path), "", say.no_text(name))
    try:
        texts = [raw.decode(encoding).removeprefix("\ufeff") for encoding in encodings]
    except UnicodeDecodeError as error:
        place = "" if b"\0" in raw else say.line(raw.count(b"\n", 0, error.start) + 1)
        raise SourceError(str(path), place, say.not_utf8_text()) from None
    text = next((text for text in texts if any(_is_heading(line) for line in text.split("\n"))), texts[0])
    if "\0" in text:
        raise SourceError(str(path), "", say.binary())
    return text


def _is_heading(line: str) -> bool:
    texts = line.split("\t")
    return len(texts) >= len(COLUMNS) - 1 and is_header(texts)

"""Files that strangers could send: each is made here, none is kept in the repository."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from openpyxl import Workbook

from tests.sheets import cells_of, headings, merged, truth, write_pdf

HEAD = '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
SHEET = "xl/worksheets/sheet1.xml"
OFFICE = "application/vnd.openxmlformats-officedocument.spreadsheetml."
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LAUGHS = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
) + "]>"  # fmt: skip


def changed(path: Path, parts: dict[str, bytes]) -> None:
    """A sound workbook with some parts replaced or added."""
    sound = path.with_suffix(".sound")
    merged(sound, truth())
    with zipfile.ZipFile(sound) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename not in parts:
                new.writestr(part.filename, old.read(part.filename))
        for name, content in parts.items():
            new.writestr(name, content)
    sound.unlink()


def bomb(path: Path) -> None:
    """A megabyte that unpacks to 400."""
    sound = path.with_suffix(".sound")
    merged(sound, truth())
    with zipfile.ZipFile(sound) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename != SHEET:
                new.writestr(part.filename, old.read(part.filename))
        with new.open(SHEET, "w", force_zip64=True) as file:
            file.write(HEAD.encode())
            for _ in range(400):
                file.write(b"<!--" + b" " * ((1 << 20) - 7) + b"-->")
    sound.unlink()


def lying_bomb(path: Path) -> None:
    """The same, saying that it unpacks to a thousand bytes."""
    bomb(path)
    raw = bytearray(path.read_bytes())
    at = raw.find(b"PK\x01\x02")
    while at >= 0:
        if SHEET.encode() in raw[at : at + 46 + len(SHEET)]:
            raw[at + 24 : at + 28] = struct.pack("<I", 1000)
        at = raw.find(b"PK\x01\x02", at + 1)
    path.write_bytes(bytes(raw))


def rows_without_end(path: Path) -> None:
    """The whole sheet and then rows to the last one that Excel has, all empty: a common accident."""
    sound = path.with_suffix(".sound")
    merged(sound, truth())
    with zipfile.ZipFile(sound) as book:
        sheet = book.read(SHEET).decode()
    sound.unlink()
    rows = "".join(f'<row r="{n}" ht="18"/>' for n in range(100, 1_000_100))
    changed(path, {SHEET: sheet.replace("</sheetData>", f"{rows}</sheetData>").encode()})


def cells_without_end(path: Path) -> None:
    """A million rows of empty cells that only have a format."""
    row = "".join(f'<c r="{letter}{{n}}" s="1"/>' for letter in "ABC")
    rows = "".join(f'<row r="{n}">{row.replace("{n}", str(n))}</row>' for n in range(1, 1_000_001))
    changed(path, {SHEET: f"{HEAD}<sheetData>{rows}</sheetData></worksheet>".encode()})


def shared_without_end(path: Path) -> None:
    """One long text that twenty thousand cells share: 170 kB, and 600 million signs if each has its own."""
    text = "".join(f"<si><t>{each}</t></si>" for each in ("事業名", "評価", "長" * 30_000, "A"))
    row = '<row r="{0}"><c r="A{0}" t="s"><v>{1}</v></c><c r="B{0}" t="s"><v>{2}</v></c></row>'
    rows = row.format(1, 0, 1) + "".join(row.format(number, 2, 3) for number in range(2, 20_001))
    strings = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    sheet = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    changed(path, {
        SHEET: f"{HEAD}<sheetData>{rows}</sheetData></worksheet>".encode(),
        "xl/sharedStrings.xml": f"{HEAD.replace('worksheet', 'sst')}{text}</sst>".encode(),
        "xl/_rels/workbook.xml.rels": (
            '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{sheet}" Target="worksheets/sheet1.xml"/>'
            f'<Relationship Id="rId2" Type="{strings}" Target="sharedStrings.xml"/></Relationships>'
        ).encode(),
    })  # fmt: skip


def nested(path: Path) -> None:
    """XML within XML within XML."""
    changed(path, {SHEET: (HEAD + "<a>" * 8_000_000).encode()})


def laughs(path: Path) -> None:
    """Entities that grow tenfold eight times."""
    changed(path, {SHEET: f"{LAUGHS}<worksheet><sheetData>&i;</sheetData></worksheet>".encode()})


def laughing_strings(path: Path) -> None:
    """The same among the shared texts."""
    named = (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        + "".join(
            f'<Override PartName="/xl/{part}.xml" ContentType="{OFFICE}{kind}+xml"/>'
            for part, kind in (("workbook", "sheet.main"), ("worksheets/sheet1", "worksheet"),
                               ("styles", "styles"), ("sharedStrings", "sharedStrings")))
        + "</Types>"
    )  # fmt: skip
    changed(path, {
        "[Content_Types].xml": named.encode(),
        "xl/sharedStrings.xml": f"{LAUGHS}<sst><si><t>&i;</t></si></sst>".encode(),
    })  # fmt: skip


def merged_without_end(path: Path) -> None:
    """Ten thousand merged ranges over the whole sheet."""
    sound = path.with_suffix(".sound")
    merged(sound, truth())
    with zipfile.ZipFile(sound) as book:
        sheet = book.read(SHEET).decode()
    sound.unlink()
    ranges = '<mergeCell ref="A1:XFD1048576"/>' * 60_000
    changed(path, {SHEET: sheet.replace("</mergeCells>", f"{ranges}</mergeCells>").encode()})


def macros(path: Path) -> None:
    """A workbook with a macro, without saying so in its name."""
    changed(path, {"xl/vbaProject.bin": OLE + b"x" * 100})


def paths_outside(path: Path) -> None:
    """A part whose name leads outside."""
    changed(path, {"../../outside.xml": b"<x/>"})


def truncated_excel(path: Path) -> None:
    merged(path, truth())
    path.write_bytes(path.read_bytes()[:9000])


def no_workbook(path: Path) -> None:
    """A zip of something else."""
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("readme.txt", "x")


def without_headings(path: Path) -> None:
    """A sound workbook that is no evaluation sheet."""
    book = Workbook()
    book.worksheets[0].append(["名前", "電話"])
    book.save(path)


def pdf(path: Path) -> None:
    write_pdf(path, truth()[:5])


def truncated_pdf(path: Path) -> None:
    pdf(path)
    path.write_bytes(path.read_bytes()[:600])


def scanned_pdf(path: Path) -> None:
    """Pages of pictures."""
    from reportlab.pdfgen.canvas import Canvas

    sheet = Canvas(str(path), invariant=1)
    sheet.rect(50, 50, 200, 300, fill=1)
    sheet.showPage()
    sheet.save()


def blanks(number: int) -> bytes:
    """So many blanks, whole megabytes, as zlib packs them: one is packed, and told again and again."""
    packer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    megabyte = packer.compress(b" " * (1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    one, two = 1 + 32 * number, number + 16 * number * (number + 1)  # the sums of Adler-32
    check = (two % 65521) << 16 | one % 65521
    return b"\x78\xda" + megabyte * (number >> 20) + packer.flush() + struct.pack(">I", check)


def pdf_bomb(path: Path) -> None:
    """A page whose drawing unpacks to 2,000 megabytes."""
    stream = blanks(2000 << 20)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R>>",
        b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(stream), stream),
    ]  # fmt: skip
    body, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    path.write_bytes(
        body + b"xref\n0 5\n0000000000 65535 f \n" + table
        + b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(body)
    )  # fmt: skip


def written(content: bytes) -> Callable[[Path], None]:
    """A file of these bytes."""
    return lambda path: path.write_bytes(content) and None


# name → ending, maker, a word of the answer
FILES: dict[str, tuple[str, Callable[[Path], None], str]] = {
    "bomb": (".xlsx", bomb, "unpacks to too much"),
    "lying-bomb": (".xlsx", lying_bomb, "broken"),
    "cells-without-end": (".xlsx", cells_without_end, "too many cells"),
    "shared-without-end": (".xlsx", shared_without_end, "too much text"),
    "nested": (".xlsx", nested, "too many cells"),
    "laughs": (".xlsx", laughs, "broken"),
    "laughing-strings": (".xlsx", laughing_strings, "broken"),
    "merged-without-end": (".xlsx", merged_without_end, "too many cells"),
    "macros": (".xlsx", macros, "macros"),
    "xlsm": (".xlsm", macros, "macros"),
    "paths-outside": (".xlsx", paths_outside, "lead outside"),
    "truncated": (".xlsx", truncated_excel, "broken"),
    "no-workbook": (".xlsx", no_workbook, "is not an .xlsx"),
    "without-headings": (".xlsx", without_headings, "columns.toml"),
    "pdf-as-excel": (".xlsx", pdf, "(PDF)"),
    "text-as-excel": (".xlsx", written(b"abc"), "is not an .xlsx"),
    "empty": (".xlsx", written(b""), "empty"),
    "old-excel": (".xls", written(OLE + bytes(600)), "save as Excel Workbook"),
    "old-excel-renamed": (".xlsx", written(OLE + bytes(600)), "save as Excel Workbook"),
    "locked": (".xlsx", written(OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le")), "password"),
    "excel-as-pdf": (".pdf", merged_book := lambda path: merged(path, truth()), "not a PDF"),
    "excel-as-csv": (".csv", merged_book, "right format"),
    "truncated-pdf": (".pdf", truncated_pdf, "broken"),
    "scanned-pdf": (".pdf", scanned_pdf, "scanned"),
    "pdf-bomb": (".pdf", pdf_bomb, "given up"),
    "csv-of-one-line": (".csv", written(("事業名,評価\n" + "," * 30_000_000).encode()), "a line is too long"),
    "csv-of-much-text": (
        ".csv",
        written(("事業名,評価\n" + f"{'長' * 900},A\n" * 19_000).encode()),
        "too much text",
    ),
    "binary-csv": (".csv", written(b"a,b\n\x00\x01\xff\xfe"), ".csv"),
    "word": (".docx", written(b"PK\x03\x04"), "save as .xlsx"),
    "no-ending": ("", written(b"x"), "save as .xlsx"),
}


def formulas(path: Path, outside: Path) -> None:
    """A sheet with formulas: a sum, one that would call a program, one to another book; none has a value."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(headings())
    for cells in cells_of(truth()[:6]):
        sheet.append(cells)
    sheet["F2"] = "=1+1"
    sheet["G3"] = f"=cmd|'/C touch {outside}'!A1"
    sheet["H4"] = "='[other.xlsx]Sheet1'!A1"
    book.save(path)

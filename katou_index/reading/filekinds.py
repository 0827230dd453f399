"""What a file is by its first bytes, whatever its name says."""

from __future__ import annotations

ZIP, PDF, OLE = b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED = "EncryptedPackage".encode("utf-16-le")  # how Office wraps a workbook with a password
_KINDS = {
    ZIP: "zip",
    PDF: "PDF",
    OLE: "Excel 97-2003",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"{\\rtf": "RTF",
}
HTML_INSIDE = "HTML・XML"
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def inside_of(head: bytes) -> str:
    """`zip`, `PDF`, `HTML`, `text` …; empty where nothing tells."""
    for sign, name in _KINDS.items():
        if head.startswith(sign):
            return name
    if head.removeprefix(_MARKS[0]).lstrip().startswith(b"<"):
        return HTML_INSIDE
    return "text" if head.startswith(_MARKS) or not set(head) & set(range(9)) else ""

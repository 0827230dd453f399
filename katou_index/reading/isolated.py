"""Excel and PDF read in a process of their own, which may use so much time and memory and no more.

    python -m katou_index.reading.isolated excel /path/to/sheet.xlsx      → the grid as JSON

What a stranger's file makes a library do ends there: the reading process has no limit to lift, and the
program that asked for it only sees a grid or one sentence (own_process.py: it has nothing else of it). Where
the system allows that, it has no network either.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

from katou_index.errors import SourceError
from katou_index.language import speaking, spoken
from katou_index.own_process import command
from katou_index.reading import sentences as say
from katou_index.reading.grid import EXCEL, HTML, ODS, OLD_EXCEL, PDF, Grid

MOST_MEMORY = 1 << 30  # bytes of address space
MOST_OF_PDF = 176 << 20  # bytes that reading a PDF may take; 200 pages of a city's tables take 50 MB
MOST_OF_EXCEL = 256 << 20  # … a workbook, whose cells and texts are bounded while they are read: it takes 160
MOST_SECONDS = 60  # of a processor; a sheet of a city takes less than five
_NEW_NETWORK, _NEW_USER = 0x40000000, 0x10000000  # of unshare(2)
_PATIENCE = 4 * MOST_SECONDS  # seconds by the clock, on a busy machine


_last: list[tuple[str, str, Grid]] = []  # what was read last: an import asks for its file several times
_REMEMBERED = 30_000_000  # bytes that a grid takes on its way here; larger ones are not kept


def read_isolated(path: Path, kind: str, shown: str) -> Grid:
    """The grid of an Excel file or a PDF. Raises SourceError, whose file is `shown`."""
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise SourceError(shown, "", say.cannot_open(error.strerror or "")) from None
    for known, read_as, grid in _last:
        if (known, read_as) == (digest, kind):
            return grid.but(file=shown)
    answer, size = _read_apart(path, kind)
    if "what" in answer:
        raise SourceError(shown, str(answer["place"]), str(answer["what"]))
    grid = Grid.from_json({**answer, "file": shown})
    _last[:] = [(digest, kind, grid)] if size <= _REMEMBERED else []
    return grid


def _read_apart(path: Path, kind: str) -> tuple[dict[str, Any], int]:
    """What the reading process says, and how many bytes that were."""
    asked = [kind, str(path.resolve()), *filter(None, (spoken(),))]
    run, environ = command("katou_index.reading.isolated", *asked)
    try:
        done = subprocess.run(  # close_fds, the default, leaves it these three and no other
            run,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=environ,
            timeout=_PATIENCE,
            check=False,
        )
        if done.returncode == 0:
            return json.loads(done.stdout), len(done.stdout)
    except OSError as error:
        return {"place": "", "what": say.cannot_open(error.strerror or "")}, 0
    except (subprocess.TimeoutExpired, ValueError):
        pass
    return {"place": "", "what": say.too_costly()}, 0


def main(arguments: list[str]) -> int:
    """Read one file and print its grid, or what is wrong with it, as JSON."""
    kind, name, *lang = arguments
    _limit(resource.RLIMIT_AS, MOST_MEMORY)
    _limit(resource.RLIMIT_CPU, MOST_SECONDS)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(
        resource.RLIMIT_DATA, MOST_OF_PDF if kind == PDF else MOST_OF_EXCEL
    )  # a PDF's stream unpacks to anything
    _leave_network()
    with speaking("".join(lang)):
        try:
            answer = _read(kind, Path(name)).as_json()
        except SourceError as error:
            answer = {"place": error.place, "what": error.what}
        except (MemoryError, RecursionError):
            answer = {"place": "", "what": say.too_costly()}
    sys.stdout.buffer.write(json.dumps(answer).encode())
    return 0


def _leave_network() -> None:
    """Go where there is no network. Linux lets root do that, others where it has namespaces for users."""
    import ctypes  # here: this process alone needs it

    unshare = getattr(ctypes.CDLL(None), "unshare", None)
    if unshare is not None and unshare(_NEW_NETWORK) != 0:
        unshare(_NEW_USER | _NEW_NETWORK)


def _limit(what: int, most: int) -> None:
    """Set a limit for good; a lower one that is set already stays. Some systems lack some limits."""
    _, hard = resource.getrlimit(what)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(what, (most, most))


def _read(kind: str, path: Path) -> Grid:
    if kind == EXCEL:
        from katou_index.reading.excel import read_excel  # here: after the limits are set

        return read_excel(path)
    if kind == ODS:
        from katou_index.reading.opendocument import read_opendocument

        return read_opendocument(path)
    if kind == OLD_EXCEL:
        from katou_index.reading.oldexcel import read_old_excel

        return read_old_excel(path)
    if kind == HTML:
        from katou_index.reading.htmlgrid import read_html_grid

        return read_html_grid(path)
    from katou_index.reading.pdf import read_pdf

    return read_pdf(path)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

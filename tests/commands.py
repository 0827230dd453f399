"""`katou` and `katou-index` as processes that need not import the program anew.

Importing it is most of what a short command takes, a second of a processor for `katou doctor` or
`katou serve`. Here a process that has all of it imported (one for each process of tests, begun when first
asked) forks itself for each command. What comes of it is a process like any other: its own number,
environment, folder, signals, exit code, standard output and error; the walk over the sheet of the repository
is done already (tests/kept_work.py). What depends on how Python starts (its options, an encoding, the
language that it finds, limits, what a command imports) is tried with `subprocess`.

The process in which an import reads a workbook or a PDF is forked, too, of one that has imported the readers
and no more (`fork_readers`): starting Python for it was half of what an import takes.

    python -m tests.commands NUMBER KIND   the process that forks, at the end NUMBER of a pair of sockets
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import json
import locale
import os
import pkgutil
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import IO, Any

import pytest

from katou_index.loading import load_year
from katou_index.reading import isolated
from katou_index.tablefiles import load_tables
from tests.kept_work import keep_work

ROOT = Path(__file__).parent.parent
COMMANDS, READERS = "commands", "readers"
PROGRAMS = {
    "katou": ("bot.__main__", "run"), "katou-index": ("katou_index.__main__", "main"),
    READERS: ("__main__", "_read"),
}  # fmt: skip
LONGEST_REQUEST = 1 << 20
HEEDED_AT_START = {"PYTHONPATH", "PYTHONHOME", "PYTHONIOENCODING", "PYTHONUTF8"}
Place = str | os.PathLike[str]


class Forked:
    """A command that runs: as much of `subprocess.Popen`, with text, as tests use."""

    def __init__(
        self, program: str, *arguments: Place, env: Mapping[str, str], cwd: Place, given: str | None = None,
        stdout: IO[str] | None = None, stderr: IO[str] | None = None,
    ) -> None:  # fmt: skip
        """Begin it; what it prints goes into files that are given, or through pipes. It reads `given`.

        Raises ValueError for an environment that Python heeds when it starts.
        """
        if early := [name for name in HEEDED_AT_START & env.keys() if env[name] != os.environ.get(name)]:
            raise ValueError(f"to be tried with subprocess: {early}")
        self.args = [program, *map(os.fspath, arguments)]
        self.returncode: int | None = None
        self.stdout, out = (None, stdout.fileno()) if stdout else _pipe()
        self.stderr, err = (None, stderr.fileno()) if stderr else _pipe()
        with tempfile.TemporaryFile() as reads:
            reads.write((given or "").encode())
            reads.seek(0)
            self._told, theirs = socket.socketpair()
            asked = json.dumps({"argv": self.args, "env": {**env}, "cwd": os.fspath(cwd)}).encode()
            kind = READERS if program == READERS else COMMANDS
            _ask(kind, asked, [theirs.fileno(), reads.fileno(), out, err])
        theirs.close()
        for end, file in ((out, stdout), (err, stderr)):
            if not file:
                os.close(end)
        self._lines = self._told.makefile("r")
        self.pid = int(self._lines.readline())
        self._ending = threading.Lock()

    def poll(self) -> int | None:
        """Its exit code, negative for a signal; None while it runs."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code, once it has ended. Raises TimeoutExpired."""
        with self._ending, selectors.DefaultSelector() as waiting:
            if self.returncode is None:
                waiting.register(self._told, selectors.EVENT_READ)
                if not waiting.select(timeout):
                    raise subprocess.TimeoutExpired(self.args, timeout or 0)
                self.returncode = os.waitstatus_to_exitcode(int(self._lines.readline()))
                self._lines.close()
                self._told.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """All that it prints, on standard output and error, once it has ended."""
        printed = ["", ""]

        def read(place: int, file: IO[str]) -> None:
            printed[place] = file.read()

        threads = [
            threading.Thread(target=read, args=(place, file), daemon=True)
            for place, file in enumerate((self.stdout, self.stderr))
            if file
        ]
        until = time.monotonic() + (timeout or threading.TIMEOUT_MAX)
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(min(until - time.monotonic(), threading.TIMEOUT_MAX))
            if thread.is_alive():
                raise subprocess.TimeoutExpired(self.args, timeout or 0)
        for file in filter(None, (self.stdout, self.stderr)):
            file.close()
        self.wait(timeout)
        return printed[0], printed[1]

    def __enter__(self) -> Forked:
        return self

    def __exit__(self, *_: object) -> None:
        for file in (self.stdout, self.stderr):
            if file:
                file.close()
        self.wait()


def _pipe() -> tuple[IO[str], int]:
    """A file that reads, and the end to write into."""
    reads, writes = os.pipe()
    return open(reads, encoding="utf-8"), writes


def run_command(
    program: str, *arguments: Place, env: Mapping[str, str], cwd: Place = ROOT, given: str | None = None,
    timeout: float = 120,
) -> subprocess.CompletedProcess[str]:  # fmt: skip
    """Run `katou` or `katou-index` to its end, in this environment alone. Raises TimeoutExpired."""
    with Forked(program, *arguments, env=env, cwd=cwd, given=given) as running:
        try:
            out, err = running.communicate(timeout)
        finally:
            running.kill()
        return subprocess.CompletedProcess(running.args, running.wait(), out, err)


# -- the process that forks, as others see it ----------------------------------------------------------------

_begun: dict[tuple[int, str], socket.socket] = {}  # number of a process of tests, kind → what it asks with
_one_at_a_time = threading.Lock()


def _ask(kind: str, asked: bytes, files: list[int]) -> None:
    with _one_at_a_time:
        if (os.getpid(), kind) not in _begun:
            _begin(kind)
        socket.send_fds(_begun[os.getpid(), kind], [asked], files)


def _begin(kind: str) -> None:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    for room in (socket.SO_SNDBUF, socket.SO_RCVBUF):
        ours.setsockopt(socket.SOL_SOCKET, room, LONGEST_REQUEST)
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.commands", str(theirs.fileno()), kind],
        cwd=ROOT, pass_fds=[theirs.fileno()],
    )  # fmt: skip
    theirs.close()
    _begun[os.getpid(), kind] = ours

    def end() -> None:
        ours.close()
        process.wait()

    atexit.register(end)


_at_start = {name: os.environ.get(name) for name in HEEDED_AT_START}


def fork_readers() -> None:
    """From now on an import in this process has its file read by a process that is forked, as limited.

    A test of what that process is, or may take, asks for `read_anew`.
    """
    isolated.subprocess = SimpleNamespace(**vars(subprocess) | {"run": _run_forked})  # type: ignore[attr-defined]


def read_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """In this test the process that reads is started as it is for people."""
    monkeypatch.setattr(isolated, "subprocess", subprocess)


def _run_forked(
    command: list[str], *, env: Mapping[str, str], timeout: float, **given: Any
) -> subprocess.CompletedProcess[bytes]:
    if any(os.environ.get(name) != known for name, known in _at_start.items()):
        return subprocess.run(command, env=env, timeout=timeout, **given)
    known = {name: value for name, value in env.items() if name not in HEEDED_AT_START}
    done = run_command(READERS, *command[command.index(isolated.__name__) + 1 :], env=known, timeout=timeout)
    return subprocess.CompletedProcess(command, done.returncode, done.stdout.encode(), done.stderr.encode())


# -- the process that forks, from within ---------------------------------------------------------------------


def _prepare(kind: str) -> None:
    """Read the sheet, and import what commands import when they need it; what is optional may lack."""
    if kind == READERS:
        for name in ("excel", "opendocument", "oldexcel", "htmlgrid", "pdf"):
            importlib.import_module(f"katou_index.reading.{name}")
        gc.freeze()
        return
    for package in ("bot", "katou_index"):
        for found in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
            with contextlib.suppress(ImportError):
                importlib.import_module(found.name)
    keep_work()
    load_year(ROOT / "data" / "r2", load_tables(ROOT / "data"))
    gc.freeze()


def _serve(asked: socket.socket) -> None:
    """Fork for each request, tell how each ended; until nobody is there to ask."""
    ready = selectors.DefaultSelector()
    ready.register(asked, selectors.EVENT_READ)
    while True:
        for key, _ in ready.select():
            if key.fileobj is asked:
                request, files, _, _ = socket.recv_fds(asked, LONGEST_REQUEST, 4)
                if not request:
                    return
                if child := os.fork():
                    told = socket.socket(fileno=files[0])
                    told.sendall(f"{child}\n".encode())
                    ready.register(os.pidfd_open(child), selectors.EVENT_READ, (child, told))
                    for each in files[1:]:
                        os.close(each)
                else:
                    ready.close()
                    asked.close()
                    os.close(files[0])
                    _become(json.loads(request), files[1:])
            else:
                child, told = key.data
                ready.unregister(key.fileobj)
                os.close(key.fd)
                with contextlib.suppress(OSError), told:  # whoever asked may be gone
                    told.sendall(f"{os.waitpid(child, 0)[1]}\n".encode())


def _become(request: dict[str, Any], files: list[int]) -> None:
    """This process is the command from now on."""
    code = 1
    try:
        for number, file in enumerate(files):
            os.dup2(file, number)
        for file in files:
            os.close(file)
        os.closerange(3, 256)
        os.chdir(request["cwd"])
        os.environ.clear()
        os.environ.update(request["env"])
        heed_warnings(os.environ)
        time.tzset()
        with contextlib.suppress(locale.Error):
            locale.setlocale(locale.LC_CTYPE, "")
        text = {"encoding": "utf-8", "closefd": False}
        sys.stdin, sys.stdout = os.fdopen(0, "r", **text), os.fdopen(1, "w", **text)
        sys.stderr = os.fdopen(2, "w", buffering=1, errors="backslashreplace", **text)
        sys.argv = request["argv"]
        sys.path[0] = str(ROOT)
        module, begins = PROGRAMS[sys.argv[0]]
        code = _code_of(getattr(sys.modules[module], begins))
        threading._shutdown()  # type: ignore[attr-defined]  # as Python waits for its threads
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


def heed_warnings(environ: Mapping[str, str]) -> None:
    """What is made of warnings from now on, as Python makes it when it starts in such an environment."""
    for option in filter(None, environ.get("PYTHONWARNINGS", "").split(",")):
        warnings._setoption(option)  # type: ignore[attr-defined]


def _read() -> int:
    """Read one file, as the process does that an import starts."""
    return isolated.main(sys.argv[1:])


def _code_of(main: Callable[[], int]) -> int:
    """What Python makes of a program's end."""
    try:
        return main()
    except SystemExit as ending:
        if isinstance(ending.code, int) or ending.code is None:
            return ending.code or 0
        print(ending.code, file=sys.stderr)
        return 1
    except BaseException:
        traceback.print_exc()
        return 1


if __name__ == "__main__":
    _prepare(sys.argv[2])
    signal.signal(signal.SIGINT, signal.default_int_handler)
    _serve(socket.socket(fileno=int(sys.argv[1])))

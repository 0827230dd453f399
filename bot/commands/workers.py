"""`katou serve --workers N`: the surfaces of `katou serve` in several processes at one address."""

from __future__ import annotations

import os
import tempfile
from typing import TYPE_CHECKING

from bot.commands.wiring import trouble
from bot.wording import chat as say
from katou_index.address import is_address
from katou_index.errors import KatouError

if TYPE_CHECKING:
    from bot.settings import Settings

FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # where processes count together; read when the library is imported


def serve(settings: Settings, lang: str, host: str, port: int, count: int) -> int:
    """Serve until Ctrl-C by so many processes; one that ends is begun anew."""
    folder = os.environ[FOLDER] = _folder(settings)
    from bot.commands import server  # here, as the next: what it loads reads where to count when it is loaded
    from bot.meter import Together
    from bot.surfaces.connections import bound
    from bot.surfaces.http import address_of
    from bot.surfaces.processes import Workers

    together = Together(folder)
    try:
        sockets = bound(host, port)
    except OSError as error:
        together.close()
        raise KatouError(say.cannot_listen(lang, f"{host}:{port}", str(error))) from None
    address = address_of(host, sockets[-1].getsockname()[1])

    def told() -> None:
        print(say.serving_by(lang, address, count), flush=True)

    def ended(process: int, how: str, *, unasked: bool) -> None:
        together.has_ended(process)
        if unasked:
            trouble(say.worker_ended(lang, how))

    workers = Workers(count, sockets, told, ended)
    worker = workers.run()
    if worker is not None:
        return server.serve(settings, lang, host, port, worker)
    together.close()
    return workers.code


def _folder(settings: Settings) -> str:
    """A new folder for a while; beside the state file where the machine has no place for such."""
    try:
        return tempfile.mkdtemp(prefix="katou-")
    except OSError:
        beside = "katou-state.db" if is_address(settings.state) else settings.state
        return tempfile.mkdtemp(prefix="katou-", dir=os.path.dirname(os.path.abspath(beside)))

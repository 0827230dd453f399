"""Another Python with this program.

It is started anew, not forked: of the program it has neither memory nor open files, and of the environment,
where the tokens of the chats stand, only what Python needs to start.
"""

from __future__ import annotations

import os
import sys

# Everything else stays outside, whatever it is called: a list of secrets to hide would never be complete.
INHERITED = frozenset({
    "LANG", "LC_ALL", "LC_CTYPE",  # how the names of files are written
    "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT",  # where a Python finds its own libraries
    "PYTHONHOME", "PYTHONPATH", "PYTHONUSERBASE", "PYTHONNOUSERSITE",  # … and its modules
    "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX",
    "TMPDIR", "TEMP", "TMP",
})  # fmt: skip


def command(module: str, *arguments: str) -> tuple[list[str], dict[str, str]]:
    """The command line that runs a module of ours, and its environment."""
    home = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
    environ = {name: value for name, value in os.environ.items() if name in INHERITED}
    environ["PYTHONPATH"] = os.pathsep.join(filter(None, (home, environ.get("PYTHONPATH"))))
    return [sys.executable, "-P", "-m", module, *arguments], environ

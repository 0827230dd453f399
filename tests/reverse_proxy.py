"""A real nginx in front of the bot, set up as the documents say: their own lines, other ports and files."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.bot_fixtures import ROOT
from tests.ports import PortTakenError, free_port, on_a_free_port

NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
HOW = "nginx is missing: run make setup-programs (Debian: apt-get install nginx)"
PATIENCE = 20.0
# What people write who know nginx and have not read the documents: it hands on no header of its own, and its
# Host is the address behind it.
PLAIN = "location / {\n    proxy_pass http://127.0.0.1:8000;\n}\n"
NEWER = PLAIN.replace("}", '    proxy_http_version 1.1;\n    proxy_set_header Connection "";\n}')
FOLDER = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/errors;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/1; proxy_temp_path {folder}/2; fastcgi_temp_path {folder}/3;
    uwsgi_temp_path {folder}/4; scgi_temp_path {folder}/5;
    {servers}
}}
"""


def snippets(document: str) -> list[str]:
    """The lines for nginx that stand in a document (its name in docs/), block by block."""
    text = (ROOT / "docs" / document).read_text(encoding="utf-8")
    return [block for block in re.findall(r"^```\n(.*?)^```", text, re.M | re.S) if "proxy_pass" in block]


@contextmanager
def in_front(
    folder: Path, behind: int, blocks: Mapping[str, str], passwords: str = ""
) -> Iterator[dict[str, int]]:
    """nginx with one server for each block, before the port `behind`; the ports by the blocks' names.

    `passwords` is the content of the file that `auth_basic_user_file` names.
    """
    assert NGINX, HOW
    (folder / "passwords").write_text(passwords, encoding="utf-8")
    command = [NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "errors")]

    def on(first: int) -> tuple[subprocess.Popen[str], dict[str, int]]:
        ports = dict(zip(blocks, (first, *(free_port() for _ in range(len(blocks) - 1))), strict=True))
        servers = "".join(
            f"server {{ listen 127.0.0.1:{ports[name]};\n{_here(block, folder, behind)} }}\n"
            for name, block in blocks.items()
        )
        (folder / "nginx.conf").write_text(FOLDER.format(folder=folder, servers=servers), encoding="utf-8")
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for port in ports.values():
            _until_it_listens(port, process)
        return process, ports

    process, ports = on_a_free_port(on)
    with process:
        try:
            yield ports
        finally:
            process.terminate()
            try:
                process.wait(PATIENCE)
            finally:
                process.kill()


def _here(block: str, folder: Path, behind: int) -> str:
    moved = block.replace("http://127.0.0.1:8000", f"http://127.0.0.1:{behind}")
    assert moved != block, block
    return re.sub(r"auth_basic_user_file [^;]+;", f"auth_basic_user_file {folder}/passwords;", moved)


def _until_it_listens(port: int, process: subprocess.Popen[str]) -> None:
    """Raises PortTakenError where nginx ended because of it, RuntimeError for any other trouble."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE):
                return
        except OSError as error:
            if process.poll() is None and time.monotonic() < deadline:
                time.sleep(0.02)
                continue
            process.kill()
            said = process.communicate()[0]
            raise (PortTakenError if "in use" in said else RuntimeError)(said) from error

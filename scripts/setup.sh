#!/bin/sh
# Makes .venv and installs the pinned packages into it:  scripts/setup.sh requirements.txt
#
# Takes the first Python of at least 3.11 that can make a virtual environment. Uses uv where it is found
# and falls back to pip, which also knows a company's own pip settings. The stamp in .venv remembers what was
# installed, where, from what: a second run only compares it.
set -eu
cd "$(dirname "$0")/.."
requirements=$1
build=requirements-build.txt # what the project itself is installed with: pinned as everything else
venv=.venv
python=$venv/bin/python

say() { printf '%s\n' "$*" >&2; }

works() { [ -x "$python" ] && "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

state() { # what has to be the same for the set-up to be still good
    pwd
    cksum "$requirements" "$build" pyproject.toml scripts/setup.sh
    readlink -f "$python"
}

find_python() { # $1: what it must be able to import
    for name in python3 python3.14 python3.13 python3.12 python3.11 python; do
        if "$name" -c "import sys; sys.version_info < (3, 11) and sys.exit(1); import $1" >/dev/null 2>&1; then
            command -v "$name"
            return
        fi
    done
    return 1
}

choose_python() {
    if found=$(find_python venv,ensurepip); then return; fi
    if found=$(find_python sys); then
        command -v uv >/dev/null && return
        say "$found に venv がありません。Debian / Ubuntu では sudo apt-get install python3-venv を実行してください。 / $found lacks venv: on Debian or Ubuntu run sudo apt-get install python3-venv."
    else
        say "Python 3.11 以上が見つかりません。入れてから、もう一度実行してください。 / No Python 3.11 or newer was found: install one and run this again."
    fi
    exit 1
}

with_uv() {
    [ -x "$python" ] || uv venv --quiet --python "$found" "$venv" || return
    uv pip install --quiet --compile-bytecode --python "$python" --require-hashes -r "$requirements" -r "$build" &&
        uv pip install --quiet --compile-bytecode --python "$python" --no-build-isolation --no-deps -e .
}

with_pip() {
    "$python" -m pip --version >/dev/null 2>&1 || "$found" -m venv --clear "$venv"
    "$python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$requirements" -r "$build"
    "$python" -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
}

byte_compile() { # quick starts even where Python may not write beside the sources
    "$python" -m compileall -q "$PWD/bot" "$PWD/katou_index" && "$python" -m bot.commands.compiled || :
}

stamp=$venv/katou-$(basename "$requirements" .txt)
if works && [ -x "$venv/bin/katou" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$(state)" ]; then
    byte_compile
    exit 0
fi

choose_python
# A folder that was moved or whose Python is gone cannot be repaired; everything in it can be made again.
if ! works || { [ -e "$stamp" ] && [ "$(head -n 1 "$stamp")" != "$(pwd)" ]; }; then rm -rf "$venv"; fi
say "準備しています（初回は1分ほどかかります）… / Setting up (about a minute the first time) …"
if ! { command -v uv >/dev/null && with_uv; }; then with_pip; fi
byte_compile
state >"$stamp"

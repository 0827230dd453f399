#!/bin/sh
# What the benchmark holds searching against (requirements-bench.txt), in a place of its own (.cache/bench).
set -eu
cd "$(dirname "$0")/.."
place=.cache/bench
python=.venv/bin/python

wanted=$(cksum requirements-bench.txt)
[ "$(cat "$place/installed" 2>/dev/null)" = "$wanted" ] && exit 0
rm -rf "$place"
mkdir -p "$place"
if command -v uv >/dev/null; then
    uv pip install --quiet --python "$python" --target "$place" --require-hashes -r requirements-bench.txt
else
    "$python" -m pip install --quiet --disable-pip-version-check --target "$place" --require-hashes -r requirements-bench.txt
fi
printf '%s\n' "$wanted" >"$place/installed"

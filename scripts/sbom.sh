#!/bin/sh
# What is installed in .venv, with versions and licences: CycloneDX into a file, a line a package on the screen.
#   scripts/sbom.sh [katou-sbom.json [OPTION …]]      options of cyclonedx-py environment
#
# The tool has a place of its own (.cache/sbom): it does not list itself, and nothing of it comes into .venv.
set -eu
cd "$(dirname "$0")/.."
out=${1:-katou-sbom.json}
[ $# = 0 ] || shift
place=.cache/sbom
python=.venv/bin/python

say() { printf '%s\n' "$*" >&2; }

[ -x "$python" ] || {
    say "先に make setup を実行してください。 / Run make setup first."
    exit 1
}

install() {
    rm -rf "$place"
    if command -v uv >/dev/null; then
        uv venv --quiet --python "$python" "$place" &&
            uv pip install --quiet --python "$place/bin/python" --require-hashes -r requirements-sbom.txt
    else
        "$python" -m venv "$place" &&
            "$place/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-sbom.txt
    fi
}

stamp=$place/installed
if [ "$(cat "$stamp" 2>/dev/null)" != "$(cksum requirements-sbom.txt)" ]; then
    install
    cksum requirements-sbom.txt >"$stamp"
fi
"$place/bin/cyclonedx-py" environment --pyproject pyproject.toml --output-reproducible --of JSON \
    --output-file "$out.new" "$@" "$python"
mv "$out.new" "$out"
"$python" scripts/licences.py "$out"

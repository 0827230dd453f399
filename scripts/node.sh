#!/bin/sh
# Installs what the tests run on Node (a Slack emulator, Slack's types, and Node itself) into tests/node:
#   scripts/node.sh
#
# Does nothing while node_modules is newer than the lock file. A bare Debian machine, which is root in its own
# container, gets npm by itself; anywhere else one line tells what is missing.
set -eu
cd "$(dirname "$0")/../tests/node"

say() { printf '%s\n' "$*" >&2; }

has_node() { # looked for where it lies: older npm does not link it into .bin
    set -- node_modules/node-*/bin/node
    [ -x "$1" ]
}

is_current() { has_node && [ node_modules/.package-lock.json -nt package-lock.json ]; }

install_npm() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
    say "npm を入れています … / Installing npm …"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq >&2 && apt-get install -y -qq --no-install-recommends npm >/dev/null
}

if is_current; then exit 0; fi

if ! command -v npm >/dev/null && ! install_npm; then
    say "npm がありません。Debian / Ubuntu では sudo apt-get install npm を実行してください。 / npm is missing: on Debian or Ubuntu run sudo apt-get install npm."
    exit 1
fi

say "テスト用の Node を準備しています … / Setting up Node for the tests …"
npm ci --silent --no-progress || {
    say "tests/node で npm ci に失敗しました。そこで npm ci を実行すると理由が出ます。 / npm ci failed in tests/node: run it there to see why."
    exit 1
}
has_node || {
    say "この機械の Node が tests/node/package.json にありません（$(uname -sm)）。 / tests/node/package.json names no Node for this machine ($(uname -sm))."
    exit 1
}

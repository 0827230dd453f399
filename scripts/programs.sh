#!/bin/sh
# Installs the programs that tests drive: a browser for the page, LibreOffice for sheets that it prints and saves,
# the fonts they show Japanese with, nginx, behind which strangers come, and PostgreSQL:
#   scripts/programs.sh
#
# Does nothing while they are there. A bare Debian machine, which is root in its own container, gets them by
# itself; anywhere else one line tells what is missing, and the tests that need it are skipped (under CI=true
# that is a failure).
set -eu
packages="chromium libreoffice-calc-nogui fonts-noto-cjk fonts-noto-color-emoji nginx postgresql"

say() { printf '%s\n' "$*" >&2; }

missing() {
    for each in $packages; do
        dpkg-query -W -f='${Status}' "$each" 2>/dev/null | grep -q "ok installed" || printf '%s ' "$each"
    done
}

may_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

if ! command -v dpkg-query >/dev/null; then
    command -v chromium >/dev/null && command -v soffice >/dev/null && command -v nginx >/dev/null && command -v initdb >/dev/null && exit 0
    say "chromium、LibreOffice（soffice）、nginx、PostgreSQL（initdb）のどれかがありません。それを使う試験は行いません。 / chromium, LibreOffice (soffice), nginx or PostgreSQL (initdb) is missing: the tests that drive it are skipped."
elif [ -z "$(missing)" ]; then
    exit 0
elif may_install; then
    say "試験用のブラウザー、LibreOffice、nginx、PostgreSQL を入れています … / Installing the browser, LibreOffice, nginx and PostgreSQL for the tests …"
    export DEBIAN_FRONTEND=noninteractive
    mkdir -p /etc/postgresql-common/createcluster.d # the tests start servers of their own
    echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.d/katou.conf
    # shellcheck disable=SC2046,SC2086 - names without blanks
    apt-get update -qq >&2 && apt-get install -y -qq --no-install-recommends $(missing) >/dev/null 2>&1 && exit 0
    say "$(missing)を入れられません。apt-get install $packages を実行すると理由が出ます。 / Could not install them: run apt-get install $packages to see why."
else
    say "$(missing)がありません。Debian / Ubuntu では sudo apt-get install $packages を実行してください。 / Missing: on Debian or Ubuntu run sudo apt-get install $packages."
fi
[ "${CI:-}" != true ]

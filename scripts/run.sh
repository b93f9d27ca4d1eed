#!/usr/bin/env bash
# Starts the product: a home with a demo campus where there is none yet, then web and worker until Ctrl-C.
# BIND=HOST:PORT listens elsewhere. VITRINE_HOME names another home.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/lib.sh

export VITRINE_HOME=${VITRINE_HOME:-$PWD/var}
vitrine=.venv/bin/vitrine
# The demo makes its passwords and tells them once; they are kept beside the demo's data, for its owner's eyes only.
logins=$VITRINE_HOME/demo.txt
unfinished=$VITRINE_HOME/demo.unfinished

# A catalogue in PostgreSQL is a larger installation: nothing is seeded there unasked.
if [ -e "$unfinished" ] || { [ -z "${VITRINE_DATABASE_URL:-}" ] && ! [ -e "$VITRINE_HOME/vitrine.db" ]; }; then
  say "正在准备示范校园,约需一分半钟" "Preparing the demo campus; this takes about a minute and a half"
  (umask 077 && mkdir -p "$VITRINE_HOME" && : >"$unfinished" && : >"$logins")
  "$vitrine" demo >"$logins"
  rm -f "$unfinished"
fi
if [ -s "$logins" ]; then cat "$logins"; fi
exec "$vitrine" up ${BIND:+--bind "$BIND"}

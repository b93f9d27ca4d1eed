#!/usr/bin/env bash
# Resolves the dependencies again and writes the three locks. None of them names an index: where packages come from is
# the installer's own setting. Pass --upgrade to take newer versions than those locked now.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/lib.sh

uv=$(command -v uv || true)
if [ -z "$uv" ]; then
  uv=build/uv/bin/uv
  [ -x "$uv" ] || { python3 -m venv build/uv && build/uv/bin/pip install --quiet uv; }
fi
compile() { "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate "$@"; }

say "正在锁定 Python 依赖" "Locking the Python dependencies"
compile "$@" pyproject.toml requirements/build.in -o requirements/run.lock
compile "$@" -c requirements/run.lock pyproject.toml requirements/build.in --group test -o requirements/test.lock
say "正在锁定前端依赖" "Locking the front-end dependencies"
npm install --package-lock-only --silent
sed -i -z -e 's/,\n      "funding": {[^}]*}//g' -e 's/,\n      "funding": \[[^]]*\]//g' package-lock.json # where authors ask for money: addresses that no install needs
if grep -n '"resolved"' package-lock.json; then
  refuse "package-lock.json 含有下载地址,请检查 .npmrc 是否生效。" "package-lock.json names addresses: see whether .npmrc is in effect."
fi

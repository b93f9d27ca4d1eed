#!/usr/bin/env bash
# Sets up everything that running needs: system packages, .venv, the locked dependencies, the command `vitrine`.
# Safe and quick to run again: a stamp in .venv remembers what was installed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/lib.sh

LOCK=requirements/run.lock
STAMP=.venv/vitrine-run.stamp

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

# Prints the first Python of 3.11 or newer; $PYTHON, where set, is asked first.
find_python() {
  local candidate
  for candidate in ${PYTHON:+"$PYTHON"} python3 python3.13 python3.12 python3.11 python3.14; do
    if is_new_enough "$candidate"; then echo "$candidate" && return; fi
  done
}

missing_packages() {
  local python=$1
  if ! [ -x .venv/bin/python ] && ! "${python:-false}" -c 'import ensurepip, venv' 2>/dev/null; then
    echo python3 python3-venv
  fi
  command -v ffmpeg >/dev/null && command -v ffprobe >/dev/null || echo ffmpeg
  command -v exiftool >/dev/null || echo libimage-exiftool-perl
  has_chinese_font || echo fonts-noto-cjk
}

make_environment() {
  if [ -x .venv/bin/python ] && is_new_enough .venv/bin/python && .venv/bin/python -m pip --version >/dev/null 2>&1; then
    return
  fi
  local python=$1
  [ -n "$python" ] || refuse "需要 Python 3.11 或更新版本,请先安装它(或用 PYTHON=路径 指明)。" \
    "Python 3.11 or newer is needed: install it, or name it with PYTHON=path."
  say "正在创建 Python 环境 .venv" "Making the Python environment .venv"
  "$python" -m venv --clear .venv
}

install_locked() {
  local wanted
  wanted=$(fingerprint "$LOCK" pyproject.toml)
  if has_stamp "$STAMP" "$wanted" && [ -x .venv/bin/vitrine ]; then return; fi
  say "正在安装锁定的依赖,第一次需要几分钟" "Installing the locked dependencies; the first time takes some minutes"
  rm -f "$STAMP"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$LOCK"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
  echo "$wanted" >"$STAMP"
}

python=$(find_python)
read -r -a missing <<<"$(missing_packages "$python" | tr '\n' ' ')"
install_packages "${missing[@]}"
[ -n "$python" ] || python=$(find_python)
make_environment "$python"
install_locked

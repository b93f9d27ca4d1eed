#!/usr/bin/env bash
# Sets up what tests need and runs every check. One failing check does not hide the others; pytest comes last, so that
# its closing line closes the whole. Arguments go to pytest. TEST_WORKERS=N sets how many run at once: three on two cores, as with
# four a browser comes so late that tests of pages that move fail now and then.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/lib.sh
unset PYTHONDONTWRITEBYTECODE  # the tests start Python some hundred times, and each would compile the house anew

LOCK=requirements/test.lock
STAMP=.venv/vitrine-test.stamp
bin=.venv/bin
failed=()
begun=()
told=$(mktemp -d)
trap 'rm -rf "$told"' EXIT

missing_packages() {
  command -v chromium >/dev/null || command -v chromium-browser >/dev/null || echo chromium
  command -v node >/dev/null || echo nodejs
  command -v npm >/dev/null || echo npm
  compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || echo postgresql
}

# The same Chromium without the program of its windows shows the tests' pages for two thirds of the processor's time. Not
# every distribution has it, and not every user may install it: the tests then take the whole one.
install_lighter_browser() {
  local root
  root=$(way_to_root)
  if command -v chromium-headless-shell >/dev/null || ! command -v apt-get >/dev/null || [ "$root" = none ]; then return 0; fi
  say "正在安装轻量的 Chromium" "Installing the lighter Chromium"
  if ! compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null; then refresh_lists "$root"; fi
  apt_install "$root" chromium-headless-shell 2>/dev/null || say "没有,用完整的" "There is none; the whole one does"
}

install_for_tests() {
  local missing wanted
  read -r -a missing <<<"$(missing_packages | tr '\n' ' ')"
  install_packages "${missing[@]}"
  install_lighter_browser
  wanted=$(fingerprint "$LOCK" package-lock.json)
  if has_stamp "$STAMP" "$wanted" && [ -d node_modules/axe-core ]; then return 0; fi
  say "正在安装测试所需的依赖" "Installing what the tests need"
  "$bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$LOCK" &&
    npm ci --silent </dev/null && echo "$wanted" >"$STAMP"
}

# check NAME COMMAND...: begins it beside the others.
check() {
  local name=$1
  shift
  "$@" >"$told/$name" 2>&1 &
  begun+=("$name $!")
}

# Prints what each check said in the order they were begun, and remembers which failed.
settle() {
  local one name status
  for one in "${begun[@]}"; do
    name=${one% *}
    wait "${one#* }"
    status=$?
    printf -- '--- %s\n' "$name"
    cat "$told/$name"
    if [ "$status" -ne 0 ]; then failed+=("$name") && printf 'xx  %s\n' "$name"; fi
  done
}

run_js_tests() {
  local files
  mapfile -t files < <(find tests/js -name '*.test.*js' 2>/dev/null | sort)
  if [ ${#files[@]} -eq 0 ]; then echo "no tests/js yet" && return 0; fi
  node --test "${files[@]}"
}

install_for_tests || refuse "测试所需的软件没有装好,原因见上。" "What the tests need could not be installed; the reason is above."
check ruff "$bin/ruff" check --no-cache --quiet --output-format concise .
check mypy "$bin/mypy"
check lint-imports "$bin/lint-imports"
check translations "$bin/python" scripts/i18n.py --check
check vendor "$bin/python" scripts/vendor.py --check
check reference "$bin/python" scripts/reference.py --check
check third-party "$bin/python" scripts/third_party.py --check
check node run_js_tests
"$bin/python" -m pytest --collect-only -q </dev/null >"$told/collected" 2>&1 &  # compiles the tests once for all workers
settle
wait
if [ ${#failed[@]} -gt 0 ]; then printf 'xx  failed before pytest: %s\n' "${failed[*]}"; fi
"$bin/python" -m pytest -n "${TEST_WORKERS:-3}" --dist loadfile --no-loadscope-reorder "$@" </dev/null || exit 1
[ ${#failed[@]} -eq 0 ]

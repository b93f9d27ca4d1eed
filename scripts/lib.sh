# shellcheck shell=bash
# What the set-up scripts share: two languages, packages of the distribution, stamps. Sourced, never run.

say() { printf '==> %s\n    %s\n' "$1" "$2" >&2; }

refuse() {
  printf 'xx  %s\n    %s\n' "$1" "$2" >&2
  exit 1
}

# Prints the digest of the named files together with this place, because an editable install remembers its folder.
fingerprint() { { pwd; cat -- "$@"; } | sha256sum | cut -d' ' -f1; }

has_stamp() { [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]; }

has_chinese_font() {
  find /usr/share/fonts /usr/local/share/fonts "${HOME:-/root}/.local/share/fonts" -type f \
    \( -iname '*CJK*' -o -iname '*wqy*' -o -iname '*SourceHan*' -o -iname '*LXGW*' \) -print -quit 2>/dev/null | grep -q .
}

# Prints how this user can become root: nothing (already root), "sudo", "sudo -n", or "none".
way_to_root() {
  if [ "$(id -u)" = 0 ]; then echo ""
  elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then echo "sudo -n"
  elif command -v sudo >/dev/null && [ -t 0 ]; then echo "sudo"
  else echo "none"
  fi
}

name_the_command() {
  local become="su -c"
  if command -v sudo >/dev/null; then become="sudo sh -c"; fi
  refuse "缺少系统软件包,而当前用户无权安装。请输入下面这一条命令,然后再运行一次 make:
    $become 'apt-get update && apt-get install -y --no-install-recommends $*'" \
    "System packages are missing and this user may not install them. Type the one command above, then run make again."
}

# Installs packages of the distribution, saying so first. Without root or sudo it names the one command and stops.
install_packages() {
  [ $# -gt 0 ] || return 0
  command -v apt-get >/dev/null ||
    refuse "缺少:$*。这里没有 apt-get,请用本系统的软件包管理器安装后重试。" \
      "Missing: $*. There is no apt-get here: install them with this system's own package manager and try again."
  local root
  root=$(way_to_root)
  [ "$root" != none ] || name_the_command "$@"
  say "正在从发行版安装:$*" "Installing from the distribution: $*"
  # A fresh image has no package lists at all; old lists name packages that are gone, hence the second try.
  if ! compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null; then refresh_lists "$root"; fi
  apt_install "$root" "$@" || { refresh_lists "$root" && apt_install "$root" "$@"; } || name_the_command "$@"
}

refresh_lists() { $1 apt-get update -qq </dev/null; }

apt_install() {
  local root=$1
  shift
  # dpkg names every file it unpacks; what went wrong comes on standard error.
  $root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" </dev/null >/dev/null
}

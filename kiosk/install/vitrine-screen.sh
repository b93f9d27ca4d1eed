#!/bin/bash
# Vitrine 橱窗: makes this machine (Debian 12 or later, Raspberry Pi OS) a screen. Run it as root; run it again to change something.
# 把这台机器变成电子屏。请用 root 运行；要修改时再运行一次即可。
#
#   sudo bash vitrine-screen.sh [--off 23:00-06:30|none] [--restart 04:00] [--flags "..."|none]
#   sudo bash vitrine-screen.sh --remove
#   ROOT=/tmp/try bash vitrine-screen.sh      writes its files below /tmp/try only; installs, enables and starts nothing
#
# It installs Chromium and cage, makes a user without rights, and writes the files that are named at "write" below:
# settings, browser policies, the supervisor, one service. Nothing else on the machine is changed.
set -euo pipefail
umask 022

ADDRESS='@ADDRESS@'            # what the screen shows
ZONE='@ZONE@'                  # the campus's time zone
FINGERPRINT='@FINGERPRINT@'    # SHA-256 of the authority below; empty: the campus's certificate is trusted anyway
OFF='@OFF@'                    # the panel is off between these times; empty: never
RESTART=''                     # a fresh browser each day at this time
FLAGS=''                       # more options of the browser
ROOT=${ROOT:-}
TASK=install
USER_NAME=vitrine-screen
PLACE=/var/lib/vitrine-screen
CONF=/etc/vitrine-screen.conf
UNIT=vitrine-screen.service

say() { printf '%s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }
run() { if [ -n "$ROOT" ]; then say "  (dry run 试运行) $*"; else "$@"; fi; }

# write PATH MODE: keeps standard input there, whole or not at all; leaves what is the same alone
write() {
  local path="$ROOT$1"
  mkdir -p "$(dirname "$path")"
  cat > "$path.new"
  chmod "$2" "$path.new"
  if cmp -s "$path.new" "$path" && [ "$(stat -c %a "$path")" = "$(stat -c %a "$path.new")" ]; then
    rm "$path.new"
  else
    mv "$path.new" "$path"
    say "  $1"
  fi
}

kept() { [ ! -f "$ROOT$CONF" ] || sed -n "s/^$1=//p" "$ROOT$CONF" | tail -n 1; }

is_time() { [[ "$1" =~ ^([01][0-9]|2[0-3]):[0-5][0-9]$ ]]; }

authority() {
  cat <<'PEM'
@AUTHORITY@
PEM
}

arguments() {
  while [ $# -gt 0 ]; do
    case "$1" in
      --off) OFF=${2:?--off 23:00-06:30}; shift 2 ;;
      --restart) RESTART=${2:?--restart 04:00}; shift 2 ;;
      --flags) FLAGS=${2:?--flags "...", or none}; shift 2 ;;
      --remove) TASK=remove; shift ;;
      *) fail "没有这个选项 / no such option: $1" ;;
    esac
  done
  OFF=${OFF:-$(kept OFF)}
  RESTART=${RESTART:-$(kept RESTART)}
  RESTART=${RESTART:-04:00}
  FLAGS=${FLAGS:-$(kept FLAGS)}
  [ "$OFF" != none ] || OFF=''
  [ "$FLAGS" != none ] || FLAGS=''
  [ -z "$OFF" ] || { [[ "$OFF" == *-* ]] && is_time "${OFF%-*}" && is_time "${OFF#*-}"; } || fail "时间应如 23:00-06:30 / write the hours like 23:00-06:30: $OFF"
  is_time "$RESTART" || fail "时间应如 04:00 / write the time like 04:00: $RESTART"
}

check_machine() {
  [ -n "$ROOT" ] || [ "$(id -u)" = 0 ] || fail "请用 root 运行 / run this as root: sudo bash $0"
  [ -n "$ROOT" ] || command -v apt-get > /dev/null || fail "只支持 Debian 和 Raspberry Pi OS / this is for Debian and Raspberry Pi OS"
}

check_authority() {
  [ -n "$FINGERPRINT" ] || return 0
  local found  # without openssl, which a small system may not have yet
  found=$(authority | sed '/-----/d' | base64 -d | sha256sum | cut -c 1-64 | tr a-f A-F | sed 's/../&:/g; s/:$//')
  [ "$found" = "$FINGERPRINT" ] || fail "证书与指纹不符，文件可能被改动过 / the certificate does not fit its fingerprint: this file was altered"
  say "请与服务器上的安装页核对证书指纹 / compare with the set-up page on a computer that you trust:"
  say "  SHA-256 $found"
}

is_there() { [ -z "$ROOT" ] && [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2> /dev/null)" = installed ]; }

# What is there already is let alone, so that hours can be changed on a screen without a network.
install_packages() {
  say "安装软件 / packages"
  local one missing=() browser=chromium
  for one in cage python3 ca-certificates curl libnss3-tools fonts-noto-cjk; do
    is_there "$one" || missing+=("$one")
  done
  if [ ${#missing[@]} -eq 0 ] && (find_browser) > /dev/null 2>&1; then return; fi
  run apt-get update -q
  if [ -z "$ROOT" ] && ! apt-cache show chromium > /dev/null 2>&1; then browser=chromium-browser; fi
  run env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$browser" "${missing[@]}"
  for one in wlr-randr v4l-utils; do  # to switch panels; a machine may do without
    run env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$one" || say "  ($one: -)"
  done
}

find_browser() {
  local one
  for one in chromium chromium-browser google-chrome; do
    command -v "$one" && return 0
  done
  [ -n "$ROOT" ] || fail "没有找到 Chromium / Chromium was not found"
  say /usr/bin/chromium
}

make_user() {
  say "用户 / user"
  if [ -n "$ROOT" ] || ! id "$USER_NAME" > /dev/null 2>&1; then
    run useradd --system --create-home --home-dir "$PLACE" --shell /usr/sbin/nologin "$USER_NAME"
  fi
  local group
  for group in video render input audio; do
    if [ -n "$ROOT" ] || getent group "$group" > /dev/null; then run usermod --append --groups "$group" "$USER_NAME"; fi
  done
}

trust_authority() {
  [ -n "$FINGERPRINT" ] || return 0
  say "信任证书 / trust the certificate"
  authority | write /usr/local/share/ca-certificates/vitrine.crt 644
  run update-ca-certificates
  local store="$PLACE/.pki/nssdb"
  if [ -z "$ROOT" ]; then
    runuser -u "$USER_NAME" -- mkdir -p "$store"
    [ -f "$store/cert9.db" ] || runuser -u "$USER_NAME" -- certutil -d "sql:$store" -N --empty-password
    runuser -u "$USER_NAME" -- certutil -d "sql:$store" -D -n vitrine > /dev/null 2>&1 || true
  fi
  run runuser -u "$USER_NAME" -- certutil -d "sql:$store" -A -n vitrine -t C,, -i /usr/local/share/ca-certificates/vitrine.crt
}

write_files() {
  say "写入文件 / files"
  local browser
  browser=$(find_browser)
  write "$CONF" 644 <<CONF
ADDRESS=$ADDRESS
BROWSER=$browser
PROFILE=$PLACE/browser
OFF=$OFF
RESTART=$RESTART
FLAGS=$FLAGS
CONF
  local folder
  for folder in /etc/chromium /etc/chromium-browser /etc/opt/chrome; do  # Debian, older Raspberry Pi OS, Google's own
    write "$folder/policies/managed/vitrine.json" 644 <<'POLICIES'
@POLICIES@
POLICIES
  done
  write /usr/local/lib/vitrine-screen/supervise.py 644 <<'SUPERVISOR'
@SUPERVISOR@
SUPERVISOR
  write "/etc/systemd/system/$UNIT" 644 <<'SERVICE'
@SERVICE@
SERVICE
  write /etc/systemd/logind.conf.d/vitrine-screen.conf 644 <<'LOGIND'
[Login]
IdleAction=ignore
HandleLidSwitch=ignore
LOGIND
  # The machine's own watchdog, where it has one: a kernel that hangs starts anew.
  write /etc/systemd/system.conf.d/vitrine-screen.conf 644 <<'SYSTEM'
[Manager]
RuntimeWatchdogSec=20s
SYSTEM
}

start() {
  say "启用 / start"
  run timedatectl set-timezone "$ZONE"
  run timedatectl set-ntp true || say "  (NTP: -)"  # certificates are good at the right time only
  run systemctl mask sleep.target suspend.target hibernate.target hybrid-sleep.target
  run systemctl daemon-reload
  run systemctl set-default multi-user.target
  run systemctl enable "$UNIT"
  run systemctl restart "$UNIT"
}

try_server() {
  [ -z "$ROOT" ] || return 0
  local wait=20
  if curl -fsS --max-time "$wait" -o /dev/null "$ADDRESS"; then
    say "服务器可以连接 / the server answers: $ADDRESS"
  else
    say "暂时连不上服务器：请检查网络、本机时间（$(date '+%F %R')）和证书。连上以后屏幕会自动继续。"
    say "The server does not answer yet: see the network, this machine's clock and the certificate. The screen goes on by itself."
  fi
}

remove() {
  run systemctl disable --now "$UNIT" || true
  run systemctl unmask sleep.target suspend.target hibernate.target hybrid-sleep.target
  run systemctl set-default graphical.target
  rm -f "$ROOT$CONF" "$ROOT/etc/systemd/system/$UNIT" "$ROOT"/etc/{chromium,chromium-browser,opt/chrome}/policies/managed/vitrine.json \
    "$ROOT/etc/systemd/logind.conf.d/vitrine-screen.conf" "$ROOT/etc/systemd/system.conf.d/vitrine-screen.conf" \
    "$ROOT/usr/local/share/ca-certificates/vitrine.crt"
  rm -rf "$ROOT/usr/local/lib/vitrine-screen"
  run update-ca-certificates --fresh
  run systemctl daemon-reload
  run systemctl start getty@tty1.service || true
  say "已移除；存储的内容还在 $PLACE，可用 userdel --remove $USER_NAME 删除。"
  say "Removed. What it stored is still in $PLACE; userdel --remove $USER_NAME deletes that."
}

main() {
  arguments "$@"
  check_machine
  if [ "$TASK" = remove ]; then remove; return; fi
  check_authority
  install_packages
  make_user
  trust_authority
  write_files
  start
  try_server
  say "完成。屏上出现八位配对码后，在「电子屏」页面填入。/ Done: type the code that it shows on the page of the screen."
}

main "$@"

#!/bin/sh
# What the tests run against beside the Python environment: Chromium, PostgreSQL, a Redis server. Installed by the means at hand.
set -eu
missing=""
command -v chromium-headless-shell >/dev/null 2>&1 || command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || missing="$missing chromium"
fc-list :lang=zh 2>/dev/null | grep -q . || missing="$missing fonts-noto-cjk"
ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || command -v postgres >/dev/null 2>&1 || missing="$missing postgresql"
command -v redis-server >/dev/null 2>&1 || missing="$missing redis-server"
[ -z "$missing" ] && exit 0
if command -v apt-get >/dev/null 2>&1; then
  sudo=""
  [ "$(id -u)" = 0 ] || sudo="sudo -n"
  echo "installing for the tests:$missing"
  $sudo apt-get update -qq
  # The engine without windows, where it has a package of its own.
  apt-cache show chromium-headless-shell >/dev/null 2>&1 && missing=$(echo "$missing" | sed 's/ chromium/&-headless-shell/')
  # Servers are started by the tests themselves, in folders of their own.
  $sudo env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends $missing >/dev/null
else
  echo "please install for the tests:$missing" >&2
  exit 1
fi

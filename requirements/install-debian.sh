#!/usr/bin/env bash
# Install the packages of debian.txt.  Does nothing when all are there.  Arguments name the packages to install instead.
set -euo pipefail
cd "$(dirname "$0")"
if [ $# -gt 0 ]; then wanted=("$@"); else mapfile -t wanted < <(sed 's/#.*//; s/[[:space:]]*$//; /^$/d' debian.txt); fi

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  echo "install-debian.sh: this is neither Debian nor Ubuntu; install by other means: ${wanted[*]}" >&2
  exit 1
fi
missing=()
for package in "${wanted[@]}"; do
  [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "install-debian.sh: run as root to install: ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi
echo "installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get -qq update
"${as_root[@]}" apt-get -qq install --yes --no-install-recommends "${missing[@]}" >/dev/null

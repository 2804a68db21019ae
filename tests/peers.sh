#!/bin/bash
# Lays out the real peers that the tests talk to under .cache/peers: each package unpacked into a
# folder of its name, never installed, since installing would start the daemons; and Debian's kernel,
# for tests/guests/vm-run. Does nothing twice.
#
#   tests/peers.sh               needs apt's package lists (tests/run.sh fetches them)
#   tests/peers.sh --complete    only tells by its exit status whether all are there
set -euo pipefail
cd "$(dirname "$0")/.."

# What is unpacked; libcli is l2tpns's only library that a plain Debian lacks.
packages='xl2tpd l2tpns libcli1.10 linux-image'
cache=$PWD/.cache/peers

# The kernel's package has its version in its name; another has it as a dependency.
name_of() {
  case $1 in
    linux-image) apt-cache depends linux-image-amd64 | awk '$1 == "Depends:" && $2 ~ /^linux-image/ { print $2 }' ;;
    *) echo "$1" ;;
  esac
}

mkdir -p "$cache"
for package in $packages; do
  [ -d "$cache/$package" ] && continue
  [ "${1:-}" != --complete ] || exit 1
  download=$(mktemp -d)
  chmod 755 "$download"; chown _apt "$download" 2>/dev/null || true   # apt downloads as this user
  (cd "$download" && apt-get download -qq "$(name_of "$package")")
  dpkg-deb -x "$download"/*.deb "$cache/$package.part"
  dpkg-deb -f "$download"/*.deb Version > "$cache/$package.part/version"
  [ "$package" != linux-image ] || depmod -b "$cache/$package.part" "$(ls "$cache/$package.part/lib/modules")"
  mv "$cache/$package.part" "$cache/$package"   # whole or not at all
  rm -rf "$download"
done

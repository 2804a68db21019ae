#!/bin/bash
# From a checkout to a running LNS, on a Debian machine with the .NET 10 SDK, as root.
#
#   deploy/quickstart.sh               build, then run an LNS with config/quickstart.json in the foreground
#   deploy/quickstart.sh --demo        build, then dial an LNS from a LAC, each in a network namespace of its own, show both and
#                                      ping through the tunnel; leaves nothing behind
#   deploy/quickstart.sh --build-only  build; the program is out/concentrator
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1

program=$PWD/out/concentrator
state=/var/lib/concentrator

say() { printf '\n== %s\n' "$*"; }
give_up() { echo "quickstart.sh: $*" >&2; exit 1; }

install_what_is_missing() {
  local missing=() package
  for package in iproute2 iputils-ping; do
    dpkg-query -Wf '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
  done
  [ ${#missing[@]} = 0 ] && return
  say "Installing ${missing[*]}"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" </dev/null >/dev/null
}

build() {
  command -v dotnet >/dev/null || give_up "the .NET 10 SDK is missing (https://dotnet.microsoft.com/download)"
  # Compiled ahead of time where NuGet has the compiler for it; else the program is the same, but slow until it has compiled itself.
  local ahead=(-p:PublishReadyToRun=true -p:UseCurrentRuntimeIdentifier=true -p:SelfContained=false)
  dotnet restore src/Concentrator.Node -v quiet "${ahead[@]}" &>/dev/null || ahead=()
  say "Building out/concentrator${ahead:+, compiled ahead of time}"
  dotnet publish src/Concentrator.Node -c Release -o out -v quiet -nologo "${ahead[@]}"
}

need_root_and_tun() {
  [ "$(id -u)" = 0 ] || give_up "must run as root: it makes network interfaces"
  [ -c /dev/net/tun ] || give_up "/dev/net/tun is missing (modprobe tun)"
}

# --- the LNS in the foreground --------------------------------------------------------------------

run_lns() {
  cat <<TEXT

L2TP network server: UDP port 1701 on every address; the ends of the calls are on interface l2tp0, 10.99.0.1.
Subscribers get an address of 10.99.0.2-254; user "demo", password "demo-secret" (change it in config/quickstart.secrets).
State is kept in $state. Ctrl-C closes all calls and stops the node.

In another terminal:
  out/concentrator show tunnels          also: sessions, pools, history, node; with --json for scripts
  out/concentrator trace --tunnel ID --pcap trace.pcap
To let subscribers out: sysctl net.ipv4.ip_forward=1, and a route back to 10.99.0.0/24 or NAT.

TEXT
  chmod 600 config/quickstart.secrets
  exec "$program" run --config config/quickstart.json --state "$state"
}

# --- LAC and LNS in namespaces --------------------------------------------------------------------

demo() {
  lns_ns=concentrator-lns-$$ lac_ns=concentrator-lac-$$
  temp=$(mktemp -d)
  pids=()
  trap 'status=$?; clean_up "$status"; exit "$status"' EXIT
  trap 'exit 130' INT TERM

  say "Two network namespaces, LNS 192.0.2.1 and LAC 192.0.2.2"
  ip netns add "$lns_ns"
  ip netns add "$lac_ns"
  ip link add veth0 netns "$lns_ns" type veth peer name veth0 netns "$lac_ns"
  for end in "$lns_ns 192.0.2.1" "$lac_ns 192.0.2.2"; do
    read -r ns address <<<"$end"
    ip -n "$ns" link set lo up
    ip -n "$ns" address add "$address/24" dev veth0
    ip -n "$ns" link set veth0 up
  done

  (umask 077; echo demo-secret >"$temp/password")
  cat >"$temp/lac.json" <<JSON
{
  "listen": ["0.0.0.0:1701"],
  "journal": "none",
  "dialers": [
    {
      "name": "demo",
      "lns": ["192.0.2.1"],
      "user": "demo",
      "passwordFile": "$temp/password",
      "interface": "demo0",
      "routes": ["10.99.0.1/32"]
    }
  ]
}
JSON

  start lns "$lns_ns" config/quickstart.json
  start lac "$lac_ns" "$temp/lac.json"

  say "The LAC dials"
  within 30 "the call came up" call_is_up

  for side in lac lns; do
    say "${side^^}: concentrator show tunnels, show sessions"
    "$program" show tunnels --control "$temp/$side/control.sock"
    echo
    "$program" show sessions --control "$temp/$side/control.sock"
  done

  say "Ping from the LAC through the tunnel"
  ip netns exec "$lac_ns" ping -c 3 -i 0.2 -W 5 -I demo0 10.99.0.1

  say "It works. All of it is removed again."
}

# start NAME NAMESPACE CONFIG: runs a node and waits until it serves.
start() {
  mkdir "$temp/$1"
  ip netns exec "$2" "$program" run --config "$3" --state "$temp/$1" >"$temp/$1.log" 2>&1 &
  pids+=($!)
  within 30 "the ${1^^} was ready" grep -q ready "$temp/$1.log"
}

call_is_up() { ip -n "$lac_ns" -4 -o address show dev demo0 2>/dev/null | grep -q 'inet '; }

# within SECONDS WHAT COMMAND...: waits until the command succeeds, as long as all nodes run.
within() {
  local deadline=$((SECONDS + $1)) what=$2 pid
  shift 2
  until "$@"; do
    for pid in "${pids[@]}"; do
      kill -0 "$pid" 2>/dev/null || give_up "a node ended before $what"
    done
    [ $SECONDS -lt $deadline ] || give_up "it took too long until $what"
    sleep 0.1
  done
}

clean_up() {
  trap - EXIT
  if [ "$1" != 0 ]; then
    for log in "$temp"/*.log; do
      [ -e "$log" ] && { say "The end of $(basename "$log")"; tail -n 40 "$log"; } >&2
    done
  fi
  local pid
  for pid in "${pids[@]}"; do
    kill "$pid" 2>/dev/null || true
  done
  wait "${pids[@]}" 2>/dev/null || true
  ip netns delete "$lac_ns" 2>/dev/null || true
  ip netns delete "$lns_ns" 2>/dev/null || true
  rm -rf "$temp"
}

case ${1:-} in
  '') need_root_and_tun; install_what_is_missing; build; run_lns ;;
  --demo) need_root_and_tun; install_what_is_missing; build; demo ;;
  --build-only) build ;;
  *) sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac

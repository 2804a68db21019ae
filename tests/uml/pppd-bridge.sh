#!/bin/bash
# Runs under uml-run: our node with engine "pppd", as LNS of an xl2tpd and as LAC of another.
#
#   pppd-bridge.sh CONCENTRATOR.DLL
#
#   lac 192.0.2.2 ---- 192.0.2.1 node 198.51.100.2 ---- 198.51.100.1 far (203.0.113.1 behind it)
. "$(dirname "$0")/guest.sh"
program=$1
state=/run/node
mkdir -p $state

# --- hosts and their files ------------------------------------------------------------------------

two_hosts lac node
ip netns add far; ip -n far link set lo up; ip -n far addr add 203.0.113.1/32 dev lo
ip link add eth1 netns node type veth peer name eth0 netns far
ip -n node addr add 198.51.100.2/24 dev eth1; ip -n node link set eth1 up
ip -n far addr add 198.51.100.1/24 dev eth0; ip -n far link set eth0 up

# Nobody's pppd finds the hatter's password here but that of "far": it looks for its own name.
ppp_user alice wonderland
echo 'hatter far "rabbit \"hole" *' >> /etc/ppp/pap-secrets
(umask 077; echo '"rabbit \"hole"' > /run/hatter)

for method in pap chap mschap-v2; do
  { printf '%s\n' noauth noccp novj nodefaultroute 'mtu 1400' 'mru 1400' 'user alice' refuse-eap refuse-mschap "ifname $method"
    for other in pap chap mschap-v2; do [ $other = $method ] || echo "refuse-$other"; done
  } > "/run/lac.$method"
done
printf '%s\n' auth require-pap noccp novj nodefaultroute 'name far' 'mtu 1400' 'mru 1400' > /run/far.ppp

cat > /run/node.json <<'JSON'
{
  "listen": ["0.0.0.0:1701"],
  "journal": "none",
  "node": { "name": "node" },
  "tun": { "address": "10.99.0.1" },
  "pools": { "subscribers": { "ranges": ["10.99.0.2-10.99.0.9"] } },
  "lns": [
    { "name": "broken", "match": { "hostNames": ["broken"] }, "pool": "subscribers",
      "ppp": { "engine": "pppd", "pppd": { "path": "/nowhere/pppd" } } },
    { "name": "default", "pool": "subscribers", "ppp": { "engine": "pppd" } }
  ],
  "dialers": [
    { "name": "uplink", "lns": ["198.51.100.1"], "auto": false, "user": "hatter", "passwordFile": "/run/hatter", "routes": ["default"],
      "ppp": { "engine": "pppd" } }
  ]
}
JSON

lac_section() { printf '%s\n' "[lac $1]" 'lns = 192.0.2.1' "hostname = $2" "pppoptfile = /run/lac.$3"; }
{ printf '%s\n' '[global]' 'force userspace = yes'
  lac_section pap lac pap; lac_section chap lac chap; lac_section mschap-v2 lac mschap-v2; lac_section broken broken pap
} | start_xl2tpd lac
xl2tpd_lns far none

concentrator() { on node dotnet "$program" "$@" --control $state/control.sock; }
ip netns exec node dotnet "$program" run --config /run/node.json --state $state > /run/node.log 2>&1 &
node=$!

# --- the cases ------------------------------------------------------------------------------------

answers() { on lac ping -c 3 -i 0.2 -W 10 -I "$1" 10.99.0.1; }
place() { tell_xl2tpd lac "c $1"; until_true 40 has_address lac "$1" 10.99.0 && until_true 20 answers "$1"; }

# Our pppd of the call that has this interface at the lac: by the address that the node has given it.
address_of() { ip -n "$1" -4 -o addr show dev "$2" | sed 's/.* inet \([0-9.]*\).*/\1/'; }
link_to() { ip -n node -o -4 addr show | grep -F " peer $(address_of lac "$1")/" | awk '{ print $2 }'; }
pppd_of() { pgrep -f "pppd .*ifname $(link_to "$1") "; }

starts() { until_true 150 grep -q -e ready: -e error: /run/node.log; grep -q ready: /run/node.log || { cat /run/node.log; return 1; }; }

sessions_are_shown() {
  concentrator show sessions --json > /run/sessions || return
  cat /run/sessions
  local word
  for word in Pap ChapMd5 MsChapV2 alice "$(address_of lac pap)" "$(link_to chap)"; do
    grep -qF "\"$word\"" /run/sessions || { echo "no $word among the sessions"; return 1; }
  done
}

dials() {
  concentrator dial uplink || return
  until_true 60 has_address node uplink 10.9.0 && until_true 20 on node ping -c 1 -W 10 203.0.113.1 &&
    on node ping -c 3 -i 0.2 -W 10 203.0.113.1 || { ip -n node route; ip -n node addr show dev uplink; tail -5 /run/node.log; return 1; }
}

routes_spare_the_lns() { ip -n node route | tee /dev/stderr | grep -q '^198\.51\.100\.1 dev eth1'; }

# The passwords are nowhere on a command line, and their file is gone.
no_secrets() {
  pgrep -f "pppd .*ifname uplink " > /dev/null || { echo "the uplink's pppd is not there"; return 1; }
  local lines; lines=$(cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\0' '\n')
  [[ $lines == *nodetach* && $lines != *rabbit* ]] || { echo "$lines"; return 1; }
  ! ls $state/*.secret
}

# One call's pppd stands still; another call runs at full rate, and a third is set up.
stopped_pppd() {
  local stopped outcome
  tell_xl2tpd lac 'd mschap-v2'; until_true 30 gone lac mschap-v2 || return
  stopped=$(pppd_of pap); kill -STOP "$stopped" || return
  on node iperf3 -s -1 --forceflush -B 10.99.0.1 > /run/iperf3 2>&1 & local server=$!
  until_true 20 grep -q listening /run/iperf3
  on lac iperf3 -c 10.99.0.1 --bind-dev chap -t 10 -J > /run/flow & local flow=$!
  on lac ping -i 0.02 -c 200 -W 1 -s 1300 -q -I pap 10.99.0.1 > /dev/null & local stalled=$!
  place mschap-v2; outcome=$?
  wait $flow; wait $stalled; kill $server 2>/dev/null; wait $server
  kill -CONT "$stopped"
  jq -e '.end.sum_received.bytes > 500000' /run/flow || outcome=1
  [ $outcome = 0 ] && until_true 20 answers pap && jq -r '"\(.end.sum_received.bits_per_second / 1e5 | round / 10) Mbit/s beside it"' /run/flow
}
gone() { ! ip -n "$1" link show dev "$2"; }

# Its call ends with a CDN, and there is room for another.
killed_pppd() {
  local link; link=$(link_to pap)
  kill -KILL "$(pppd_of pap)" || return
  until_true 30 gone lac pap && until_true 30 gone node "$link" && place pap
}

# What cannot start is refused at once; the call's end is in the log of the other side.
broken_pppd() {
  tell_xl2tpd lac 'c broken'
  until_true 40 grep -q 'cannot be started' /run/node.log && until_true 20 grep -q 'Connection closed to 192.0.2.1.*pppd failed' /run/xl2tpd/lac.log
}

history_tells() {
  concentrator show history --json > /run/history || return
  cat /run/history
  grep -qF 'killed by signal 9' /run/history && grep -qF 'cannot be started' /run/history
}

no_zombies() { ! ps -eo stat=,comm= | grep '^Z.*pppd'; }

# Calls are closed properly, and nothing stays behind.
stops() {
  kill -TERM $node; wait $node || return
  until_true 30 no_pppd_of_ours && no_zombies && ! ip -n node -o link show | grep -E ' (ppp[0-9]|uplink)'
}
no_pppd_of_ours() { ! pgrep -f 'pppd .*L2TP_PEER='; }

report pppd-node-starts starts
grep -q ready: /run/node.log || exit
report pppd-pap place pap
report pppd-chap place chap
report pppd-mschapv2 place mschap-v2
report pppd-sessions-are-shown sessions_are_shown
report pppd-lac-dials dials
report pppd-lac-routes-spare-the-lns routes_spare_the_lns
report pppd-no-secrets-on-command-lines no_secrets
report pppd-stopped-hurts-only-its-own-call stopped_pppd
report pppd-killed-ends-its-call killed_pppd
report pppd-that-cannot-start-is-refused broken_pppd
report pppd-history-tells-why history_tells
report pppd-leaves-no-zombie no_zombies
report pppd-node-stops stops
tail -n "${UML_LOG_LINES:-0}" /run/node.log

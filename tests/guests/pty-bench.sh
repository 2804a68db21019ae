#!/bin/bash
# Runs under uml-run: calls that are bridged to a pppd over a pty, by our node and by xl2tpd, side by side in one boot. Each of them
# is put under `concentrator load`, upstream and downstream, with growing numbers of calls.
#
#   pty-bench.sh CONCENTRATOR.DLL [CALLS...]      (default: 1 100 500)
#
# Prints a line of JSON for each run: who, calls, direction, calls set up per second, packets per second sent and received,
# and the seconds of processor time that the daemon itself took for it. GUEST_ROUNDS (1) repeats it all.
#
#   generator 192.0.2.2 ---- 192.0.2.1 lns (the far end of the traffic is the LNS's own address 10.64.0.1)
. "$(dirname "$0")/guest.sh"
program=$1; shift
counts=${*:-1 100 500} rate=${GUEST_RATE:-5000} seconds=${GUEST_SECONDS:-8}

two_hosts lac lns
ip -n lns addr add 10.64.0.1/32 dev lo
ppp_user alice wonderland
printf '%s\n' 'alice * wonderland *' > /run/users; chmod 600 /run/users /etc/ppp/*-secrets
printf '%s\n' auth require-pap noccp novj noipv6 nodefaultroute 'mtu 1400' 'mru 1400' 'name lns' > /run/lns.ppp
sysctl -q -w net.ipv4.conf.all.rp_filter=0 net.core.rmem_max=8388608

# --- who is measured ------------------------------------------------------------------------------

xl2tpd_starts() {
  start_xl2tpd lns < <(printf '%s\n' '[global]' 'force userspace = yes' '[lns default]' 'ip range = 10.64.0.2-10.64.7.254' 'local ip = 10.64.0.1' \
    'hostname = lns.example' 'pppoptfile = /run/lns.ppp')
  daemon=${daemons[lns]}
}
xl2tpd_stops() { stop_xl2tpd lns; }

ours_starts() {
  mkdir -p /run/lns
  cat > /run/lns/concentrator.json <<'NODE'
{
  "listen": ["192.0.2.1:1701"],
  "node": { "logLevel": "warning" },
  "journal": "none",
  "pools": { "lab": { "ranges": ["10.64.0.2-10.64.7.254"] } },
  "secrets": { "pap": "/run/users" },
  "limits": { "callsInSetup": 0 },
  "lns": [{ "name": "lab", "pool": "lab", "ppp": { "engine": "pppd", "localAddress": "10.64.0.1", "authentication": ["pap"] } }]
}
NODE
  start_node lns "$program" || return
  daemon=${nodes[lns]}
}
ours_stops() { stop_node lns; }

# --- a run ----------------------------------------------------------------------------------------

cpu() { awk -v hz="$(getconf CLK_TCK)" '{ print ($14 + $15) / hz }' "/proc/$daemon/stat"; }

# measure WHO CALLS up|down: tunnels of ten calls, as far as there are so many.
measure() {
  local per=$(($2 < 10 ? $2 : 10)) before after
  before=$(cpu)
  on lac dotnet "$program" load 192.0.2.1 --tunnels $(($2 / per)) --sessions $per --in-flight 10 --user alice --password wonderland --auth pap \
    --setup-limit 400 --teardown-limit 120 --echo 0 --hello 0 --behind lns --far-end 10.64.0.1 \
    "--$3" 1400 "--$3-rate" "$rate" --duration "$seconds" --json > /run/load.json 2> /run/load.log
  after=$(cpu)
  jq -c --arg who "$1" --arg way "$3" --argjson cpu "$(awk "BEGIN { print $after - $before }")" \
    '(if $way == "up" then .upstream else .downstream end) as $traffic | { who: $who, calls: .sessions.planned, up: .sessions.up, way: $way,
     setups: .sessions.perSecond, sent: $traffic.sentPerSecond, received: $traffic.receivedPerSecond, mbps: $traffic.mbps, cpu: $cpu }' /run/load.json ||
    { tail -5 /run/load.log; head -c 600 /run/load.json; }
}

for ((round = 0; round < ${GUEST_ROUNDS:-1}; round++)); do
  for calls in $counts; do
    for who in ours xl2tpd; do
      "${who}_starts" || { tail -20 /run/*/*.log; exit 1; }
      for way in up down; do measure $who 1 $way; done > /run/warm-up   # the first packets of our node run code that is not compiled yet
      for way in up down; do measure $who "$calls" $way; until_true 60 eval '! pgrep -x pppd'; done
      "${who}_stops"
    done
  done
done

#!/bin/bash
# Records the golden conversation with the l2tpns that tests/run.sh laid out, in two network namespaces; needs python3.
set -euo pipefail
cd "$(dirname "$0")"
root=$PWD/../../../..
work=$(mktemp -d) lac=golden-lac-$$ lns=golden-lns-$$ started=()
trap 'set +e; kill "${started[@]}"; ip netns del $lac; ip netns del $lns; rm -rf "$work"' EXIT

ip netns add $lac; ip netns add $lns
ip link add eth0 netns $lac type veth peer name eth0 netns $lns
ip -n $lac addr add 192.0.2.2/24 dev eth0; ip -n $lac link set eth0 up
ip -n $lns addr add 192.0.2.1/24 dev eth0; ip -n $lns link set eth0 up; ip -n $lns link set lo up

until_written() { timeout 20 sh -c 'until grep -qs "$1" "$2"; do sleep 0.1; done' - "$1" "$2"; }
ip netns exec $lns python3 l2tpns_lac.py radius > "$work/radius" & started+=($!)
until_written ready "$work/radius"
ip netns exec $lns "$root/tests/l2tpns/run" "$work" > "$work/output" 2>&1 & started+=($!)
until_written 'declaring myself the master' "$work/log"
ip netns exec $lns tcpdump -U --immediate-mode -Z root -i eth0 -w "$work/capture" udp 2> "$work/tcpdump" & started+=($!)
until_written 'listening on' "$work/tcpdump"
ip netns exec $lac python3 l2tpns_lac.py lac

./to-golden.sh "$work/capture" 192.0.2.2 > ../l2tpns-pap.txt <<X
tunnel secret "tunnel-secret", challenges both ways; PAP; IPCP with DNS; echo; ICMP; CDN, StopCCN
LNS: l2tpns $(cat "$root/.cache/peers/l2tpns/version"); LAC: a script (record/l2tpns_lac.py), so only the lines lns>lac are a real peer's
user "alice", password "wonderland"
X

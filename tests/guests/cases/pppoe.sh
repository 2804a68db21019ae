# Sourced by peers.sh: pppd with its PPPoE plugin on the node's Ethernet interfaces, whose sessions the node takes to xl2tpd and pppd as LNS.
#
#   pc eth0 ---- acc0 node 100.64.0.1 ---- 100.64.0.2 isp
#   pc eth1 ---- acc1, as eth2 ---- acc2

# pppoe_lns: the ISP, and the cables.
pppoe_lns() {
  ip netns add isp; ip -n isp link set lo up
  ip link add eth2 netns node type veth peer name eth0 netns isp
  ip -n node addr add 100.64.0.1/24 dev eth2; ip -n node link set eth2 up
  ip -n isp addr add 100.64.0.2/24 dev eth0; ip -n isp link set eth0 up
  ip netns add pc; ip -n pc link set lo up
  local n
  for n in 0 1 2; do
    ip link add acc$n netns node type veth peer name eth$n netns pc
    ip -n node link set acc$n up; ip -n pc link set eth$n up
  done
  printf '%s\n' auth require-chap noccp novj nodefaultroute 'name isp' 'mtu 1400' 'mru 1400' 'lcp-echo-interval 3' 'lcp-echo-failure 3' > /run/isp.ppp
  xl2tpd_lns isp tunnel-secret
  # The node looks for interfaces that there were not.
  logged 0 'serving PPPoE.*' && shows pppoe '.items == []'
}

# pppoe_start PC-INTERFACE USER [PPPD-OPTION...]: pppd begins to dial.
pppoe_start() {
  printf '%s\n' 'plugin pppoe.so' "nic-$1" noauth noccp novj nodefaultroute noipdefault nodetach debug "user $2" "ifname $1-ppp" "${@:3}" > "/run/$1.ppp"
  ip netns exec pc pppd file "/run/$1.ppp" > "/run/$1.pppd.log" 2>&1 &
  daemons[$1]=$!
}

# pppoe_dial PC-INTERFACE USER [PPPD-OPTION...]: ... is given an address of $network, the ISP's by default, and a ping goes through.
pppoe_dial() {
  pppoe_start "$@"
  until_true 90 has_address pc "$1-ppp" "${network:-10.9.0}" && on pc ping -c 3 -i 0.2 -W 10 -I "$1-ppp" "${gateway:-10.9.0.1}" && return
  cat "/run/$1.pppd.log"
  return 1
}

# pppoe_gone PC-INTERFACE: pppd has ended, and nothing is left of the session and its call.
pppoe_gone() {
  until_true 90 has_no_device pc "$1-ppp" && wait "${daemons[$1]}"
  shows pppoe '.items == []' && shows sessions '.items | all(.profile != "isp" and .engine != "switch")'
}

# pppoe_call PC-INTERFACE USER: a whole call that pppd ends.
pppoe_call() {
  local outcome
  pppoe_dial "$1" "$2" && shows pppoe '.items | length == 1 and (.[0] | .state == "established" and .target == "isp" and .rxPackets > 3 and .txPackets > 3)' &&
    ask_node GET pppoe
  outcome=$?
  kill "${daemons[$1]}"
  pppoe_gone "$1" || outcome=1
  grep -E 'PPPoE|PADT|Connection terminated|Modem hangup' "/run/$1.pppd.log"
  return $outcome
}

# The host's pppd says whom it is to the node before there is a call, and to the LNS again, which pays no heed to what a LAC tells it.
pppoe_authenticated() { pppoe_call eth1 alice@example.net && grep -q 'CHAP authentication succeeded' /run/eth1.pppd.log; }

pppoe_unknown_realm() {
  pppoe_start eth1 alice
  until_true 90 grep -q 'Modem hangup' /run/eth1.pppd.log
  local outcome=$?
  kill "${daemons[eth1]}" 2>/dev/null
  pppoe_gone eth1 && return $outcome
}

# The operator closes the call: PADT, upon which pppd ends by itself.
pppoe_closed_by_us() {
  pppoe_dial eth0 alice && ask_node POST "sessions/$(ask_node GET pppoe | jq -r '.items[0] | "\(.tunnelId)/\(.sessionId)"')/close" '{}' &&
    until_true 90 grep -q 'Modem hangup' /run/eth0.pppd.log && pppoe_gone eth0
}

# pppd is killed outright, and its kernel says nothing: the LNS notices that its echoes are not answered.
pppoe_killed() { pppoe_dial eth0 alice && kill -KILL "${daemons[eth0]}" && pppoe_gone eth0; }

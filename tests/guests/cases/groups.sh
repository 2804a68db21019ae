# Sourced by peers.sh: two customers whose networks have the same addresses, each with an xl2tpd and pppd of its own that calls the node.
#
#   lac ---- node, namespace "blue" (10.88.0.1 behind it)
#   far ---- node, namespace "red" (10.89.0.1 behind it)
#   pc ---- node ---- office, namespaces "office-blue" and "office-red", likewise

group_networks() {
  local group
  for group in blue red office-blue office-red; do ip netns add $group; ip -n $group link set lo up; done
  for group in blue office-blue; do ip -n $group addr add 10.88.0.1/32 dev lo; done
  for group in red office-red; do ip -n $group addr add 10.89.0.1/32 dev lo; done
}

# group_dial HOST LNS-ADDRESS GROUP: HOST's xl2tpd calls as GROUP.example.
group_dial() {
  local lns=$2 xl2tpd_global='port = 1704'
  pppd_options "$1" alice
  xl2tpd_lac "$1" tunnel-secret "hostname = $3.example" && tell_xl2tpd "$1" 'c lns'
}

# group_calls ENGINE: a subscriber in either group, by the profile for ENGINE; both have one address and one name at once.
group_calls() {
  local outcome
  group_dial lac 192.0.2.1 "blue-$1" && group_dial farther 198.51.100.2 "red-$1" &&
    until_true 90 has_address lac lac 10.77.0.2 && until_true 90 has_address farther farther 10.77.0.2 &&
    shows sessions "[.items[] | select(.address == \"10.77.0.2\" and .engine == \"$1\" and .user == \"alice\").group] | sort == [\"blue\", \"red\"]" &&
    group_has_interface blue && group_has_interface red &&
    group_reaches lac lac 10.88.0.1 10.89.0.1 10.99.0.1 && group_reaches farther farther 10.89.0.1 10.88.0.1 10.99.0.1
  outcome=$?
  tell_xl2tpd lac 'd lns'; tell_xl2tpd farther 'd lns'
  until_true 90 has_no_device lac lac && until_true 90 has_no_device farther farther && shows sessions '.items | all(.group == null)' &&
    shows pools '[.items[] | select(.group != null).leased] == [0, 0]' || outcome=1
  stop_xl2tpd lac farther
  return $outcome
}

# The filter of this group is no rules, so its calls are refused. (Those that are can be applied outside only: the guest's kernel filters no IP.)
group_closed() {
  local outcome
  shows groups '.items[] | select(.name == "gated") | .filter == "closed"' && group_dial lac 192.0.2.1 gated &&
    until_true 90 grep 'private group "gated" is closed' /run/xl2tpd/lac.log
  outcome=$?
  tell_xl2tpd lac 'd lns'; until_true 90 has_no_device lac lac; shows sessions '.items | all(.group == null)' || outcome=1
  grep 'is closed' /run/xl2tpd/lac.log
  stop_xl2tpd lac
  return $outcome
}

group_has_interface() { ip -n "$1" link show dev "$(ask_node GET sessions | jq -r ".items[] | select(.group == \"$1\").interface")"; }

# group_reaches HOST LINK OWN OTHER...: the LNS, and what is behind its own group, but neither what is behind the other nor the LNS's own network.
group_reaches() {
  local other
  on "$1" ping -c 3 -i 0.2 -W 10 -I "$2" 10.77.0.1 && on "$1" ping -c 3 -i 0.2 -W 10 -I "$2" "$3" || return
  for other in "${@:4}"; do ! on "$1" ping -c 1 -W 1 -I "$2" "$other" || return; done
}

# PPPoE hosts whose group the LAC tells the LNS, one passed through, the other authenticated first.
group_of_hosts() {
  local outcome
  pppoe_start eth0 alice 'pppoe-service blue'; pppoe_start eth1 alice 'pppoe-service red'
  until_true 90 has_address pc eth0-ppp 10.77.0.2 && until_true 90 has_address pc eth1-ppp 10.77.0.2 &&
    asked=office shows sessions '[.items[] | select(.address == "10.77.0.2").group] | sort == ["blue", "red"]' &&
    group_reaches pc eth0-ppp 10.88.0.1 10.89.0.1 10.97.0.1 && group_reaches pc eth1-ppp 10.89.0.1 10.88.0.1 10.97.0.1
  outcome=$?
  kill "${daemons[eth0]}" "${daemons[eth1]}"
  pppoe_gone eth0 && pppoe_gone eth1 && asked=office shows sessions '.items == []' || outcome=1
  return $outcome
}

# Sourced by peers.sh: calls that go on from tunnel to tunnel, with xl2tpd and pppd at both ends, or pppd with its PPPoE plugin at the one.
#
#   lac ---- node ---- far
#   pc ---- node ---- office ---- isp

# switch_dial: xl2tpd calls the node, whose rule for this host name takes the call to another xl2tpd. Nobody but that one's pppd has 203.0.113.1.
switch_dial() {
  pppd_options lac alice
  far_lns && xl2tpd_lac lac tunnel-secret 'hostname = switched.example' && tell_xl2tpd lac 'c lns' &&
    until_true 90 has_address lac lac 10.9.0 && on lac ping -c 3 -i 0.2 -W 10 -I lac 203.0.113.1
}

# far_lns: the xl2tpd of "far", if it does not run yet.
far_lns() {
  [ -z "${daemons[far]:-}" ] || return 0
  printf '%s\n' auth require-pap noccp novj nodefaultroute 'name far' 'mtu 1400' 'mru 1400' > /run/far.ppp
  xl2tpd_lns far tunnel-secret
}

# Each half is shown with the other's ids, and what goes in at one comes out of the other.
switch_is_shown() {
  shows sessions '[.items[] | select(.engine == "switch")] | sort_by(.profile) | length == 2 and (.[0] as $in | .[1] as $out |
    $in.profile == "default" and $out.profile == "far" and $in.switchedWith == "\($out.tunnelId)/\($out.sessionId)" and $out.switchedWith == "\($in.tunnelId)/\($in.sessionId)"
    and $in.rxPackets > 3 and $in.txPackets > 3 and $in.rxPackets == $out.txPackets and $in.txPackets == $out.rxPackets)'
}

# switch_gone: neither half is left, nor pppd at either end.
switch_gone() {
  until_true 90 has_no_device lac lac && until_true 90 has_no_device far ppp0 && shows sessions '.items | all(.engine != "switch")'
}

# switch_call: a call that the LAC's side ends.
switch_call() {
  local outcome
  switch_dial && switch_is_shown
  outcome=$?
  tell_xl2tpd lac 'd lns'
  switch_gone || outcome=1
  stop_xl2tpd lac
  return $outcome
}

# The LNS's pppd ends the call.
switch_hung_up_by_lns() {
  local outcome
  switch_dial && kill "$(pppd_in far)" && switch_gone
  outcome=$?
  stop_xl2tpd lac
  return $outcome
}

# switch_of_host PC-INTERFACE USER [PPPD-OPTION...]: a host's session goes on from the node to the office, and from there to the ISP.
switch_of_host() {
  local outcome
  pppoe_dial "$@" && asked=office shows sessions '.items | any(.state == "established, switched" and .rxPackets > 3 and .txPackets > 3)'
  outcome=$?
  kill "${daemons[$1]}"
  pppoe_gone "$1" && asked=office shows sessions '.items == []' || outcome=1
  return $outcome
}

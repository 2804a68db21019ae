#!/bin/bash
# Runs under uml-run: shows that the guest has what the real-peer cases need, with no part of ours in it.
# A case that fails here is a defect of the rig, and tells so before ours are suspected.
. "$(dirname "$0")/guest.sh"
two_hosts lac lns
ppp_user alice wonderland
printf '%s\n' auth require-chap noccp novj nodefaultroute "mtu 1400" "mru 1400" "name lns" > /run/lns.ppp
printf '%s\n' noauth noccp novj nodefaultroute "mtu 1400" "mru 1400" "user alice" "linkname lac" > /run/lac.ppp

# A call of xl2tpd's to xl2tpd, with a pppd at either end, and a ping through it.
xl2tpd_call() {
  local kernel_l2tp=$1 outcome
  xl2tpd_lns lns tunnel-secret 'challenge = yes' && xl2tpd_lac lac tunnel-secret 'challenge = yes' &&
    tell_xl2tpd lac 'c lns' && until_true 60 has_address lac ppp0 10.9.0 && on lac ping -c 2 -i 0.2 -W 10 10.9.0.1
  outcome=$?
  [ $outcome = 0 ] || tail -n 5 /run/xl2tpd/*.log
  tell_xl2tpd lac 'd lns'; until_true 30 no_ppp || outcome=1
  stop_xl2tpd lac lns
  return $outcome
}
no_ppp() { ! ip -n lac link show dev ppp0 && ! ip -n lns link show dev ppp0; }

report ppp-device test -c /dev/ppp
report kernel-l2tp grep ^l2tp_ppp /proc/modules
report tun-device test -c /dev/net/tun
report xl2tpd-userspace xl2tpd_call no
report xl2tpd-kernel xl2tpd_call yes

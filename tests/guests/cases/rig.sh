# Sourced by peers.sh: what the guest itself can do.

# xl2tpd_call KERNEL: a call of xl2tpd's to xl2tpd, with a pppd at either end, and a ping through it.
xl2tpd_call() {
  local kernel_l2tp=$1 outcome
  two_hosts dialing serving
  printf '%s\n' auth require-chap noccp novj nodefaultroute 'mtu 1400' 'mru 1400' 'name serving' > /run/serving.ppp
  printf '%s\n' noauth noccp novj nodefaultroute 'mtu 1400' 'mru 1400' 'user alice' > /run/dialing.ppp
  xl2tpd_lns serving tunnel-secret 'challenge = yes' && xl2tpd_lac dialing tunnel-secret 'challenge = yes' &&
    tell_xl2tpd dialing 'c lns' && until_true 90 has_address dialing ppp0 10.9.0 && on dialing ping -c 2 -i 0.2 -W 10 10.9.0.1
  outcome=$?
  [ $outcome = 0 ] || tail -n 5 /run/xl2tpd/*.log
  tell_xl2tpd dialing 'd lns'; until_true 90 has_no_device dialing ppp0 && until_true 90 has_no_device serving ppp0 || outcome=1
  stop_xl2tpd dialing serving
  ip netns del dialing; ip netns del serving
  return $outcome
}

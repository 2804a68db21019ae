# Sourced by peers.sh: our node in the place of an xl2tpd, on what `concentrator import` makes of its files.

# A real xl2tpd calls the node, and is called by it.
imported() {
  local outcome
  stop_node node 2>/dev/null
  printf '%s\n' 'require-mschap-v2' 'refuse-pap' 'ms-dns 192.0.2.53' 'asyncmap 0' auth crtscts lock 'mtu 1400' 'mru 1400' 'lcp-echo-interval 30' > /run/node/options.lns
  printf '%s\n' noauth noccp ipcp-accept-local refuse-eap 'mtu 1400' 'mru 1400' 'name alice' 'password wonderland' > /run/node/options.lac
  printf '%s\n' '[global]' 'auth file = /run/node/l2tp-secrets' 'force userspace = yes' 'access control = yes' \
    '[lns clients]' 'lac = 192.0.2.2 - 192.0.2.9' 'ip range = 10.99.0.2-9' 'no ip range = 10.99.0.5' 'local ip = 10.99.0.1' 'hostname = node.example' \
    'challenge = yes' 'require chap = yes' 'require authentication = yes' 'length bit = yes' 'pppoptfile = /run/node/options.lns' \
    '[lac head office]' 'lns = 192.0.2.2' 'challenge = yes' 'redial = yes' 'redial timeout = 2' 'pppoptfile = /run/node/options.lac' > /run/node/xl2tpd.conf
  dotnet "$program" import /run/node/xl2tpd.conf --output /run/node/concentrator.json --chap-secrets /run/node/users --pap-secrets /run/node/none || return
  cat /run/node/concentrator.json
  start_node node "$program" && dial lac alice tunnel-secret 'challenge = yes' && shows_call lac alice MsChapV2
  outcome=$?
  stop_xl2tpd lac
  lns_options require-chap
  xl2tpd_lns lac tunnel-secret 'challenge = yes' && ask_node POST dialers/head-office/dial '{}' && reaches head-office || outcome=1
  stop_xl2tpd lac
  return $outcome
}

# Sourced by peers.sh: xl2tpd and pppd as they come, against our node with the embedded engine, as LNS and as LAC.

# --- clients --------------------------------------------------------------------------------------

# pppd_options HOST USER; $pppd_line, if set, is a line more.
pppd_options() {
  printf '%s\n' noauth noccp novj nodefaultroute 'mtu 1400' 'mru 1400' "user $2" "ifname $1" "${pppd_line:-}" > "/run/$1.ppp"
}

# dial HOST USER SECRET [LINE...]: xl2tpd calls our node, and a ping goes through. LINEs go to [lac lns].
dial() {
  local host=$1 user=$2; shift 2
  pppd_options "$host" "$user"
  xl2tpd_lac "$host" "$@" && tell_xl2tpd "$host" 'c lns' && passes "$host"
}
passes() { until_true 90 has_address "$1" "$1" 10.99.0 && on "$1" ping -c 3 -i 0.2 -W 10 -I "$1" 10.99.0.1; }

# hang_up HOST USER: xl2tpd ends the tunnel; our node frees the session and its address.
hang_up() {
  tell_xl2tpd "$1" 'd lns'
  until_true 90 has_no_device "$1" "$1"
  stop_xl2tpd "$1"
  shows sessions ".items | all(.user != \"$2\")" && shows pools ".items | any(.name == \"subscribers\" and .leased == $(ask_node GET sessions | jq '.items | map(select(.interface == "l2tp0")) | length'))"
}

# client NAME AUTHENTICATION [LINE...]: a whole call of a client whose host name is NAME.example.
client() {
  local name=$1 authentication=$2 outcome; shift 2
  dial lac alice tunnel-secret "hostname = $name.example" "$@" && shows_call lac alice "$authentication"
  outcome=$?
  hang_up lac alice || outcome=1
  return $outcome
}

# shows_call HOST USER AUTHENTICATION: our node tells of the call what HOST's pppd sees, and that packets went both ways.
shows_call() {
  shows sessions "[.items[] | select(.address == \"$(address_of "$1" "$1")\")] | length == 1 and (.[0] | .user == \"$2\" and .authentication == \"$3\"
    and .engine == \"embedded\" and .rxPackets >= 3 and .txPackets >= 3 and .rxBytes > 0 and .txBytes > 0)"
}
address_of() { ip -n "$1" -4 -o addr show dev "$2" | sed 's/.*inet \([0-9.]*\).*/\1/'; }

wrong_tunnel_secret() {
  local before; before=$(log_lines)
  pppd_options lac alice
  xl2tpd_lac lac wrong 'hostname = secret.example' && tell_xl2tpd lac 'c lns' && logged "$before" 'sent StopCCN .*Result Code=4/'
  local outcome=$?
  stop_xl2tpd lac
  return $outcome
}

# The peer finds our answer to its challenge wrong.
wrong_tunnel_secret_at_peer() {
  local before; before=$(log_lines)
  pppd_options lac alice
  xl2tpd_lac lac wrong 'hostname = plain.example' 'challenge = yes' && tell_xl2tpd lac 'c lns' && logged "$before" 'received StopCCN '
  local outcome=$?
  stop_xl2tpd lac
  return $outcome
}

# wrong_password PROFILE [PATTERN]: mallory's; the node's log says PATTERN, and the history why the call ended.
wrong_password() {
  local before; before=$(log_lines)
  pppd_options lac mallory
  xl2tpd_lac lac tunnel-secret "hostname = $1.example" && tell_xl2tpd lac 'c lns' && logged "$before" "${2:-sent CDN }" &&
    shows history ".items | any(.kind == \"session\" and .profile == \"$1\" and (.reason | contains(\"\\\"mallory\\\": wrong password\")) and .user == null and .address == null)"
  local outcome=$?
  hang_up lac mallory || outcome=1
  return $outcome
}

# What two clients behind one NAT look like: one address, two ports, and here the same tunnel id, too, since both
# draw their numbers from the same bytes.
twins() {
  head -c 4096 /dev/urandom > /run/same-bytes
  local xl2tpd_under='/run/twin' xl2tpd_global
  printf '%s\n' '#!/bin/sh' 'mount --bind /run/same-bytes /dev/urandom && exec "$@"' > /run/twin; chmod +x /run/twin
  xl2tpd_global='port = 1702'; dial twin1 bob tunnel-secret &&
    { xl2tpd_global='port = 1703'; dial twin2 bob tunnel-secret; } && passes twin1 && shows_call twin1 bob MsChapV2 && shows_call twin2 bob MsChapV2 &&
    shows tunnels '[.items[] | select(.peer == "192.0.2.2:1702" or .peer == "192.0.2.2:1703")] | length == 2 and .[0].peerTunnelId == .[1].peerTunnelId'
}

# --- through the tunnel ---------------------------------------------------------------------------

whole_packets() { on "$1" ping -c 3 -i 0.2 -W 10 -M do -s 1372 10.99.0.1; }   # 1400 octets, the MTU

# throughput HOST [-R]: one TCP stream for three seconds; the last line is the case's detail.
throughput() {
  on node iperf3 -s -1 --forceflush -B 10.99.0.1 > /run/iperf3 2>&1 & local server=$!
  until_true 90 grep -q listening /run/iperf3 && on "$1" iperf3 -c 10.99.0.1 -t 3 -J $2 > /run/iperf3.json
  kill $server 2>/dev/null; wait $server
  jq -e '.end.sum_received.bytes > 100000' /run/iperf3.json && jq -r '"\(.end.sum_received.bits_per_second / 1e5 | round / 10) Mbit/s"' /run/iperf3.json
}

# --- our LAC --------------------------------------------------------------------------------------

# lns_options [OPTION...]: what pppd asks of our dialers.
lns_options() { printf '%s\n' auth noccp novj nodefaultroute 'mtu 1400' 'mru 1400' 'name lns' "$@" > /run/lac.ppp; }

# dialer NAME PPPD-OPTION: our dialer NAME against xl2tpd as LNS.
dialer() {
  local outcome
  lns_options "$2"
  xl2tpd_lns lac tunnel-secret 'challenge = yes' && ask_node POST "dialers/$1/dial" '{}' && reaches "$1" &&
    shows sessions ".items | any(.interface == \"$1\" and .address != null and .rxPackets >= 3 and .txPackets >= 3)"
  outcome=$?
  ask_node POST "dialers/$1/dial" '{"hangUp":true}'
  until_true 90 has_no_device lac ppp0 && shows sessions ".items | all(.interface != \"$1\")" || outcome=1
  stop_xl2tpd lac
  return $outcome
}
reaches() { until_true 90 has_address node "$1" 10.9.0 && on node ping -c 3 -i 0.2 -W 10 -I "$1" 10.9.0.1; }

# xl2tpd is killed outright; our dialer notices, and is up again when xl2tpd is.
redial() {
  local outcome xl2tpd_global='listen-addr = 192.0.2.3'
  alias_host lac uplink
  cp /run/lac.ppp /run/uplink.ppp
  xl2tpd_lns uplink tunnel-secret && reaches uplink && stop_xl2tpd uplink &&
    shows sessions '.items | all(.interface != "uplink")' && xl2tpd_lns uplink tunnel-secret && reaches uplink
  outcome=$?
  stop_xl2tpd uplink
  return $outcome
}

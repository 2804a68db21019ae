#!/bin/bash
# Runs under uml-run: xl2tpd and pppd as they come, against our node with the embedded engine, as LNS and as LAC.
# One node serves all cases until one of them kills it.
#
#   embedded.sh PROGRAM    the node's concentrator.dll
. "$(dirname "$0")/guest.sh"
program=$1
two_hosts lac node
ip -n lac addr add 192.0.2.3/24 dev eth0
alias_host lac lac2; alias_host lac twin1; alias_host lac twin2

# What pppd knows, on either side, and what our node knows. Only mallory's passwords differ.
ppp_user alice wonderland
printf '%s\n' 'bob * builder *' 'mallory * guess *' | tee -a /etc/ppp/chap-secrets >> /etc/ppp/pap-secrets
mkdir -p /run/node
cp "$(dirname "$0")/embedded.json" /run/node/concentrator.json
printf '%s\n' 'alice * wonderland *' 'bob * builder *' 'mallory * truth *' > /run/node/users
printf '%s\n' '* * tunnel-secret' > /run/node/l2tp-secrets
chmod 600 /run/node/users /run/node/l2tp-secrets /etc/ppp/*-secrets

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
passes() { until_true 60 has_address "$1" "$1" 10.99.0 && on "$1" ping -c 3 -i 0.2 -W 10 -I "$1" 10.99.0.1; }

# hang_up HOST USER: xl2tpd ends the tunnel; our node frees the session and its address.
hang_up() {
  tell_xl2tpd "$1" 'd lns'
  until_true 30 has_no_device "$1" "$1"
  stop_xl2tpd "$1"
  shows sessions ".items | all(.user != \"$2\")" && shows pools ".items[0].leased == $(ask_node GET sessions | jq '.items | map(select(.interface == "l2tp0")) | length')"
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

wrong_password() {
  local before; before=$(log_lines)
  pppd_options lac mallory
  xl2tpd_lac lac tunnel-secret "hostname = $1.example" && tell_xl2tpd lac 'c lns' && logged "$before" 'sent CDN ' &&
    shows history '.items | any(.kind == "session" and (.reason | contains("mallory")) and .user == null and .address == null)'
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

# Our HELLOs are acknowledged and xl2tpd's, one a minute, are answered: both tunnels live on.
hellos() {
  local id
  id=$(ask_node GET tunnels | jq '.items[] | select(.peer == "192.0.2.2:1702").tunnelId') &&
    logged 0 "\[$id\] sent HELLO" && logged 0 "\[$id\] received HELLO" &&
    shows tunnels ".items[] | select(.tunnelId == $id) | .state == \"established\" and .unacknowledged == 0" && passes twin1
}

# Of the tunnels that this host's clients closed nothing is left once their time of retransmission is over, ids included.
ids_freed() { shows tunnels '.items | all(.peer != "192.0.2.2:1701")'; }

# --- through the tunnel ---------------------------------------------------------------------------

whole_packets() { on "$1" ping -c 3 -i 0.2 -W 10 -M do -s 1372 10.99.0.1; }   # 1400 octets, the MTU

# throughput HOST [-R]: one TCP stream for three seconds; the last line is the case's detail.
throughput() {
  on node iperf3 -s -1 --forceflush -B 10.99.0.1 > /run/iperf3 2>&1 & local server=$!
  until_true 20 grep -q listening /run/iperf3 && on "$1" iperf3 -c 10.99.0.1 -t 3 -J $2 > /run/iperf3.json
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
  until_true 30 has_no_device lac ppp0 && shows sessions ".items | all(.interface != \"$1\")" || outcome=1
  stop_xl2tpd lac
  return $outcome
}
reaches() { until_true 60 has_address node "$1" 10.9.0 && on node ping -c 3 -i 0.2 -W 10 -I "$1" 10.9.0.1; }

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

# --- our death ------------------------------------------------------------------------------------

# Our node is killed outright; a client that redials gets its address again, and history reaches back beyond the kill.
# The first free address would be no proof, and twin1 has that one. The cable is out until the journal has been read, for which .NET needs longer in here than xl2tpd needs to come back.
restart() {
  local before outcome xl2tpd_global='max retries = 2' pppd_line='lcp-echo-interval 5 lcp-echo-failure 3'
  dial lac alice tunnel-secret 'hostname = chap.example' 'redial = yes' 'redial timeout = 2' && before=$(address_of lac lac) &&
    [ "$before" != 10.99.0.2 ] && ip -n lac link set eth0 down && kill -KILL "$node" && start_node node "$program" &&
    until_true 180 show history '.items | any(.reason | contains("mallory"))' && ip -n lac link set eth0 up &&
    until_true 180 show sessions '.items | any(.user == "alice")' && passes lac && echo "had $before, has $(address_of lac lac)" &&
    [ "$(address_of lac lac)" = "$before" ]
  outcome=$?
  hang_up lac alice || outcome=1
  return $outcome
}

# --- the cases ------------------------------------------------------------------------------------

report node-starts start_node node "$program"
show node true > /dev/null || exit
report one-address-two-clients twins
report pap client pap Pap
report chap client chap ChapMd5
report mschapv2 client mschapv2 MsChapV2
report tunnel-secret-of-client client plain MsChapV2 'challenge = yes'
report tunnel-secret-of-both client secret ChapMd5 'challenge = yes'
report wrong-tunnel-secret wrong_tunnel_secret
report wrong-tunnel-secret-at-client wrong_tunnel_secret_at_peer
report wrong-password-pap wrong_password pap
report wrong-password-chap wrong_password chap
report wrong-password-mschapv2 wrong_password mschapv2
kernel_l2tp=yes report kernel client chap ChapMd5
kernel_l2tp=yes report kernel-sequenced client sequenced MsChapV2
report length-bit client chap ChapMd5 'length bit = yes'
report whole-packets whole_packets twin2
report throughput-up throughput twin2
report throughput-down throughput twin2 -R
report dialer-pap dialer pap require-pap
report dialer-chap dialer chap require-chap
report dialer-mschapv2 dialer mschapv2 require-mschap-v2
report redial redial
report hellos hellos
report ids-are-freed ids_freed
report restart restart

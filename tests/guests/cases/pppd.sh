# Sourced by peers.sh: engine "pppd", with real pppds at both ends of every call, as LNS of an xl2tpd and as LAC of another.

# pppd_clients: xl2tpd at the lac with a section for each client, whose host name chooses our profile and whose interface has its name.
pppd_clients() {
  { printf '%s\n' '[global]' 'force userspace = yes'
    pppd_client pap pppd alice pap; pppd_client chap pppd alice chap; pppd_client mschapv2 pppd alice mschap-v2; pppd_client bob pppd bob chap
    pppd_client mallory pppd mallory chap; pppd_client carol authenticates carol chap; pppd_client broken broken alice pap
  } | start_xl2tpd lac
}

# pppd_client NAME PROFILE USER METHOD: its section, and its pppd's options.
pppd_client() {
  local other
  printf '%s\n' "[lac $1]" 'lns = 192.0.2.1' "hostname = $2.example" "pppoptfile = /run/client.$1"
  { printf '%s\n' noauth noccp novj nodefaultroute 'mtu 1400' 'mru 1400' "user $3" refuse-eap refuse-mschap "ifname $1"
    for other in pap chap mschap-v2; do [ $other = "$4" ] || echo "refuse-$other"; done
  } > "/run/client.$1"
}

pppd_place() { tell_xl2tpd lac "c $1"; until_true 90 has_address lac "$1" 10.98.0 && until_true 90 pppd_answers "$1"; }
pppd_answers() { on lac ping -c 3 -i 0.2 -W 10 -I "$1" 10.99.0.1; }
pppd_leave() { tell_xl2tpd lac "d $1"; until_true 90 has_no_device lac "$1"; }

# Our pppd of the call that has this interface at the lac: by the address that the node has given it.
pppd_link_to() { ip -n node -o -4 addr show | grep -F " peer $(address_of lac "$1")/" | awk '{ print $2 }'; }
pppd_of() { pgrep -f "pppd .*ifname $(pppd_link_to "$1") "; }

pppd_sessions_are_shown() {
  local client
  for client in pap:Pap chap:ChapMd5 mschapv2:MsChapV2; do
    shows sessions ".items | any(.engine == \"pppd\" and .user == \"alice\" and .authentication == \"${client#*:}\" and
      .address == \"$(address_of lac "${client%:*}")\" and .interface == \"$(pppd_link_to "${client%:*}")\" and .rxPackets >= 3 and .txPackets >= 3)" || return
  done
  shows sessions ".items | any(.address == \"$(address_of lac carol)\")"
}

# Refused by this node, before any pppd is started for it.
pppd_wrong_password() {
  local before; before=$(log_lines)
  tell_xl2tpd lac 'c mallory'
  logged "$before" 'sent CDN ' && shows history '.items | any(.kind == "session" and .profile == "pppd" and (.reason | contains("mallory")))'
}

pppd_dials() {
  far_lns && ask_node POST dialers/far/dial '{}' && until_true 90 has_address node far 10.9.0 && until_true 90 on node ping -c 1 -W 10 203.0.113.1 &&
    on node ping -c 3 -i 0.2 -W 10 203.0.113.1 || { ip -n node route; ip -n node addr show dev far; return 1; }
}

pppd_routes_spare_the_lns() { ip -n node route | tee /dev/stderr | grep -q '^198\.51\.100\.1 dev eth1'; }

# The passwords are nowhere on a command line, and their file is gone.
pppd_no_secrets() {
  pgrep -f "pppd .*ifname far " > /dev/null || { echo "the dialer's pppd is not there"; return 1; }
  local lines; lines=$(cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\0' '\n')
  [[ $lines == *nodetach* && $lines != *rabbit* ]] || { echo "$lines"; return 1; }
  ! ls /run/node/*.secret
}

# One call's pppd stands still; another call runs at full rate, and a third is set up.
pppd_stopped() {
  local stopped outcome
  pppd_leave mschapv2 || return
  stopped=$(pppd_of pap); kill -STOP "$stopped" || return
  on node iperf3 -s -1 --forceflush -B 10.99.0.1 > /run/iperf3 2>&1 & local server=$!
  until_true 90 grep -q listening /run/iperf3
  on lac iperf3 -c 10.99.0.1 --bind-dev chap -t 10 -J > /run/flow & local flow=$!
  on lac ping -i 0.02 -c 200 -W 1 -s 1300 -q -I pap 10.99.0.1 > /dev/null & local stalled=$!
  pppd_place mschapv2; outcome=$?
  wait $flow; wait $stalled; kill $server 2>/dev/null; wait $server
  kill -CONT "$stopped"
  jq -e '.end.sum_received.bytes > 500000' /run/flow || outcome=1
  [ $outcome = 0 ] && until_true 90 pppd_answers pap && jq -r '"\(.end.sum_received.bits_per_second / 1e5 | round / 10) Mbit/s beside it"' /run/flow
}

# Its call ends with a CDN, and there is room for another.
pppd_killed() {
  local link; link=$(pppd_link_to pap)
  kill -KILL "$(pppd_of pap)" || return
  until_true 90 has_no_device lac pap && until_true 90 has_no_device node "$link" && pppd_place pap
}

# Bob comes back to the address that he had, though a lower one is free.
pppd_same_address() {
  local before
  pppd_place bob && before=$(address_of lac bob) && pppd_leave chap && pppd_leave bob && pppd_place bob || return
  echo "had $before, has $(address_of lac bob)"
  [ "$(address_of lac bob)" = "$before" ]
}

# What cannot start is refused at once; the call's end is in the log of the other side.
pppd_broken() {
  tell_xl2tpd lac 'c broken'
  logged 0 'cannot be started' && until_true 90 grep -q 'Connection closed to 192.0.2.1.*pppd failed' /run/xl2tpd/lac.log
}

pppd_history_tells() { shows history '.items | any(.reason | contains("killed by signal 9")) and any(.reason | contains("cannot be started"))'; }

# The clients hang up, and we do: no process, no address and no session is left.
pppd_hang_up() {
  local client
  for client in pap chap mschapv2 bob carol; do pppd_leave $client || return; done
  ask_node POST dialers/far/dial '{"hangUp":true}' && until_true 90 no_pppd_of_ours && no_zombies &&
    shows sessions '.items | all(.engine != "pppd")' && shows pools '.items | any(.name == "bridged" and .leased == 0)' || return
  stop_xl2tpd lac
}
no_pppd_of_ours() { ! pgrep -f 'pppd .*L2TP_PEER='; }
no_zombies() { ! ps -eo stat=,comm= | grep '^Z.*pppd'; }

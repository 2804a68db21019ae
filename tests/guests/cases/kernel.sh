# Sourced by kernel.sh: xl2tpd and pppd as they come, against our node with the kernel plane.

# kernel_has PATTERN: whether a line of the kernel's list of tunnels and sessions matches.
in_kernel() { on node cat /proc/net/pppol2tp; }
kernel_has() { in_kernel | grep -qE "$1"; }

# No session is in the kernel, but for the one by which each tunnel is known, and no interface.
kernel_is_empty() { ! kernel_has "^ +SESSION '[^']*/[1-9]" && ! ip -n node -o link | grep -q ': ppp'; }

# kernel_client NAME: a whole call of a client whose host name is NAME.example; the kernel has it, and tells what it carried.
kernel_client() {
  local outcome
  dial lac alice tunnel-secret "hostname = $1.example" && in_kernel && ip -n node -s addr && shows_call lac alice MsChapV2 &&
    shows sessions '.items | all(.interface | startswith("ppp"))' && kernel_has "^ +SESSION '[^']*/[1-9]" && on node ping -c 3 -i 0.2 -W 10 "$(address_of lac lac)"
  outcome=$?
  hang_up lac alice || outcome=1
  until_true 90 kernel_is_empty || { in_kernel; ip -n node link; outcome=1; }
  return $outcome
}

# A rate is kept in user space.
limited() {
  local outcome
  dial lac alice tunnel-secret 'hostname = limited.example' && shows sessions '.items | all(.interface == "l2tp0")' && kernel_is_empty
  outcome=$?
  hang_up lac alice || outcome=1
  return $outcome
}

# kernel_dialer NAME: our LAC, by either engine.
kernel_dialer() { dialer "$1" require-chap && until_true 90 kernel_is_empty; }

# A pppd of ours speaks with xl2tpd's over the kernel's session, past our node, and tells it what came of that.
kernel_pppd() {
  local outcome
  dial lac alice tunnel-secret 'hostname = authenticates.example' && in_kernel && kernel_has "^ +SESSION '[^']*/[1-9]" &&
    shows sessions ".items | length == 1 and (.[0] | .engine == \"pppd\" and .user == \"alice\" and .address == \"$(address_of lac lac)\"
      and (.interface | startswith(\"ppp\")) and .rxPackets >= 3 and .txPackets >= 3 and .rxBytes >= 252 and .txBytes >= 252)"
  outcome=$?
  hang_up lac alice || outcome=1
  until_true 90 kernel_is_empty && ! pgrep -x pppd || outcome=1
  shows history '.items | any(.kind == "session" and .profile == "authenticates" and .user == "alice" and .rxBytes >= 252)' || outcome=1
  return $outcome
}

# load_calls ADDRESS TUNNELS CALLS: so many calls in each tunnel, all of them from one port, so that the kernel can know one of the tunnels: the calls of others
# are served in user space, and none is taken for another.
load_calls() {
  local outcome=0
  on lac dotnet "$program" load "$1" --tunnels "$2" --sessions "$3" --secret tunnel-secret --user alice --password wonderland --auth chap --in-flight 10 --setup-limit 60 \
    --up 256 --down 256 --up-rate 400 --down-rate 400 --duration 5 --far-end 10.99.0.1 --behind node --hold 15 --json > /run/load.json & local load=$!
  until_true 120 show sessions "[.items[] | select(.interface | startswith(\"ppp\"))] | length == $3" &&
    [ "$(in_kernel | grep -c "^ *SESSION '[^']*/[1-9]")" = "$3" ] && show sessions ".items | length == $2 * $3" > /dev/null || outcome=1
  wait $load || outcome=1
  cat /run/load.json
  jq -e ".sessions.up == $2 * $3 and .sessions.lost == 0 and (.upstream, .downstream | .received > 1000 and .lost <= .sent / 50 and .strangers == 0)" /run/load.json || outcome=1
  until_true 90 show sessions '.items == []' && until_true 90 kernel_is_empty || outcome=1
  return $outcome
}

# One TCP stream each way through our node, and in turns with it through an xl2tpd on a host of its own (GUEST_STREAMS of each); the last line is the case's detail.
kernel_throughput() {
  local i way outcome=0
  two_hosts dialing serving
  lns_options require-mschap-v2; mv /run/lac.ppp /run/serving.ppp
  pppd_options dialing alice
  dial lac alice tunnel-secret 'hostname = default.example' && xl2tpd_lns serving tunnel-secret && xl2tpd_lac dialing tunnel-secret &&
    tell_xl2tpd dialing 'c lns' && until_true 90 has_address dialing dialing 10.9.0 || outcome=1
  [ $outcome = 1 ] || for i in $(seq "${GUEST_STREAMS:-1}"); do
    for way in '' -R; do
      stream node lac 10.99.0.1 $way >> "/run/ours$way"; stream serving dialing 10.9.0.1 $way >> "/run/theirs$way"
    done
  done
  tell_xl2tpd dialing 'd lns'; until_true 90 has_no_device dialing dialing; stop_xl2tpd dialing serving
  hang_up lac alice || outcome=1
  echo "up $(median /run/ours), xl2tpd $(median /run/theirs); down $(median /run/ours-R), xl2tpd $(median /run/theirs-R) Mbit/s"
  [ $outcome = 0 ] && [ "$(median /run/ours)" -gt 0 ] && [ "$(median /run/ours-R)" -gt 0 ]
}

# stream SERVER CLIENT ADDRESS [-R]: Mbit/s of one TCP stream of two seconds.
stream() {
  on "$1" iperf3 -s -1 --forceflush -B "$3" > /run/iperf3 2>&1 & local server=$!
  until_true 90 grep -q listening /run/iperf3 && on "$2" iperf3 -c "$3" -t 2 -J $4 > /run/iperf3.json
  kill $server 2>/dev/null; wait $server
  jq '.end.sum_received.bits_per_second / 1e6 | floor' /run/iperf3.json
}
median() { sort -n "$1" | sed -n "$((${GUEST_STREAMS:-1} / 2 + 1))p"; }

# Our node is killed outright: its pppd, on whose terminal it hangs up, ends too, and the kernel has nothing of it left.
kernel_killed() {
  dial lac alice tunnel-secret 'hostname = authenticates.example' && kill -KILL "${nodes[node]}"
  tell_xl2tpd lac 'd lns'; until_true 90 has_no_device lac lac; stop_xl2tpd lac
  until_true 90 kernel_is_empty && ! kernel_has "^TUNNEL '"
}

# A tunnel whose socket the kernel has made outlives its maker. One on our port is removed when a node starts, and calls come there again; others stay.
kernel_left_over() {
  local log outcome
  log=$(log_lines); left_over 4711 1701 && left_over 4712 1702 && start_node node "$program" && logged "$log" 'kernel tunnel 4711 on 192.0.2.1:1701 .* removed' &&
    [ "$(kernel_tunnels)" = 'Tunnel 4712' ] && kernel_client default
  outcome=$?
  kernel_tunnels; ip -n node l2tp del tunnel tunnel_id 4712
  return $outcome
}

# left_over ID PORT: a tunnel from that port of the node's.
left_over() { ip -n node l2tp add tunnel tunnel_id "$1" peer_tunnel_id "$1" encap udp local 192.0.2.1 remote 192.0.2.2 udp_sport "$2" udp_dport 1701; }
kernel_tunnels() { ip -n node l2tp show tunnel | grep -o '^Tunnel [0-9]*'; }

# SIGTERM ends calls properly, and nothing stays behind.
kernel_stops() {
  dial lac alice tunnel-secret 'hostname = default.example' || return
  stop_node node || return
  until_true 90 kernel_is_empty && until_true 90 has_no_device lac lac && has_no_device node l2tp0 && stop_xl2tpd lac
}

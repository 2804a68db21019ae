# Sourced by kernel.sh: xl2tpd and pppd as they come, against our node with the kernel plane.

# kernel_has PATTERN: whether a line of the kernel's list of tunnels and sessions matches.
in_kernel() { on node cat /proc/net/pppol2tp; }
kernel_has() { in_kernel | grep -qE "$1"; }

# No session is in the kernel, but for the one by which each tunnel is known, and no interface.
kernel_is_empty() { ! kernel_has "^ +SESSION '.*/[1-9]" && ! ip -n node -o link | grep -q ': ppp'; }

# kernel_client NAME: a whole call of a client whose host name is NAME.example; the kernel has it, and tells what it carried.
kernel_client() {
  local outcome
  dial lac alice tunnel-secret "hostname = $1.example" && in_kernel && ip -n node -s addr && shows_call lac alice MsChapV2 &&
    shows sessions '.items | all(.interface | startswith("ppp"))' && kernel_has "^ +SESSION '.*/[1-9]" && on node ping -c 3 -i 0.2 -W 10 "$(address_of lac lac)"
  outcome=$?
  hang_up lac alice || outcome=1
  until_true 30 kernel_is_empty || { in_kernel; ip -n node link; outcome=1; }
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
kernel_dialer() { dialer "$1" require-chap && until_true 30 kernel_is_empty; }

# A pppd of ours speaks with xl2tpd's over the kernel's session, past our node, and tells it what came of that.
kernel_pppd() {
  local outcome
  dial lac alice tunnel-secret 'hostname = authenticates.example' && in_kernel && kernel_has "^ +SESSION '.*/[1-9]" &&
    shows sessions ".items | length == 1 and (.[0] | .engine == \"pppd\" and .user == \"alice\" and .address == \"$(address_of lac lac)\"
      and (.interface | startswith(\"ppp\")) and .rxPackets >= 3 and .txPackets >= 3 and .rxBytes >= 252 and .txBytes >= 252)"
  outcome=$?
  hang_up lac alice || outcome=1
  until_true 30 kernel_is_empty && ! pgrep -x pppd || outcome=1
  shows history '.items | any(.kind == "session" and .profile == "authenticates" and .user == "alice" and .rxBytes >= 252)' || outcome=1
  return $outcome
}

# Ten calls in one tunnel, each with an interface of its own; packets find their way to each.
many_calls() {
  local i address outcome=0
  pppd_options lac alice; sed -i /ifname/d /run/lac.ppp
  xl2tpd_lac lac tunnel-secret || return
  for i in {1..10}; do
    tell_xl2tpd lac 'c lns'; until_true 60 show sessions "[.items[] | select(.interface | startswith(\"ppp\"))] | length == $i" || outcome=1
  done
  for address in $(ask_node GET sessions | jq -r '.items[].address'); do on node ping -c 1 -W 10 "$address" || outcome=1; done
  [ "$(ip -n node -o link | grep -c ': ppp')" = 10 ] && shows sessions '[.items[] | select(.rxPackets > 0 and .txPackets > 0)] | length == 10' || outcome=1
  tell_xl2tpd lac 'd lns'
  until_true 60 show sessions '.items == []' && until_true 30 kernel_is_empty || outcome=1
  stop_xl2tpd lac
  return $outcome
}

# One TCP stream each way through our node, and in the same boot through xl2tpd and pppd in its place; the last line is the case's detail.
kernel_throughput() {
  local ours_up ours_down theirs_up theirs_down
  dial lac alice tunnel-secret 'hostname = default.example' && ours_up=$(stream node lac 10.99.0.1) && ours_down=$(stream node lac 10.99.0.1 -R) && hang_up lac alice || return
  stop_node node
  lns_options require-mschap-v2; cp /run/lac.ppp /run/node.ppp
  pppd_options lac alice
  xl2tpd_lns node tunnel-secret 'challenge = yes' && xl2tpd_lac lac tunnel-secret && tell_xl2tpd lac 'c lns' && until_true 60 has_address lac lac 10.9.0 &&
    theirs_up=$(stream node lac 10.9.0.1) && theirs_down=$(stream node lac 10.9.0.1 -R)
  tell_xl2tpd lac 'd lns'; until_true 30 has_no_device lac lac; stop_xl2tpd lac node
  start_node node "$program" && echo "up $ours_up, xl2tpd $theirs_up; down $ours_down, xl2tpd $theirs_down Mbit/s" &&
    [ "$ours_up" -ge $((theirs_up * 9 / 10)) ] && [ "$ours_down" -ge $((theirs_down * 9 / 10)) ]
}

# stream SERVER CLIENT ADDRESS [-R]: the median of five TCP streams of two seconds, in Mbit/s.
stream() {
  local i
  for i in 1 2 3 4 5; do
    on "$1" iperf3 -s -1 --forceflush -B "$3" > /run/iperf3 2>&1 & local server=$!
    until_true 20 grep -q listening /run/iperf3 && on "$2" iperf3 -c "$3" -t 2 -J $4 > /run/iperf3.json
    kill $server 2>/dev/null; wait $server
    jq '.end.sum_received.bits_per_second / 1e6 | floor' /run/iperf3.json
  done | sort -n | sed -n 3p
}

# Our node is killed outright: the kernel has nothing of it left, and serves the next one.
kernel_killed() {
  local outcome
  dial lac alice tunnel-secret 'hostname = default.example' && kill -KILL "${nodes[node]}"
  tell_xl2tpd lac 'd lns'; stop_xl2tpd lac
  until_true 30 kernel_is_empty && ! kernel_has '^TUNNEL .tunl' && start_node node "$program" && kernel_client default
}

# SIGTERM ends calls properly, and nothing stays behind.
kernel_stops() {
  dial lac alice tunnel-secret 'hostname = default.example' || return
  stop_node node || return
  until_true 30 kernel_is_empty && until_true 30 has_no_device lac lac && has_no_device node l2tp0 && stop_xl2tpd lac
}

# Sourced by peers.sh: how tunnels last, and how the node ends.

# Our HELLOs are acknowledged and xl2tpd's, one a minute, are answered: both tunnels live on.
hellos() {
  local id
  id=$(ask_node GET tunnels | jq '.items[] | select(.peer == "192.0.2.2:1702").tunnelId') &&
    logged 0 "\[$id\] sent HELLO" && logged 0 "\[$id\] received HELLO" &&
    shows tunnels ".items[] | select(.tunnelId == $id) | .state == \"established\" and .unacknowledged == 0" && passes twin1
}

# Of the tunnels that this host's clients closed nothing is left once their time of retransmission is over, ids included.
ids_freed() { shows tunnels '.items | all(.peer != "192.0.2.2:1701")'; }

# Our node is killed outright; a client that redials gets its address again, and history reaches back beyond the kill.
# The first free address would be no proof, and twin1 has that one. The cable is out until the journal has been read, for which .NET needs longer in here than xl2tpd needs to come back.
restart() {
  local before outcome xl2tpd_global='max retries = 2' pppd_line='lcp-echo-interval 5 lcp-echo-failure 3'
  dial lac alice tunnel-secret 'hostname = chap.example' 'redial = yes' 'redial timeout = 2' && before=$(address_of lac lac) &&
    [ "$before" != 10.99.0.2 ] && ip -n lac link set eth0 down && kill -KILL "${nodes[node]}" && start_node node "$program" &&
    until_true 180 show 'history?last=1000' '.items | any(.reason | contains("mallory"))' && ip -n lac link set eth0 up &&
    until_true 180 show sessions '.items | any(.user == "alice")' && passes lac && echo "had $before, has $(address_of lac lac)" &&
    [ "$(address_of lac lac)" = "$before" ]
  outcome=$?
  hang_up lac alice || outcome=1
  return $outcome
}

# SIGTERM closes calls of both engines properly, and nothing stays behind.
stops() {
  pppd_clients && pppd_place pap && pppd_dials || return
  stop_node node || return
  until_true 90 no_pppd_of_ours && no_zombies && ! ip -n node -o link show | grep -E ': (ppp[0-9]|far|l2tp0)' && until_true 90 has_no_device lac pap && stop_xl2tpd lac far
}

# Sourced by peers.sh: a host's pppd proves itself to our LAC by PPPoE; what it sees of LCP once our LNS has the call is for that to say (docs/proxy.md).
# It dials on $interface. Two captures of one clock say what came when: one of the host's Ethernet, one of the tunnel.
interface=eth1

# capture HOST INTERFACE FILTER: begins one, in /run/HOST.pcap.
declare -A captures   # host -> pid of its tcpdump
capture() {
  ip netns exec "$1" tcpdump -n -U -i "$2" -w "/run/$1.pcap" "$3" 2> "/run/$1.tcpdump.log" &
  captures[$1]=$!
  until_true 90 grep -q 'listening on' "/run/$1.tcpdump.log"
}

# captured HOST PATTERN: when each of its packets passed that look so, in seconds.
captured() { tcpdump -n -tt -r "/run/$1.pcap" 2> /dev/null | grep -E "$2" | cut -d ' ' -f 1; }

# proxy_call REALM METHOD NETWORK [PPPD-OPTION...]: a whole call of alice@REALM, who gets an address of the office's NETWORK.
proxy_call() {
  local user=alice@$1 method=$2 outcome
  capture pc "$interface" pppoes && capture node eth3 'udp port 1701' || return
  network=$3 gateway=10.97.0.1 pppoe_dial "$interface" "$user" "${@:4}" &&
    asked=office shows sessions ".items | length == 1 and (.[0] | .user == \"$user\" and .authentication == \"$method\" and .rxPackets >= 3 and .txPackets >= 3)"
  outcome=$?
  kill "${daemons[$interface]}"
  pppoe_gone "$interface" && asked=office shows sessions '.items == []' || outcome=1
  kill -INT "${captures[@]}"; wait "${captures[@]}"
  grep -E 'LCP ConfReq|CHAP|PAP' "/run/$interface.pppd.log"
  return $outcome
}

# proxy_configure_requests WHEN: how many of LCP's Configure-Requests, of either side, passed the host's interface "before" or "after" the call's ICCN.
proxy_configure_requests() {
  local iccn; iccn=$(captured node 'MSGTYPE\(ICCN\)' | head -1)      # what follows are retransmissions of it
  [ -n "$iccn" ] || return
  captured pc 'LCP, Conf-Request' | awk -v iccn="$iccn" -v when="$1" '($1 > iccn) == (when == "after")' | wc -l
}

# proxy_taken REALM METHOD NETWORK PROOF ANSWER [PPPD-OPTION...]: no LCP once the LNS has the call; the one PROOF has its one ANSWER, of the same identifier.
proxy_taken() {
  local proof=$4 answer=$5
  proxy_call "$1" "$2" "$3" "${@:6}" || return
  local before after; before=$(proxy_configure_requests before) after=$(proxy_configure_requests after)
  [ "$before" -ge 2 ] && [ "$after" = 0 ] || { echo "Configure-Requests before the ICCN: $before, after it: $after"; return 1; }
  local asked; asked=$(grep -o "sent \[$proof id=0x[0-9a-f]*" "/run/$interface.pppd.log" | sort -u | sed 's/.*id=//')
  [ "$(grep -o "rcvd \[$answer id=0x[0-9a-f]*" "/run/$interface.pppd.log" | sed 's/.*id=//')" = "$asked" ] || { echo "not one $answer $asked"; return 1; }
  echo "$before Configure-Requests before the ICCN, none after it; $answer $asked"
}

# proxy_anew REALM METHOD NETWORK [PPPD-OPTION...]: LCP begins anew, on both sides.
proxy_anew() {
  proxy_call "$@" || return
  local after; after=$(proxy_configure_requests after)
  [ "$after" -ge 2 ] && echo "$after Configure-Requests after the ICCN"
}

# proxy_renegotiated REALM METHOD NETWORK [PPPD-OPTION...]: ... but the one proof is enough, and pppd, which therefore does not wait for a verdict on it, need not
# ask for its address twice.
proxy_renegotiated() {
  proxy_anew "$@" || return
  local log=/run/$interface.pppd.log
  [ "$(grep -c 'rcvd \[CHAP Challenge' "$log")" = 1 ] && [ "$(grep -c 'sent \[IPCP ConfReq id=0x1 ' "$log")" = 1 ] || { grep -E 'CHAP|IPCP' "$log"; return 1; }
}

# Sourced by peers.sh: a host's pppd proves itself to our LAC by PPPoE; what it sees of LCP afterwards is for our LNS to say (docs/proxy.md).
# pppd's log has every packet, in order: nothing can be told to the LNS before pppd has sent its proof. It dials on $interface.
interface=eth1

# proxy_call REALM METHOD NETWORK [PPPD-OPTION...]: a whole call of alice@REALM, who gets an address of the office's NETWORK.
proxy_call() {
  local user=alice@$1 method=$2 outcome
  network=$3 gateway=10.97.0.1 pppoe_dial "$interface" "$user" "${@:4}" &&
    asked=office shows sessions ".items | length == 1 and (.[0] | .user == \"$user\" and .authentication == \"$method\" and .rxPackets >= 3 and .txPackets >= 3)"
  outcome=$?
  kill "${daemons[$interface]}"
  pppoe_gone "$interface" && asked=office shows sessions '.items == []' || outcome=1
  grep -E 'LCP ConfReq|CHAP|PAP' "/run/$interface.pppd.log"
  return $outcome
}

# What pppd received of LCP's negotiation after its first proof.
proxy_lcp_after_proof() { sed -n '/sent \[\(CHAP Response\|PAP AuthReq\) /,$p' "/run/$interface.pppd.log" | grep 'rcvd \[LCP Conf'; }

# proxy_taken REALM METHOD NETWORK PROOF ANSWER [PPPD-OPTION...]: no LCP any more; the one PROOF has its one ANSWER, of the same identifier.
proxy_taken() {
  local proof=$4 answer=$5
  proxy_call "$1" "$2" "$3" "${@:6}" || return
  ! proxy_lcp_after_proof || { echo 'LCP began anew'; return 1; }
  local asked; asked=$(grep -o "sent \[$proof id=0x[0-9a-f]*" "/run/$interface.pppd.log" | sort -u | sed 's/.*id=//')
  [ "$(grep -o "rcvd \[$answer id=0x[0-9a-f]*" "/run/$interface.pppd.log" | sed 's/.*id=//')" = "$asked" ] || { echo "not one $answer $asked"; return 1; }
  echo "no LCP after the $proof; $answer $asked"
}

# proxy_anew REALM METHOD NETWORK [PPPD-OPTION...]: LCP begins anew.
proxy_anew() { proxy_call "$@" && proxy_lcp_after_proof; }

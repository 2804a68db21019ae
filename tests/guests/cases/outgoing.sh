# Sourced by peers.sh: the office, or an xl2tpd, as LNS, has the node, as LAC, call a telephone: chat(8) dials on a modem's line, and pppd answers.
#
#   office ==== node ---- modem and pppd (line "modem", in the namespace "phone")

# outgoing_phones: what the pppds of the telephones say: numbers 1... call for an LNS that serves them, 2... are servers themselves.
outgoing_phones() {
  ip netns add phone; ip -n phone link set lo up
  printf '%s\n' nodetach local noccp novj nodefaultroute 'mtu 1400' 'mru 1400' 'lcp-echo-interval 3' 'lcp-echo-failure 3' 'ifname phone' | tee /run/phone.1 > /run/phone.2
  printf '%s\n' noauth 'user alice' >> /run/phone.1
  printf '%s\n' auth require-chap 'name phone' '10.95.0.1:10.95.0.2' >> /run/phone.2
}

# outgoing_dial DIALER
outgoing_dial() { asked=office ask_node POST "dialers/$1/dial" '{}'; }

# outgoing_served DIALER NETWORK ENGINE: the office serves the telephone's pppd, which gets an address of NETWORK.
outgoing_served() {
  local outcome
  outgoing_dial "$1" && until_true 90 has_address phone phone "$2" && on phone ping -c 3 -i 0.2 -W 10 -I phone 10.97.0.1 &&
    shows sessions '.items | any(.engine == "line" and .calledNumber == "100" and .call.txSpeed == 33600 and .rxPackets > 3 and .txPackets > 3)' &&
    asked=office shows sessions ".items | any(.user == \"alice\" and .engine == \"$3\" and .address == \"$(address_of phone phone)\")"
  outcome=$?
  asked=office ask_node POST "dialers/$1/dial" '{"hangUp":true}'
  outgoing_gone || outcome=1
  return $outcome
}

# outgoing_client DIALER ENGINE: the office is the client of the telephone's pppd, which then hangs up: "loss of carrier".
outgoing_client() {
  local outcome
  outgoing_dial "$1" && until_true 90 has_address office "$1" 10.95.0.2 && on office ping -c 3 -i 0.2 -W 10 -I "$1" 10.95.0.1 &&
    asked=office shows sessions ".items | any(.interface == \"$1\" and .engine == \"$2\" and .rxPackets > 3 and .txPackets > 3)" && kill "$(pppd_in phone)" &&
    asked=office shows history ".items | any(.kind == \"session\" and .profile == \"$1\" and .endedBy == \"peer\" and (.result | startswith(\"1/0\")))"
  outcome=$?
  asked=office ask_node POST "dialers/$1/dial" '{"hangUp":true}'
  outgoing_gone || outcome=1
  return $outcome
}
outgoing_gone() {
  until_true 90 has_no_device phone phone && shows sessions '.items | all(.engine != "line")' && asked=office shows sessions '.items == []' && ! pgrep -f '/run/node/modem'
}

# The modem says that the line is engaged; the LAC tells the LNS by result code 8 and Q.931's "user busy".
outgoing_busy() {
  outgoing_dial engaged && asked=office shows history '.items | any(.kind == "session" and .profile == "engaged" and (.result | startswith("8/0")))'
  local outcome=$?
  asked=office ask_node POST dialers/engaged/dial '{"hangUp":true}'
  return $outcome
}

# An xl2tpd asks for the call: "o" to its control pipe makes it send OCRQ, and when the call is connected its pppd reads /var/l2tp/NUMBER.options.
outgoing_of_xl2tpd() {
  local outcome xl2tpd_under=/run/dials
  printf '%s\n' '#!/bin/sh' 'mount -t tmpfs var /var && mkdir /var/l2tp && ln -s /run /var/run && cp /run/lac.ppp /var/l2tp/100.options && exec "$@"' > /run/dials; chmod +x /run/dials
  printf '%s\n' noauth noccp novj nodefaultroute 'mtu 1400' 'mru 1400' 'ifname lac' '10.94.0.1:10.94.0.2' > /run/lac.ppp
  xl2tpd_lac lac tunnel-secret && tell_xl2tpd lac 'o lns 100' && until_true 90 has_address phone phone 10.94.0.2 &&
    shows sessions '.items | any(.engine == "line" and .calledNumber == "100")' && on phone ping -c 3 -i 0.2 -W 10 -I phone 10.94.0.1
  outcome=$?
  tell_xl2tpd lac 'd lns'
  until_true 90 has_no_device phone phone && shows sessions '.items | all(.engine != "line")' || outcome=1
  stop_xl2tpd lac
  return $outcome
}

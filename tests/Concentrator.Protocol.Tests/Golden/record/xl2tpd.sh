#!/bin/bash
# Runs under uml-run (record-xl2tpd.sh starts it): records xl2tpd, as LAC and as LNS, with a pppd at either end.
#   xl2tpd.sh DIRECTORY [NAME...]    writes DIRECTORY/NAME.pcap for each conversation below
. "$(dirname "$0")/../../../guests/guest.sh"
output=$1; shift
two_hosts lac lns

# conversation NAME [key=value...] -- ACTION...
#   secret, lns_secret: tunnel secrets (lns_secret only where it differs); hidden: xl2tpd's "hidden bit"
#   lns_ppp, lac_ppp: pppd options, words that begin a new option on a new line
conversation() {
  local name=$1 secret= lns_secret= hidden=no lns_ppp= lac_ppp= challenge=no password=wonderland; shift
  while [ "$1" != -- ]; do local "$1"; shift; done; shift
  [ -z "$secret" ] || challenge=yes
  printf '%s\n' noipdefault nodetach "mru 1400" "mtu 1400" "ms-dns 192.0.2.53" "lcp-echo-interval 1" linkname\ lns "name lns" "$lns_ppp" > /run/lns.ppp
  printf '%s\n' noauth "mru 1400" "mtu 1400" "linkname lac" "user alice" "password $password" "ipv6 ::a11c:e" "$lac_ppp" > /run/lac.ppp

  ip netns exec lns tcpdump -U -i eth0 -w /run/$name.pcap udp 2> /run/$name.tcpdump & local tcpdump=$!
  until_true 20 grep -q 'listening on' /run/$name.tcpdump
  xl2tpd_lns lns "${lns_secret:-$secret}" "challenge = $challenge" "hidden bit = $hidden"
  xl2tpd_lac lac "$secret" "challenge = $challenge" "hidden bit = $hidden" 'length bit = yes'
  "$@"; local outcome=$?
  stop_xl2tpd lac lns
  kill $tcpdump; wait $tcpdump
  cp /run/$name.pcap "$output/$name.pcap"
  return $outcome
}

seen() { tcpdump -nr "/run/$1.pcap" 2>/dev/null | grep -q "$2"; }
call_up() { tell_xl2tpd lac "c lns"; until_true 60 has_address lac ppp0 10.9.0; until_true 20 ip -n lac -6 addr show dev ppp0 scope link; }
hang_up() { kill -TERM "$(head -1 /run/ppp-lac.pid)"; until_true 20 seen "$1" CDN; }
close_tunnel() { tell_xl2tpd lac "d lns"; until_true 20 seen "$1" StopCCN; until_true 20 seen "$1" ZLB; }

whole_call() {
  call_up && on lac ping -c 2 -i 0.3 -W 5 10.9.0.1 && on lac ping -c 1 -W 5 -s 600 10.9.0.1 &&
    until_true 30 seen "$1" 'Echo-Reply' && hang_up "$1" && close_tunnel "$1"
}
quiet_call() { call_up && until_true 150 seen "$1" HELLO && hang_up "$1"; }
refused_call() { tell_xl2tpd lac "c lns"; until_true 60 seen "$1" "$2"; }
outgoing_call() { tell_xl2tpd lac "o lns 5551234"; until_true 30 seen "$1" OCRQ && until_true 30 seen "$1" StopCCN && until_true 20 seen "$1" ZLB; }

pap()      { conversation $1 lns_ppp=$'auth\nrequire-pap' -- whole_call $1; }
chap()     { conversation $1 secret=tunnel-secret lns_ppp=$'auth\nrequire-chap\nnoccp' lac_ppp=$'noccp\nusepeerdns\nlcp-echo-interval 1' -- whole_call $1; }
mschapv2() { conversation $1 lns_ppp=$'auth\nrequire-mschap-v2\nrequire-mppe-128\nnoaccomp\nnopcomp' lac_ppp=$'require-mppe-128\nnovj' -- whole_call $1; }
hidden()   { conversation $1 secret=tunnel-secret hidden=yes lns_ppp=$'noauth\nnoccp\nnovj' lac_ppp=$'noccp\nnovj' -- whole_call $1; }
hello()    { conversation $1 lns_ppp=$'noauth\nnoccp\nlcp-echo-interval 0' lac_ppp=noccp -- quiet_call $1; }
wrong-tunnel-secret() { conversation $1 secret=tunnel-secret lns_secret=another -- refused_call $1 StopCCN; }
wrong-password() { conversation $1 password=looking-glass lns_ppp=$'auth\nrequire-chap\nnoccp' lac_ppp=noccp -- refused_call $1 CDN; }
outgoing() { conversation $1 lns_ppp=noauth -- outgoing_call $1; }

ppp_user alice wonderland
for name in ${*:-pap chap mschapv2 hidden hello wrong-tunnel-secret wrong-password outgoing}; do report "$name" "$name" "$name"; done

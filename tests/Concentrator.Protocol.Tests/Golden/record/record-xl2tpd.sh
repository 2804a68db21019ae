#!/bin/bash
# Records the golden conversations anew of xl2tpd and pppd that tests/run.sh laid out:  record-xl2tpd.sh [NAME...]
# Not part of the tests: the files beside this folder are what the tests read.
set -euo pipefail
cd "$(dirname "$0")"
root=$PWD/../../../..
captures=$(mktemp -d); trap 'rm -rf "$captures"' EXIT

declare -A what=(
  [pap]='no tunnel secret; PAP; default options of pppd, so VJ and CCP with Deflate: network data is compressed; CDN, StopCCN'
  [chap]='tunnel secret "tunnel-secret", challenges both ways; CHAP-MD5; IPCP with DNS; IPV6CP; echo; ICMP; CDN, StopCCN'
  [mschapv2]='no tunnel secret; MS-CHAPv2; MPPE-128 by CCP; neither ACFC nor PFC; VJ refused; CDN, StopCCN'
  [hidden]='tunnel secret "tunnel-secret", "hidden bit = yes" (xl2tpd then sends Random Vector AVPs but hides nothing); no PPP authentication'
  [hello]='no tunnel secret; no PPP authentication; a quiet minute, HELLO both ways; CDN'
  [wrong-tunnel-secret]='LAC has tunnel secret "tunnel-secret", LNS "another": StopCCN'
  [wrong-password]='CHAP-MD5 with the wrong password: CHAP Failure, Terminate-Request from both, CDN'
  [outgoing]='LAC (in RFC 2661 terms: an LNS) asks for an outgoing call, OCRQ; xl2tpd cannot serve one: StopCCN'
)
names=${*:-pap chap mschapv2 hidden hello wrong-tunnel-secret wrong-password outgoing}

"$root/tests/guests/uml-run" -t 900 -- "$PWD/xl2tpd.sh" "$captures" $names
for name in $names; do
  ./to-golden.sh "$captures/$name.pcap" 192.0.2.2 > "../xl2tpd-$name.txt" <<X
${what[$name]}
both: xl2tpd $(cat "$root/.cache/peers/xl2tpd/version") in userspace mode, pppd $(dpkg-query -Wf '${Version}' ppp)
user "alice", password "wonderland"
X
done

#!/bin/bash
# Runs under uml-run: real peers against our node, as LNS and as LAC, with either engine. One boot and one node for all
# cases but those about its end.
#
#   peers.sh CONCENTRATOR.DLL
#
#   lac 192.0.2.2, .3 ---- 192.0.2.1 node 198.51.100.2 ---- 198.51.100.1 far (203.0.113.1 behind it)
#                                     └── 100.64.0.1 ---- 100.64.0.2 isp; pc's Ethernet; 100.64.1.1 ---- 100.64.1.2 office, a second node of ours
. "$(dirname "$0")/guest.sh"
program=$1
for subject in rig embedded pppd switch groups pppoe office proxy outgoing lifetime migration; do . "$(dirname "$0")/cases/$subject.sh"; done

# --- hosts, and whom they know ----------------------------------------------------------------------

two_hosts lac node
ip -n lac addr add 192.0.2.3/24 dev eth0
alias_host lac twin1; alias_host lac twin2
ip netns add far; ip -n far link set lo up; ip -n far addr add 203.0.113.1/32 dev lo
ip link add eth1 netns node type veth peer name eth0 netns far
ip -n node addr add 198.51.100.2/24 dev eth1; ip -n node link set eth1 up
ip -n far addr add 198.51.100.1/24 dev eth0; ip -n far link set eth0 up
alias_host far farther
group_networks

# What pppd knows, on either side, and what our node knows. Only mallory's passwords differ; carol is known to pppd alone, and nobody's
# pppd finds the hatter's password here but that of "far": it looks for its own name.
ppp_user alice wonderland
printf '%s\n' 'alice@example.net * wonderland *' 'bob * builder *' 'mallory * guess *' 'carol * island *' | tee -a /etc/ppp/chap-secrets >> /etc/ppp/pap-secrets
echo 'hatter far "rabbit \"hole" *' >> /etc/ppp/pap-secrets
printf '%s * wonderland *\n' alice@embedded alice@bridged alice@own alice@anew alice@resold | tee -a /etc/ppp/chap-secrets >> /etc/ppp/pap-secrets
mkdir -p /run/node
cp "$(dirname "$0")/node.json" /run/node/concentrator.json
echo 'chain shut {' > /run/node/gated.nft
cp "$(dirname "$0")/modem.pl" /run/node/modem
printf '%s\n' 'alice * wonderland *' 'bob * builder *' 'mallory * truth *' > /run/node/users
printf '%s\n' '* * tunnel-secret' > /run/node/l2tp-secrets
echo '"rabbit \"hole"' > /run/node/hatter
chmod 600 /run/node/users /run/node/l2tp-secrets /run/node/hatter /etc/ppp/*-secrets

# --- the table --------------------------------------------------------------------------------------
# A line here is a test of its own: PeersTests reads it. GUEST_ONLY="pap hellos" runs only these, and what starts the node and whom they need beside it
# (but for calls of pppd-: those that are placed by one case are used by the next ones).

# needed_by CASES STARTER: whoever wants one of the cases wants what starts their peers.
needed_by() { local name; for name in ${GUEST_ONLY:-}; do [[ $name != $1 ]] || { GUEST_ONLY+=" $2"; return; }; done; }
needed_by hellos one-address-two-clients
needed_by 'outgoing-*' outgoing-phones
needed_by '@(proxy-*|switch-by-realm|switch-by-called-number|groups-of-hosts|outgoing-*|office-stops)' office-starts
needed_by '@(pppoe-*|office-*)' pppoe-lns-starts
needed_by 'pppd-*' pppd-clients-start

# The guest itself, with no part of ours: what fails here is the rig's own defect.
report ppp-device test -c /dev/ppp
report tun-device test -c /dev/net/tun
report kernel-l2tp grep ^l2tp_ppp /proc/modules
report xl2tpd-userspace xl2tpd_call no
report xl2tpd-kernel xl2tpd_call yes

report node-starts start_node node "$program"
show node true > /dev/null || exit

# Engine embedded, as LNS.
report one-address-two-clients twins
report pap client pap Pap
report chap client chap ChapMd5
report mschapv2 client mschapv2 MsChapV2
report tunnel-secret-of-client client plain MsChapV2 'challenge = yes'
report tunnel-secret-of-both client secret ChapMd5 'challenge = yes'
report hidden-avps client hidden ChapMd5 'challenge = yes'
report wrong-tunnel-secret wrong_tunnel_secret
report wrong-tunnel-secret-at-client wrong_tunnel_secret_at_peer
report wrong-password-pap wrong_password pap
report wrong-password-chap wrong_password chap
report wrong-password-mschapv2 wrong_password mschapv2
report wrong-password-with-retries wrong_password retries 'mallory is refused: wrong password; it may try again, 2 times at most'
kernel_l2tp=yes report kernel client chap ChapMd5
kernel_l2tp=yes report kernel-sequenced client sequenced MsChapV2
report length-bit client chap ChapMd5 'length bit = yes'
report whole-packets whole_packets twin2
report throughput-up throughput twin2
report throughput-down throughput twin2 -R

# Engine embedded, as LAC.
report dialer-pap dialer pap require-pap
report dialer-chap dialer chap require-chap
report dialer-mschapv2 dialer mschapv2 require-mschap-v2
report dialer-hidden-avps dialer hidden require-chap
report redial redial

report hellos hellos
report ids-are-freed ids_freed

# Engine pppd: real pppds at both ends of every call.
report pppd-clients-start pppd_clients
report pppd-pap pppd_place pap
report pppd-chap pppd_place chap
report pppd-mschapv2 pppd_place mschapv2
report pppd-authenticates pppd_place carol
report pppd-sessions-are-shown pppd_sessions_are_shown
report pppd-wrong-password pppd_wrong_password
report pppd-lac-dials pppd_dials
report pppd-lac-routes-spare-the-lns pppd_routes_spare_the_lns
report pppd-no-secrets-on-command-lines pppd_no_secrets
report pppd-stopped-hurts-only-its-own-call pppd_stopped
report pppd-killed-ends-its-call pppd_killed
report pppd-gives-a-user-his-address-again pppd_same_address
report pppd-that-cannot-start-is-refused pppd_broken
report pppd-history-tells-why pppd_history_tells
report pppd-calls-leave-nothing pppd_hang_up

# Switching, and groups with the same addresses, a call of xl2tpd's each time.
report switch-by-lac switch_call
report switch-hung-up-by-lns switch_hung_up_by_lns
report groups-embedded group_calls embedded
report groups-pppd group_calls pppd
report group-closed group_closed

# PPPoE: pppd at both ends again, with our LAC between them.
report pppoe-lns-starts pppoe_lns
report pppoe-passed-through pppoe_call eth0 alice
report pppoe-authenticated-first pppoe_authenticated
report pppoe-unknown-realm pppoe_unknown_realm
report pppoe-closed-by-us pppoe_closed_by_us
report pppoe-killed pppoe_killed

# A second node of ours, behind the first.
report office-starts office_starts
report proxy-embedded-chap proxy_taken embedded ChapMd5 10.97.0 'CHAP Response' 'CHAP Success'
report proxy-embedded-pap proxy_taken embedded Pap 10.97.0 'PAP AuthReq' 'PAP AuthAck' refuse-chap
report proxy-pppd-chap proxy_taken bridged ChapMd5 10.96.0 'CHAP Response' 'CHAP Success'
report proxy-pppd-pap proxy_taken bridged Pap 10.96.0 'PAP AuthReq' 'PAP AuthAck' refuse-chap
report proxy-pppd-authenticates proxy_anew own ChapMd5 10.96.0
report proxy-renegotiate proxy_renegotiated anew ChapMd5 10.97.0
interface=eth2 report proxy-mschapv2 proxy_anew embedded MsChapV2 10.97.0
report switch-by-realm switch_of_host eth1 alice@resold
report switch-by-called-number switch_of_host eth0 alice 'pppoe-service resold'
report groups-of-hosts group_of_hosts
report outgoing-phones outgoing_phones
report outgoing-embedded outgoing_served served 10.97.0 embedded
report outgoing-pppd outgoing_served served-pppd 10.96.0 pppd
report outgoing-client outgoing_client client embedded
report outgoing-client-pppd outgoing_client client-pppd pppd
report outgoing-busy outgoing_busy
report outgoing-of-xl2tpd outgoing_of_xl2tpd
report office-stops stop_node office

# The end of the node: by SIGKILL and started again, then by SIGTERM.
report restart restart
report node-stops stops

# Another in its place, which was an xl2tpd.
report imported imported
tail -n "${GUEST_LOG_LINES:-0}" /run/node/node.log

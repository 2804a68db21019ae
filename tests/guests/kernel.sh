#!/bin/bash
# Runs under vm-run: real peers against our node with the kernel plane. One boot and one node for all cases but those about its end.
#
#   kernel.sh CONCENTRATOR.DLL
#
#   lac 192.0.2.2, fd00::2 ---- 192.0.2.1, fd00::1 node
. "$(dirname "$0")/guest.sh"
program=$1
two_hosts lac node
ip -n lac addr add fd00::2/64 dev eth0 nodad; ip -n node addr add fd00::1/64 dev eth0 nodad
ppp_user alice wonderland
echo 'mallory * guess *' | tee -a /etc/ppp/chap-secrets >> /etc/ppp/pap-secrets
mkdir -p /run/node
cp "$(dirname "$0")/kernel.json" /run/node/concentrator.json
printf '%s\n' 'alice * wonderland *' 'mallory * truth *' > /run/node/users
printf '%s\n' '* * tunnel-secret' > /run/node/l2tp-secrets
chmod 600 /run/node/users /run/node/l2tp-secrets /etc/ppp/*-secrets

for subject in embedded kernel; do . "$(dirname "$0")/cases/$subject.sh"; done

# --- the table --------------------------------------------------------------------------------------
# A line here is a test of its own, as in peers.sh.

report kernel-node-starts start_node node "$program"
show node true > /dev/null || exit
report kernel-embedded kernel_client default
kernel_l2tp=yes report kernel-both-ends kernel_client default
kernel_l2tp=yes report kernel-sequenced kernel_client sequenced
report kernel-wrong-password wrong_password default
report kernel-limited-stays-in-user-space limited
kernel_l2tp=yes report kernel-dialer kernel_dialer chap
report kernel-pppd kernel_pppd
report kernel-pppd-dials kernel_dialer pppd
kernel_l2tp=yes report kernel-throughput kernel_throughput
report kernel-many-calls load_calls 192.0.2.1 2 20
report kernel-tunnel-over-ipv6 load_calls fd00::1 1 5
kernel_l2tp=yes report kernel-killed-leaves-nothing kernel_killed
kernel_l2tp=yes report kernel-left-over-removed kernel_left_over
report kernel-node-stops kernel_stops
tail -n "${GUEST_LOG_LINES:-0}" /run/node/node.log

# Sourced by peers.sh: a second node of ours, of another name, as LNS of the first.
#
#   node 100.64.1.1 ---- 100.64.1.2 office 100.64.2.1 ---- 100.64.2.2 isp

office_starts() {
  ip netns add office; ip -n office link set lo up
  ip link add eth3 netns node type veth peer name eth0 netns office
  ip -n node addr add 100.64.1.1/24 dev eth3; ip -n node link set eth3 up
  ip -n office addr add 100.64.1.2/24 dev eth0; ip -n office link set eth0 up
  ip link add eth1 netns office type veth peer name eth1 netns isp
  ip -n office addr add 100.64.2.1/24 dev eth1; ip -n office link set eth1 up
  ip -n isp addr add 100.64.2.2/24 dev eth1; ip -n isp link set eth1 up
  mkdir -p /run/office
  cp "$checkout/tests/guests/office.json" /run/office/concentrator.json
  printf '%s * wonderland *\n' alice alice@embedded alice@bridged alice@anew > /run/office/users
  cp /run/node/l2tp-secrets /run/office
  chmod 600 /run/office/users
  start_node office "$program"
}

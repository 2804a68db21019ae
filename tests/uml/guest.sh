# Sourced by scripts that run under uml-run: hosts as network namespaces, real peers, and results.
# Everything made here lives in /run, the guest's own memory, and ends with the guest.

checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
xl2tpd=$checkout/.cache/peers/xl2tpd/usr/sbin/xl2tpd
mkdir -p /run/xl2tpd
declare -A daemons   # host -> pid of its xl2tpd

# --- waiting and reporting ------------------------------------------------------------------------

# until_true SECONDS COMMAND...: polls COMMAND; fails once SECONDS of the guest's time are over.
until_true() {
  local end=$((SECONDS + $1)); shift
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $end ] || { echo "waited in vain for: $*" >&2; return 1; }
    sleep 0.1
  done
}

# report NAME COMMAND...: runs COMMAND and prints the one line by which UmlRun knows a case:
# "CASE name PASS", or "CASE name FAIL" and the last line COMMAND wrote. All it wrote goes before that line.
report() {
  local name=$1 log=/run/case.$1; shift
  if "$@" >"$log" 2>&1; then
    sed "s/^/  $name| /" "$log"; echo "CASE $name PASS"
  else
    sed "s/^/  $name| /" "$log"; echo "CASE $name FAIL $(tail -1 "$log")"
  fi
}

# --- hosts ----------------------------------------------------------------------------------------

# two_hosts LAC LNS: two namespaces with one cable between them, 192.0.2.2 and 192.0.2.1.
two_hosts() {
  local host
  for host in "$1" "$2"; do ip netns add "$host"; ip -n "$host" link set lo up; done
  ip link add eth0 netns "$1" type veth peer name eth0 netns "$2"
  ip -n "$1" addr add 192.0.2.2/24 dev eth0; ip -n "$1" link set eth0 up
  ip -n "$2" addr add 192.0.2.1/24 dev eth0; ip -n "$2" link set eth0 up
}

on() { local host=$1; shift; ip netns exec "$host" "$@"; }
has_address() { ip -n "$1" -4 addr show dev "$2" | grep -q "inet $3"; }

# --- xl2tpd and pppd ------------------------------------------------------------------------------

# ppp_user NAME PASSWORD: the one user that pppd of either side knows, for PAP and every CHAP.
ppp_user() { printf '"%s" * "%s" *\n' "$1" "$2" | tee /etc/ppp/chap-secrets > /etc/ppp/pap-secrets; }

# start_xl2tpd HOST [TUNNEL-SECRET] < configuration: xl2tpd with its files in /run/xl2tpd/HOST.*
start_xl2tpd() {
  local files=/run/xl2tpd/$1
  cat > "$files.conf"
  printf '* * %s\n' "${2:-none}" > "$files.secrets"
  ip netns exec "$1" "$xl2tpd" -D -c "$files.conf" -s "$files.secrets" -p "$files.pid" -C "$files.control" > "$files.log" 2>&1 &
  daemons[$1]=$!
  until_true 20 grep -q Listening "$files.log"
}

# xl2tpd_lns HOST SECRET [LINE...]: an LNS that serves anyone 10.9.0.2 to .9; LINEs go to its [lns default].
# xl2tpd_lac HOST SECRET [LINE...]: a LAC named "lns" for 192.0.2.1; LINEs go to its [lac lns].
# Kernel data plane where $kernel_l2tp is "yes". pppd's options are in /run/HOST.ppp.
xl2tpd_lns() {
  local host=$1 secret=$2; shift 2
  printf '%s\n' '[global]' "force userspace = $(userspace)" '[lns default]' 'ip range = 10.9.0.2-10.9.0.9' \
    'local ip = 10.9.0.1' "hostname = $host.example" "pppoptfile = /run/$host.ppp" "$@" | start_xl2tpd "$host" "$secret"
}
xl2tpd_lac() {
  local host=$1 secret=$2; shift 2
  printf '%s\n' '[global]' "force userspace = $(userspace)" '[lac lns]' 'lns = 192.0.2.1' \
    "hostname = $host.example" "pppoptfile = /run/$host.ppp" "$@" | start_xl2tpd "$host" "$secret"
}
userspace() { [ "${kernel_l2tp:-no}" = yes ] && echo no || echo yes; }

# tell_xl2tpd HOST COMMAND: one line to the daemon's control pipe ("c lns", "d lns", ...).
tell_xl2tpd() { echo "$2" > "/run/xl2tpd/$1.control"; }

# stop_xl2tpd HOST...: kills daemons outright; in userspace mode SIGTERM would send no StopCCN either.
stop_xl2tpd() {
  local host
  for host in "$@"; do kill -KILL ${daemons[$host]}; wait ${daemons[$host]}; rm -f "/run/xl2tpd/$host."*; done 2>/dev/null
}

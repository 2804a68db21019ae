# Sourced by scripts that run under uml-run or vm-run: hosts as network namespaces, real peers, and results.
# Everything made here lives in /run, the guest's own memory, and ends with the guest.

checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
xl2tpd=$checkout/.cache/peers/xl2tpd/usr/sbin/xl2tpd
mkdir -p /run/xl2tpd
declare -A daemons   # host -> pid of its xl2tpd
declare -A nodes     # host -> pid of our node there

# --- waiting and reporting ------------------------------------------------------------------------

# until_true SECONDS COMMAND...: polls COMMAND; fails once SECONDS of the guest's time are over.
# Starting a program takes a tenth of a second of what may be the only processor, so it does not poll often, and waits without a program.
exec {never}<> <(:)
until_true() {
  local end=$((SECONDS + $1)); shift
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $end ] || { echo "waited in vain for: $*" >&2; return 1; }
    read -r -t 0.3 -u "$never" || :
  done
}

# report NAME COMMAND...: runs COMMAND, unless $GUEST_ONLY names other cases, and prints the one line by which a GuestReport knows a case:
# "CASE name PASS" or "CASE name FAIL", and the last line COMMAND wrote. All it wrote goes before that line, after a
# failure also what the daemons wrote.
report() {
  local name=$1 log=/run/case.$1 outcome=PASS begin=$SECONDS detail; shift
  [ -z "${GUEST_ONLY:-}" ] || [[ " $GUEST_ONLY node-starts " == *" $name "* ]] || return 0
  "$@" >"$log" 2>&1 || outcome=FAIL
  detail=$(tail -1 "$log")
  [ $outcome = PASS ] || tail -n 40 /run/*/*log >> "$log" 2>&1
  sed "s/^/  $name| /" "$log"; echo "  $name| took $((SECONDS - begin)) s"; echo "CASE $name $outcome $detail"
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

# alias_host HOST ALIAS: a second name for a host, so that it can have a second set of daemons and their files.
alias_host() { touch "/run/netns/$2"; mount --bind "/run/netns/$1" "/run/netns/$2"; }

on() { local host=$1; shift; ip netns exec "$host" "$@"; }
has_address() { ip -n "$1" -4 addr show dev "$2" | grep -q "inet $3"; }
has_no_device() { ! ip -n "$1" link show dev "$2"; }

# --- xl2tpd and pppd ------------------------------------------------------------------------------

# ppp_user NAME PASSWORD: the one user that pppd of either side knows, for PAP and every CHAP.
ppp_user() { printf '"%s" * "%s" *\n' "$1" "$2" | tee /etc/ppp/chap-secrets > /etc/ppp/pap-secrets; }

# pppd_in HOST: the pids of the pppds there.
pppd_in() { local pid; for pid in $(ip netns pids "$1"); do [ "$(< "/proc/$pid/comm")" != pppd ] || echo "$pid"; done; }

# start_xl2tpd HOST [TUNNEL-SECRET] < configuration: xl2tpd with its files in /run/xl2tpd/HOST.*
# $xl2tpd_under, if set, is a command that starts the command after it.
start_xl2tpd() {
  local files=/run/xl2tpd/$1
  cat > "$files.conf"
  printf '* * %s\n' "${2:-none}" > "$files.secrets"
  ip netns exec "$1" $xl2tpd_under "$xl2tpd" -D -c "$files.conf" -s "$files.secrets" -p "$files.pid" -C "$files.control" > "$files.log" 2>&1 &
  daemons[$1]=$!
  until_true 90 grep -q Listening "$files.log"
}

# xl2tpd_lns HOST SECRET [LINE...]: an LNS that serves anyone 10.9.0.2 to .9; LINEs go to its [lns default].
# xl2tpd_lac HOST SECRET [LINE...]: a LAC named "lns" for 192.0.2.1, or for $lns; LINEs go to its [lac lns].
# Kernel data plane where $kernel_l2tp is "yes"; $xl2tpd_global is a line for [global]. pppd's options are in /run/HOST.ppp.
xl2tpd_lns() {
  local host=$1 secret=$2; shift 2
  start_xl2tpd "$host" "$secret" < <(printf '%s\n' '[global]' "force userspace = $(userspace)" "${xl2tpd_global:-}" '[lns default]' \
    'ip range = 10.9.0.2-10.9.0.9' 'local ip = 10.9.0.1' "hostname = $host.example" "pppoptfile = /run/$host.ppp" "$@")
}
xl2tpd_lac() {
  local host=$1 secret=$2; shift 2
  start_xl2tpd "$host" "$secret" < <(printf '%s\n' '[global]' "force userspace = $(userspace)" "${xl2tpd_global:-}" '[lac lns]' \
    "lns = ${lns:-192.0.2.1}" "hostname = $host.example" "pppoptfile = /run/$host.ppp" "$@")
}
userspace() { [ "${kernel_l2tp:-no}" = yes ] && echo no || echo yes; }

# tell_xl2tpd HOST COMMAND: one line to the daemon's control pipe ("c lns", "d lns", ...).
# Opened for both ways, since a pipe whose daemon is gone would never open for writing alone.
tell_xl2tpd() { echo "$2" 1<> "/run/xl2tpd/$1.control"; }

# stop_xl2tpd HOST...: kills daemons outright; in userspace mode SIGTERM would send no StopCCN either.
stop_xl2tpd() {
  local host
  for host in "$@"; do kill -KILL "${daemons[$host]}"; wait "${daemons[$host]}"; rm -f "/run/xl2tpd/$host."*; done 2>/dev/null
}

# --- our nodes ------------------------------------------------------------------------------------
# All else here is about the node of the host $asked, by default that of the host "node".

# start_node HOST PROGRAM: our node with all its files in /run/HOST, among them concentrator.json; it is ready when
# its control socket answers. .NET takes its time here. Its pool's threads must not spin before they sleep: that would
# keep what may be the guest's only processor from those whom they wait for.
start_node() {
  local files=/run/$1 asked=$1
  rm -f "$files/control.sock"
  DOTNET_ThreadPool_UnfairSemaphoreSpinLimit=0 ip netns exec "$1" dotnet "$2" run --config "$files/concentrator.json" --state "$files" >> "$files/node.log" 2>&1 &
  nodes[$1]=$!
  until_true 400 show node '.listening | length > 0'
}

# stop_node HOST: by SIGTERM.
stop_node() { kill -TERM "${nodes[$1]}"; wait "${nodes[$1]}"; }

# ask_node METHOD PATH [JSON]: a request to the control socket. It is what `concentrator show` and its like send; they
# themselves would take half a minute each to start in here.
ask_node() { curl -sSf -m 30 -w '\n' --unix-socket "/run/${asked:-node}/control.sock" -X "$1" ${3:+-H 'Content-Type: application/json' -d "$3"} "http://node/v1/$2"; }

# show WHAT CONDITION: whether the node's answer fulfils a condition of jq's.
show() { local answer; answer=$(ask_node GET "$1") && jq -e "$2" <<< "$answer"; }

# shows WHAT CONDITION: waits until it does; if it never does, the answer is in the case's log.
shows() { until_true 90 show "$1" "$2" || { ask_node GET "$1"; echo "show $1 never fulfilled: $2"; return 1; } }

# logged SINCE PATTERN: waits for a line of the node's log after its first SINCE lines.
logged() { until_true 90 eval "tail -n +$(($1 + 1)) /run/${asked:-node}/node.log | grep -E '$2'" || { echo "the node never logged: $2"; return 1; } }
log_lines() { wc -l < "/run/${asked:-node}/node.log"; }
